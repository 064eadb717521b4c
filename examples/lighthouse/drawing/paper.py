"""Cut paper and gouache: sheets of coloured paper laid one on another, with shadows, light and grain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
from noto_cjk_sans_otc import FONT_PATH
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Floats = NDArray[np.floating[Any]]

SUPERSAMPLE = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed outline, or a line of some width, in pixels of the sheet."""

    points: tuple[Point, ...]
    width: float | None = None


def poly(points: Iterable[Point]) -> Shape:
    """Make a shape with straight edges."""
    return Shape(tuple(points))


def blob(points: Sequence[Point], steps: int = 14) -> Shape:
    """Make a shape whose edge runs smoothly through the points."""
    return Shape(tuple(smooth(points, closed=True, steps=steps)))


def stroke(points: Sequence[Point], width: float, *, curved: bool = False) -> Shape:
    """Make a line of some width with round ends."""
    return Shape(tuple(smooth(points, closed=False)) if curved else tuple(points), width)


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Shape:
    """Make an ellipse, turned by some degrees."""
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    height = rx if ry is None else ry
    c, s = cos(radians(turn)), sin(radians(turn))
    return Shape(
        tuple(
            (
                float(x + rx * np.cos(a) * c - height * np.sin(a) * s),
                float(y + rx * np.cos(a) * s + height * np.sin(a) * c),
            )
            for a in angles
        )
    )


def box(x0: float, y0: float, x1: float, y1: float) -> Shape:
    """Make an upright rectangle."""
    return Shape(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


def smooth(points: Sequence[Point], *, closed: bool, steps: int = 14) -> list[Point]:
    """Run a Catmull-Rom curve through the points."""
    known = np.array(points, dtype=float)
    if closed:
        known = np.vstack([known[-1], known, known[0], known[1]])
    else:
        known = np.vstack([2 * known[0] - known[1], known, 2 * known[-1] - known[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    curve: list[Point] = []
    for a, b, c, d in zip(known, known[1:], known[2:], known[3:], strict=False):
        part = 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        )
        curve.extend((float(x), float(y)) for x, y in part)
    if not closed:
        curve.append((float(known[-2][0]), float(known[-2][1])))
    return curve


def colour(code: str) -> Floats:
    """Read `#rrggbb` as three numbers from 0 to 1."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def ramp(stops: Sequence[str], t: Floats) -> Floats:
    """Blend through the colours as `t` goes from 0 to 1."""
    known = np.stack([colour(stop) for stop in stops])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(t, at, known[:, i]) for i in range(3)], axis=-1).astype(np.float32)


def blur(mask: Floats, radius: float) -> Floats:
    """Soften a mask."""
    picture = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32) / 255


def shifted(mask: Floats, right: int, down: int) -> Floats:
    """Move a mask; what comes in at the sides continues the edge."""
    rows, columns = mask.shape
    return np.pad(mask, ((down, 0), (right, 0)), mode="edge")[:rows, :columns]


@lru_cache(maxsize=1)
def brushwork() -> Floats:
    """Make the unevenness of paint, about -1 to 1, that every sheet takes a piece of."""
    rng = np.random.default_rng(1895)
    size = 2600
    total = np.zeros((size, size), dtype=np.float32)
    for across, down, weight in ((7, 9, 0.9), (22, 40, 0.7), (60, 190, 0.8), (300, 700, 0.45)):
        cells = rng.normal(size=(down, across)).astype(np.float32)
        total += weight * np.asarray(Image.fromarray(cells).resize((size, size), Image.Resampling.BICUBIC))
    return total / float(np.abs(total).max()) * 1.6


def mixed(one: str, other: str, share: float) -> str:
    """Mix two colours; `share` is how much of the second goes in."""
    both = colour(one) * (1 - share) + colour(other) * share
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in both)


class Sheet:
    """A picture being built from the back to the front."""

    def __init__(self, width: int, height: int, *, seed: int = 1, paint: float = 0.055) -> None:
        self.width, self.height, self.paint = width, height, paint
        self.rng = np.random.default_rng(seed)
        self.rgb: Floats = np.zeros((height, width, 3), dtype=np.float32)
        self.y, self.x = np.mgrid[0:height, 0:width].astype(np.float32)

    def mask(self, shapes: Shape | Iterable[Shape]) -> Floats:
        """Cut the shapes out of nothing: 1 inside, 0 outside, clean edges."""
        k = SUPERSAMPLE
        plate = Image.new("L", (self.width * k, self.height * k))
        draw = ImageDraw.Draw(plate)
        for shape in [shapes] if isinstance(shapes, Shape) else shapes:
            points = [(x * k, y * k) for x, y in shape.points]
            if shape.width is None:
                draw.polygon(points, fill=255)
                continue
            r = shape.width * k / 2
            draw.line(points, fill=255, width=max(1, round(2 * r)), joint="curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        return np.asarray(plate.reduce(k), dtype=np.float32) / 255

    def lay(
        self,
        shapes: Shape | Iterable[Shape] | Floats,
        *stops: str,
        within: Floats | None = None,
        sideways: bool = False,
        shadow: float = 0.4,
        lift: float = 5,
        edge: float = 0.10,
        alpha: float = 1.0,
    ) -> Floats:
        """Lay a cut sheet, painted from the first colour to the last, and return its mask."""
        mask = shapes if isinstance(shapes, np.ndarray) else self.mask(shapes)
        if within is not None:
            mask = mask * within
        if not mask.any():
            return mask
        if shadow and lift:
            fallen = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(lift))
            dark = shifted(np.asarray(fallen, dtype=np.float32), round(lift * 0.5), round(lift * 0.7))
            dark = dark[..., None] / 255 * shadow
            if within is not None:
                dark = dark * within[..., None]
            self.rgb *= 1 - dark * np.array([0.95, 0.88, 0.78], dtype=np.float32)
        rows, columns = np.nonzero(mask > 0.02)
        first, last = (columns.min(), columns.max()) if sideways else (rows.min(), rows.max())
        t = ((self.x if sideways else self.y) - first) / max(1.0, float(last - first))
        paint = ramp(stops if len(stops) > 1 else stops * 2, np.clip(t, 0, 1))
        paint = paint * (1 + self.paint * self.piece()[..., None])
        if edge:
            paint = paint + (np.clip(mask - shifted(mask, 1, 2), 0, 1) * edge)[..., None]
        self.rgb += (paint - self.rgb) * (mask * alpha)[..., None]
        return mask

    def write(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        tint: str,
        *,
        anchor: str = "mm",
        turn: float = 0,
        alpha: float = 1.0,
        space: float = 0,
    ) -> None:
        """Letter some words: `anchor` as Pillow names it, `space` between the letters in pixels."""
        k = SUPERSAMPLE
        font = ImageFont.truetype(FONT_PATH, round(size * k))
        plate = Image.new("L", (self.width * k, self.height * k))
        draw = ImageDraw.Draw(plate)
        if space:
            whole = sum(font.getlength(c) for c in words) + space * k * (len(words) - 1)
            pen = x * k - (whole / 2 if anchor[0] == "m" else 0)
            for c in words:
                draw.text((pen, y * k), c, fill=255, font=font, anchor="l" + anchor[1])
                pen += font.getlength(c) + space * k
        else:
            draw.text((x * k, y * k), words, fill=255, font=font, anchor=anchor)
        if turn:
            plate = plate.rotate(turn, Image.Resampling.BICUBIC, center=(x * k, y * k))
        ink = np.asarray(plate.reduce(k), dtype=np.float32)[..., None] / 255 * alpha
        self.rgb += (colour(tint) - self.rgb) * ink

    def piece(self) -> Floats:
        """Tear off a piece of brushwork of this sheet's size."""
        whole = brushwork()
        top = int(self.rng.integers(0, whole.shape[0] - self.height))
        left = int(self.rng.integers(0, whole.shape[1] - self.width))
        return whole[top : top + self.height, left : left + self.width]

    def light(self, amount: Floats, code: str, strength: float = 1.0) -> None:
        """Add light where `amount` says, as a lamp would: never past white."""
        added = np.clip(amount[..., None] * colour(code) * strength, 0, 1)
        self.rgb = 1 - (1 - np.clip(self.rgb, 0, 1)) * (1 - added)

    def glow(
        self, x: float, y: float, radius: float, code: str, strength: float = 0.6, power: float = 2.0
    ) -> None:
        """Add a soft round light."""
        distance = np.hypot(self.x - x, self.y - y) / radius
        self.light(np.clip(1 - distance, 0, 1) ** power, code, strength)

    def beam(
        self, x: float, y: float, ends: tuple[Point, Point], code: str, strength: float, soft: float = 6
    ) -> None:
        """Add a beam that starts at a point and fades on the way to its two far corners."""
        cone = blur(self.mask(poly([(x, y), *ends])), soft)
        length = np.hypot((ends[0][0] + ends[1][0]) / 2 - x, (ends[0][1] + ends[1][1]) / 2 - y)
        fade = np.clip(1 - np.hypot(self.x - x, self.y - y) / (length * 1.05), 0, 1)
        self.light(cone * fade, code, strength)

    def shade(self, amount: Floats, code: str, strength: float = 1.0) -> None:
        """Darken towards a colour where `amount` says."""
        self.rgb *= 1 - amount[..., None] * (1 - colour(code)) * strength

    def finish(self, *, grain: float = 0.016, vignette: float = 0.28) -> Image.Image:
        """Darken the corners, lay the paper's grain over all and give the picture."""
        far = np.hypot((self.x / self.width - 0.5) * 1.15, self.y / self.height - 0.5)
        rgb = self.rgb * (1 - vignette * np.clip((far - 0.34) / 0.45, 0, 1) ** 1.6)[..., None]
        tooth = self.rng.normal(size=(self.height // 2 + 1, self.width // 2 + 1)).astype(np.float32)
        coarse = Image.fromarray(tooth).resize((self.width, self.height), Image.Resampling.BICUBIC)
        fine = self.rng.normal(size=(self.height, self.width)).astype(np.float32)
        rgb = rgb * (1 + grain * (np.asarray(coarse) * 1.5 + 0.35 * fine))[..., None]
        return Image.fromarray((np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8))


def write_jpeg(picture: Image.Image, path: Path, quality: int = 88) -> None:
    """Save a picture small enough to keep beside the storyboard."""
    picture.save(path, quality=quality, optimize=True, progressive=True, subsampling=1)
