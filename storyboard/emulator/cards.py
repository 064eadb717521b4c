"""Cards for what cannot be shown: an address that is never called, an element known by its number only."""

import hashlib
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont


def draw_card(text: str, size: tuple[int, int], target: Path) -> Path:
    """Writes a PNG of that size which shows the text, on a tint that the text decides; returns its path."""
    width, height = size
    red, green, blue = (60 + byte // 4 for byte in hashlib.sha256(text.encode()).digest()[:3])
    picture = Image.new("RGB", size, (red, green, blue))
    draw = ImageDraw.Draw(picture)
    edge = max(4, min(size) // 60)
    draw.rectangle(
        (edge, edge, width - edge, height - edge), outline=(235, 230, 215), width=max(2, edge // 3)
    )
    font = ImageFont.load_default(max(14, min(size) // 22))
    lines = "\n".join(textwrap.wrap(text, 40)[:8])
    draw.multiline_text(
        (width / 2, height / 2), lines, fill=(245, 240, 225), font=font, anchor="mm", align="center"
    )
    picture.save(target)
    return target


def draw_figure(text: str, size: tuple[int, int], target: Path) -> Path:
    """Writes a PNG of a plain head and shoulders in a coat that the text decides; returns its path."""
    draw_card("", size, target)
    width, height = size
    shade = hashlib.sha256(text.encode()).digest()
    with Image.open(target) as opened:
        picture = opened.convert("RGB")
    draw = ImageDraw.Draw(picture)
    coat = (90 + shade[0] // 2, 70 + shade[1] // 2, 70 + shade[2] // 2)
    middle, radius = width / 2, min(size) * 0.16
    draw.ellipse(
        (middle - radius * 2, height * 0.55, middle + radius * 2, height * 0.55 + radius * 5), fill=coat
    )
    draw.ellipse(
        (middle - radius, height * 0.28, middle + radius, height * 0.28 + radius * 2), fill=(224, 190, 160)
    )
    picture.save(target)
    return target
