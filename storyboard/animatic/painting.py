"""A canvas for cut-paper landscapes: skies, ridges with a paper edge and a soft shadow, lights and shapes.

Places are in frame sizes from the frame's top left, so that a scene looks alike at every size; the canvas reaches past
the frame by its margins. Colours are from 0 to 1. Everything is in floating point until the end, which dithers.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from storyboard.animatic.framing import Margins
from storyboard.animatic.mood import Colour

Floats = NDArray[np.float32]
Line = Callable[[Floats], Floats]  # heights of a skyline (0 top, 1 bottom of the frame) at places across

_STEPS = 4  # table entries a pixel of depth below a ridge's edge


class Painting:
    """A picture being painted, from the back to the front."""

    def __init__(self, width: int, height: int, margins: Margins, scale: float) -> None:
        self.frame_width, self.frame_height = width * scale, height * scale
        self.margins = margins
        self.width = max(2, round(self.frame_width * (1 + margins.left + margins.right)))
        self.height = max(2, round(self.frame_height * (1 + margins.top + margins.bottom)))
        self.unit = min(self.frame_width, self.frame_height)  # pixels of a length of 1 in `stamp` and `glow`
        self.aspect = width / height
        self.pixels: Floats = np.zeros((self.height, self.width, 3), np.float32)
        self.across: Floats = (
            np.arange(self.width, dtype=np.float32) + 0.5
        ) / self.frame_width - margins.left

    def to_x(self, x: float) -> float:
        """A place across in canvas pixels."""
        return (x + self.margins.left) * self.frame_width

    def to_y(self, y: float) -> float:
        """A place down in canvas pixels."""
        return (y + self.margins.top) * self.frame_height

    def fill_sky(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """A vertical gradient through colours at heights."""
        down = (np.arange(self.height, dtype=np.float32) + 0.5) / self.frame_height - self.margins.top
        heights = [height for height, _ in stops]
        for channel in range(3):
            row = np.interp(down, heights, [colour[channel] for _, colour in stops])
            self.pixels[:, :, channel] = row[:, None]

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light around a point, fading with the distance; a long radius is a mood, a short one a lamp."""
        centre_x, centre_y, reach = self.to_x(x), self.to_y(y), radius * self.unit * 2.4
        rows, columns = self._clip_box(centre_x - reach, centre_y - reach, centre_x + reach, centre_y + reach)
        if rows.stop <= rows.start or columns.stop <= columns.start:
            return
        away_y = (np.arange(rows.start, rows.stop, dtype=np.float32) - centre_y) / (radius * self.unit)
        away_x = (np.arange(columns.start, columns.stop, dtype=np.float32) - centre_x) / (radius * self.unit)
        # A Gaussian is separable, and is made to reach zero at the cut.
        edge = math.exp(-(2.4**2))
        light = np.exp(-(away_y**2))[:, None] * np.exp(-(away_x**2))[None, :]
        np.maximum(light - edge, 0, out=light)
        light *= strength / (1 - edge)
        part = self.pixels[rows, columns]
        part *= (1 - light)[:, :, None]
        for channel in range(3):
            part[:, :, channel] += light * colour[channel]

    def haze(
        self, y: float, thickness: float, colour: Colour, strength: float, rng: np.random.Generator
    ) -> None:
        """A horizontal bank of mist that varies along its length."""
        top, bottom = self.to_y(y - 2 * thickness), self.to_y(y + 2 * thickness)
        rows, _ = self._clip_box(0, top, self.width, bottom)
        if rows.stop <= rows.start:
            return
        away = (np.arange(rows.start, rows.stop, dtype=np.float32) - self.to_y(y)) / (
            thickness * self.frame_height
        )
        down = np.maximum(np.exp(-(away**2)) - math.exp(-4), 0)
        along = 0.72 + 0.28 * make_noise(rng, 2.2)(self.across)
        alpha = down[:, None] * (along * strength)[None, :]
        part = self.pixels[rows]
        part += (np.asarray(colour, np.float32) - part) * np.clip(alpha, 0, 1)[:, :, None]

    def ridge(
        self,
        line: Line,
        top: Colour,
        bottom: Colour,
        *,
        depth: float,
        edge: float = 0.12,
        shadow: float = 0.3,
    ) -> None:
        """Everything below a line as a sheet of paper: a lit edge, colour that changes with the depth, a shadow behind."""
        skyline = self.to_y(0) + line(self.across) * self.frame_height
        reach = self.unit * 0.045
        rows, _ = self._clip_box(0, float(skyline.min()) - reach, self.width, self.height)
        if rows.stop <= rows.start:
            return
        alpha, colour = self._make_sheet(top, bottom, depth * self.frame_height, reach, edge, shadow)
        down = np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5
        index = (down[:, None] - (skyline - reach)[None, :]) * _STEPS
        index = np.clip(index, 0, len(alpha) - 1).astype(np.int32)
        part = self.pixels[rows]
        part *= alpha[index][:, :, None]
        part += colour[index]

    def _make_sheet(
        self, top: Colour, bottom: Colour, depth: float, reach: float, edge: float, shadow: float
    ) -> tuple[Floats, Floats]:
        """What remains of the picture behind, and what the sheet adds, by the distance below `reach` above its edge."""
        below = (np.arange(int((reach + depth) * _STEPS) + 2, dtype=np.float32)) / _STEPS - reach
        cover = np.clip(below + 0.5, 0, 1)
        fall = np.clip(below / depth, 0, 1)
        sheet = np.asarray(top, np.float32) + fall[:, None] * (
            np.asarray(bottom, np.float32) - np.asarray(top, np.float32)
        )
        lit = np.exp(-np.maximum(below, 0) / (self.unit * 0.0035)) * edge
        sheet = sheet + (1 - sheet) * lit[:, None]
        # The shadow ends at nothing, so that no line shows where the table begins.
        dark = np.exp(np.minimum(below, 0) / (reach * 0.3)) - math.exp(-1 / 0.3)
        behind = (1 - cover) * (1 - shadow * np.maximum(dark, 0))
        return behind.astype(np.float32), (sheet * cover[:, None]).astype(np.float32)

    def stamp(
        self,
        shapes: Sequence[Sequence[tuple[float, float]]],
        place: tuple[float, float],
        colour: Colour,
        *,
        strength: float = 1.0,
        soft: float = 0.0,
        shadow: float = 0.0,
    ) -> None:
        """Polygons around a place, in lengths of the frame's short side; `soft` blurs them, in the same lengths."""
        margin = self.unit * (soft * 3 + (0.03 if shadow else 0)) + 2
        xs = [self.to_x(place[0]) + x * self.unit for shape in shapes for x, _ in shape]
        ys = [self.to_y(place[1]) + y * self.unit for shape in shapes for _, y in shape]
        rows, columns = self._clip_box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
        size = (columns.stop - columns.start, rows.stop - rows.start)
        if min(size) < 1:
            return
        finer = 1 if soft else 4
        mask = Image.new("L", (size[0] * finer, size[1] * finer), 0)
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            points = [
                (
                    (self.to_x(place[0]) + x * self.unit - columns.start) * finer,
                    (self.to_y(place[1]) + y * self.unit - rows.start) * finer,
                )
                for x, y in shape
            ]
            draw.polygon(points, fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(soft * self.unit)) if soft else mask.reduce(finer)
        part = self.pixels[rows, columns]
        if shadow:
            dark = np.asarray(mask.filter(ImageFilter.GaussianBlur(self.unit * 0.01)), np.float32)
            part *= (1 - dark * (shadow / 255))[:, :, None]
        alpha = np.asarray(mask, np.float32) * (strength / 255)
        part += (np.asarray(colour, np.float32) - part) * alpha[:, :, None]

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, soft: float = 0.0) -> None:
        """A round shape: a sun, a moon, a lamp."""
        angles = [2 * math.pi * step / 96 for step in range(96)]
        circle = [(math.cos(angle) * radius, math.sin(angle) * radius) for angle in angles]
        self.stamp([circle], (x, y), colour, soft=soft)

    def specks(self, places: NDArray[np.float64], sizes: Floats, colours: Floats, strengths: Floats) -> None:
        """Small rectangles: stars, lit windows, glints. `places` and `sizes` are (n, 2), in frame sizes and pixels."""
        for (x, y), (wide, high), colour, strength in zip(places, sizes, colours, strengths, strict=True):
            left, top = round(self.to_x(x)), round(self.to_y(y))
            rows, columns = self._clip_box(left, top, left + max(1, round(wide)), top + max(1, round(high)))
            part = self.pixels[rows, columns]
            part += (colour - part) * strength

    def finish(self) -> Image.Image:
        """The picture in 8 bits, with a dither of about one level so that gradients show no bands."""
        # A vignette, separable: the eye stays in the middle, the caption's shade meets no bright corner.
        x = (np.arange(self.width, dtype=np.float32) / self.width - 0.5) * 2
        y = (np.arange(self.height, dtype=np.float32) / self.height - 0.5) * 2
        self.pixels *= ((1 - 0.16 * x**4)[None, :] * (1 - 0.14 * y**4)[:, None])[:, :, None]
        rng = np.random.default_rng(7)
        tile = rng.random((256, 256), np.float32) + rng.random((256, 256), np.float32) - 0.5
        repeats = (self.height // 256 + 1, self.width // 256 + 1)
        noise = np.tile(tile, repeats)[: self.height, : self.width]
        self.pixels *= 255
        self.pixels += noise[:, :, None]
        return Image.fromarray(np.clip(self.pixels, 0, 255).astype(np.uint8))

    def _clip_box(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        """Rows and columns of a box, inside the canvas."""
        rows = slice(min(self.height, max(0, math.floor(top))), min(self.height, max(0, math.ceil(bottom))))
        columns = slice(min(self.width, max(0, math.floor(left))), min(self.width, max(0, math.ceil(right))))
        return rows, columns


def make_noise(rng: np.random.Generator, detail: float, *, octaves: int = 4, rough: float = 0.5) -> Line:
    """A smooth random line between -1 and 1, with about `detail` hills across the frame and finer ones on them."""
    tables = [rng.uniform(-1, 1, 512).astype(np.float32) for _ in range(octaves)]
    shifts = [float(rng.uniform(100, 200)) for _ in range(octaves)]

    def noise(x: Floats) -> Floats:
        total, weight, full = np.zeros_like(x), 1.0, 0.0
        for octave, (table, shift) in enumerate(zip(tables, shifts, strict=True)):
            place = x * (detail * 2**octave) + shift
            cell = np.floor(place).astype(np.int64)
            part = place - cell
            part = part * part * (3 - 2 * part)
            one, other = table[cell % 512], table[(cell + 1) % 512]
            total = total + weight * (one + (other - one) * part)
            full, weight = full + weight, weight * rough
        return (total / full).astype(np.float32)

    return noise
