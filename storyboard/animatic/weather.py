"""Rain and snow that fall through a painted scene."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from storyboard.animatic.mood import read_mood
from storyboard.animatic.planes import Planes
from storyboard.animatic.spec import ClipSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Drops at one distance: a mask twice the frame's height that repeats, and its speed in frame heights a second."""

    mask: Image.Image
    speed: float
    sway: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Sheets of drops, far to near; `luma` is their brightness."""

    sheets: tuple[Sheet, ...]
    luma: int
    fps: Fraction

    def paste_at(self, frame: Planes, number: int) -> None:
        """Lay the drops of frame `number` over it, in place; they are grey, so chroma stays as it is."""
        width, height = frame.y.size
        time = number / float(self.fps)
        drops = Image.new("L", (width, height), 0)
        for sheet in self.sheets:
            margin = (sheet.mask.width - width) // 2
            down = height - round(time * sheet.speed * height) % height
            along = margin + round(math.sin(time * 0.9 + sheet.speed * 5) * sheet.sway * margin)
            seen = sheet.mask.crop((along, down, along + width, down + height))
            drops = ImageChops.lighter(drops, seen)
        frame.y.paste(self.luma, (0, 0), drops)


def make_fall(spec: ClipSpec) -> Fall | None:
    """What falls in the prompt's scene: nothing under a roof or a clear sky."""
    mood = read_mood(spec.prompt, spec.seed)
    if mood.place in ("interior", "stairs") or mood.weather not in ("rain", "snow"):
        return None
    rng = np.random.default_rng(mood.seed + 1)
    luma = 150 if mood.hour == "night" else 205
    draw_sheet = _draw_rain if mood.weather == "rain" else _draw_snow
    return Fall(sheets=tuple(draw_sheet(spec, rng, near) for near in (0.0, 1.0)), luma=luma, fps=spec.fps)


def _draw_rain(spec: ClipSpec, rng: np.random.Generator, near: float) -> Sheet:
    """Slanted streaks, the near ones longer, brighter and fewer."""
    short = min(spec.width, spec.height)
    long, slant = short * (0.035 + 0.05 * near), 0.12
    mask, draw = _start_sheet(spec, 0.02)
    for _ in range(round((170 - 100 * near) * spec.width / spec.height)):
        x, y = rng.uniform(0, mask.width), rng.uniform(0, spec.height)
        shade = int(rng.uniform(28, 70) + 24 * near)
        for turn in (-spec.height, 0, spec.height):  # so that the sheet repeats
            ends = (x, y + turn, x - long * slant, y + turn + long)
            draw.line(ends, fill=shade, width=max(1, round(short / 600 * (1 + near * 0.6))))
    return Sheet(mask=_soften(mask, spec), speed=1.5 + 0.9 * near, sway=0.0)


def _draw_snow(spec: ClipSpec, rng: np.random.Generator, near: float) -> Sheet:
    """Flakes that sway."""
    short = min(spec.width, spec.height)
    mask, draw = _start_sheet(spec, 0.03)
    for _ in range(round((210 - 130 * near) * spec.width / spec.height)):
        x, y = rng.uniform(0, mask.width), rng.uniform(0, spec.height)
        size = short * float(rng.uniform(0.0013, 0.0024)) * (1 + 1.1 * near)
        shade = int(rng.uniform(90, 190))
        for turn in (-spec.height, 0, spec.height):  # so that the sheet repeats
            draw.ellipse((x - size, y + turn - size, x + size, y + turn + size), fill=shade)
    return Sheet(mask=_soften(mask, spec), speed=0.09 + 0.08 * near, sway=0.9)


def _start_sheet(spec: ClipSpec, sway: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.new("L", (spec.width + 2 * round(spec.width * sway), 2 * spec.height), 0)
    return mask, ImageDraw.Draw(mask)


def _soften(mask: Image.Image, spec: ClipSpec) -> Image.Image:
    return mask.filter(ImageFilter.GaussianBlur(min(spec.width, spec.height) / 1000))
