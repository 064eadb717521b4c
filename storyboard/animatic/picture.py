"""Pictures fitted to a frame, and continued past their edges for a camera that looks there."""

from math import ceil, floor
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from storyboard.animatic.framing import Margins

_SHARPEST = 1.5  # source pixels for one of the frame: more costs time and shows nothing
_SOFTEST = 1.15  # less, and each frame's own sub-pixel phase shows as a change of sharpness

_EXACT = 1e-6  # pixels: what rounding may be off by


def load_picture(path: Path, longest: int) -> Image.Image:
    """A picture file as RGB, upright, decoded no larger than it needs to be for `longest` pixels."""
    with Image.open(path) as opened:
        opened.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(opened)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layer = upright.convert("RGBA")
            backing = Image.new("RGBA", layer.size, (24, 26, 30, 255))
            return Image.alpha_composite(backing, layer).convert("RGB")
        return upright.convert("RGB")


def choose_scale(picture: Image.Image, width: int, height: int, zoom: float) -> float:
    """How many source pixels to keep for one of the frame, given the closest zoom."""
    native = min(picture.width / width, picture.height / height)
    return max(_SOFTEST, min(_SHARPEST, zoom * _SOFTEST, native))


def extend_picture(
    picture: Image.Image, *, width: int, height: int, margins: Margins, scale: float
) -> Image.Image:
    """The picture covering a frame, centred, with margins; at `scale` pixels for one of the frame.

    Where the picture ends inside the margins it goes on mirrored, softer and darker with the distance.
    """
    left, top = margins.left * width * scale, margins.top * height * scale
    across = max(2, round(width * scale * (1 + margins.left + margins.right)))
    down = max(2, round(height * scale * (1 + margins.top + margins.bottom)))
    cover = max(width / picture.width, height / picture.height) * scale
    # The picture's place in the wide one, and the whole pixels of it that are seen.
    place_x = left + (width * scale - picture.width * cover) / 2
    place_y = top + (height * scale - picture.height * cover) / 2
    seen_left, seen_right = (
        max(0, ceil(place_x - _EXACT)),
        min(across, floor(place_x + picture.width * cover + _EXACT)),
    )
    seen_top, seen_bottom = (
        max(0, ceil(place_y - _EXACT)),
        min(down, floor(place_y + picture.height * cover + _EXACT)),
    )
    source = (
        max(0.0, (seen_left - place_x) / cover),
        max(0.0, (seen_top - place_y) / cover),
        min(float(picture.width), (seen_right - place_x) / cover),
        min(float(picture.height), (seen_bottom - place_y) / cover),
    )
    size = (seen_right - seen_left, seen_bottom - seen_top)
    seen = picture.resize(size, Image.Resampling.BICUBIC, box=source, reducing_gap=2.0)
    beyond = (seen_left, seen_top, across - seen_right, down - seen_bottom)
    return _mirror(seen, beyond) if any(beyond) else seen


def _mirror(seen: Image.Image, beyond: tuple[int, int, int, int]) -> Image.Image:
    """Continue a picture by so many pixels on the left, top, right, bottom."""
    left, top, right, bottom = beyond
    pixels = np.pad(np.asarray(seen), ((top, bottom), (left, right), (0, 0)), mode="symmetric")
    wide = Image.fromarray(pixels)
    if max(beyond) <= 2:
        return wide
    reach = 0.07 * max(seen.size)
    soft = wide.reduce(4).filter(ImageFilter.GaussianBlur(reach / 16)).point(_darken)
    x, y = np.arange(wide.width), np.arange(wide.height)
    out_x = np.maximum(np.maximum(left - x, x - (left + seen.width - 1)), 0)
    out_y = np.maximum(np.maximum(top - y, y - (top + seen.height - 1)), 0)
    away = np.clip(np.maximum(out_y[:, None], out_x[None, :]) / reach, 0, 1)
    mask = Image.fromarray((away * 255).astype(np.uint8))
    wide.paste(soft.resize(wide.size, Image.Resampling.BILINEAR), (0, 0), mask)
    return wide


def _darken(value: int) -> float:
    return value * 0.8


def contain_picture(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The whole picture in a frame of that shape, on a soft dark copy of itself that fills the frame."""
    aspect = width / height
    if abs(picture.width / picture.height / aspect - 1) < 0.02:
        return picture
    size = (
        round(max(picture.width, picture.height * aspect)),
        round(max(picture.height, picture.width / aspect)),
    )
    small = (max(2, size[0] // 16), max(2, size[1] // 16))
    cover = ImageOps.fit(picture, small, Image.Resampling.BOX)
    backdrop = cover.filter(ImageFilter.GaussianBlur(max(small) / 5)).point(_darken)
    # Mostly the colour that the picture ends in, so that it seems to go on.
    ends = cover.resize((1, 1), Image.Resampling.BOX) if size[0] <= picture.width else _average_sides(picture)
    plain = ends.point(_darken).resize(small)
    backdrop = Image.blend(backdrop, plain, 0.85).resize(size, Image.Resampling.BICUBIC)
    inner = Image.new("L", picture.size, 0)
    feather = max(picture.size) // 40
    beside = (feather, 0) if size[0] > picture.width else (0, feather)
    inner.paste(255, (*beside, picture.width - beside[0], picture.height - beside[1]))
    mask = inner.reduce(4).filter(ImageFilter.GaussianBlur(feather / 8)).resize(picture.size)
    backdrop.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2), mask)
    return backdrop


def _average_sides(picture: Image.Image) -> Image.Image:
    """The mean colour of the left and right edges, as a picture of one pixel."""
    wide = max(1, picture.width // 25)
    sides = Image.new("RGB", (2 * wide, picture.height))
    sides.paste(picture.crop((0, 0, wide, picture.height)))
    sides.paste(picture.crop((picture.width - wide, 0, picture.width, picture.height)), (wide, 0))
    return sides.resize((1, 1), Image.Resampling.BOX)
