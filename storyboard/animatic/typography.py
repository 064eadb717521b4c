"""Text as pictures: one font for every script, and a soft shadow that keeps it legible on anything."""

from dataclasses import dataclass
from functools import cache
from unicodedata import combining, normalize

import noto_cjk_sans_otc
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_SIMPLIFIED_CHINESE = 2  # the face in the collection: Japanese, Korean, Simplified, Traditional, Hong Kong
PAPER = (246, 244, 238)
DIM = (205, 204, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text is set: `size` and `leading` (from line to line) in pixels, `colour` in RGB."""

    size: int
    colour: tuple[int, int, int] = PAPER
    leading: float = 1.42

    @property
    def step(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * self.leading)


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels, with Latin, Greek, Cyrillic, Chinese, Japanese and Korean."""
    path = str(noto_cjk_sans_otc.FONT_PATH)
    return ImageFont.truetype(path, size, _SIMPLIFIED_CHINESE, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing_glyph() -> bytes:
    return bytes(load_font(16).getmask("\U0010fffd"))


@cache
def _is_drawable(char: str) -> bool:
    return char.isspace() or bytes(load_font(16).getmask(char)) != _missing_glyph()


def keep_drawable(text: str) -> str:
    """The text without what the font has no glyph for and would draw as boxes: accents on Greek, emoji."""
    return "".join(_replace_missing(char) for char in text if char.isprintable() or char.isspace())


def _replace_missing(char: str) -> str:
    if _is_drawable(char):
        return char
    return "".join(part for part in normalize("NFKD", char) if not combining(part) and _is_drawable(part))


def measure_text(text: str, size: int) -> float:
    """The width of one line in pixels."""
    return float(load_font(size).getlength(text))


def draw_lines(lines: list[str], style: Style, *, centred: bool = False) -> tuple[Image.Image, int]:
    """Lines of text as RGBA with a shadow around, and the margin in pixels that the shadow adds on every side."""
    font = load_font(style.size)
    margin = (style.size // 2 + 3) & ~1
    width = max((measure_text(line, style.size) for line in lines), default=1.0)
    size = (int(width) + 2 + 2 * margin, style.step * len(lines) + 2 * margin)
    ink = Image.new("L", size, 0)
    draw = ImageDraw.Draw(ink)
    for number, line in enumerate(lines):
        indent = (width - measure_text(line, style.size)) / 2 if centred else 0
        draw.text((margin + indent, margin + number * style.step - style.size * 0.18), line, 255, font=font)
    halo = ink.filter(ImageFilter.GaussianBlur(style.size * 0.16)).point(_strengthen)
    shadow = Image.new("RGBA", size, (8, 9, 12, 0))
    shadow.putalpha(halo)
    text = Image.new("RGBA", size, (*style.colour, 0))
    text.putalpha(ink)
    return Image.alpha_composite(shadow, text), margin


def _strengthen(value: int) -> float:
    return min(value * 1.5, 190)
