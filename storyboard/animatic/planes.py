"""Pictures as the encoder takes them: a luma plane, and two chroma planes of half its size.

Resampling one and a half samples a pixel instead of Pillow's four, and never converting a whole frame, is what makes
drawing cost less than encoding.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from PIL import Image

# BT.709, limited range: rows of Y, Cb, Cr over R, G, B and an offset.
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_LUMA, _CHROMA = 219 / 255, 224 / 255
_TO_YCBCR = (
    *(_LUMA * _RED, _LUMA * _GREEN, _LUMA * _BLUE, 16.0),
    *(-_CHROMA * _RED / 1.8556, -_CHROMA * _GREEN / 1.8556, _CHROMA * 0.5, 128.0),
    *(_CHROMA * 0.5, -_CHROMA * _GREEN / 1.5748, -_CHROMA * _BLUE / 1.5748, 128.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planes:
    """One picture: `y` at full size, `cb` and `cr` at half, each an 8-bit image in BT.709 limited range."""

    y: Image.Image
    cb: Image.Image
    cr: Image.Image

    @classmethod
    def from_picture(cls, picture: Image.Image) -> Self:
        """Convert an RGB picture; an odd size is rounded down to even."""
        size = (picture.width & ~1, picture.height & ~1)
        if size != picture.size:
            picture = picture.crop((0, 0, *size))
        y, cb, cr = picture.convert("RGB").convert("RGB", _TO_YCBCR).split()
        return cls(y=y, cb=cb.reduce(2), cr=cr.reduce(2))

    def resample(self, size: tuple[int, int], box: tuple[float, float, float, float], angle: float) -> Self:
        """The part of the picture in `box`, turned by `angle` degrees around the box's centre, at `size`.

        `box` is left, top, right, bottom in luma pixels, sub-pixel exact. A positive angle turns the box clockwise.
        """
        half = (size[0] // 2, size[1] // 2)
        small = (box[0] / 2, box[1] / 2, box[2] / 2, box[3] / 2)
        return type(self)(
            y=resample_plane(self.y, size, box, angle),
            cb=resample_plane(self.cb, half, small, angle),
            cr=resample_plane(self.cr, half, small, angle),
        )

    def blend(self, other: Self, amount: float) -> Self:
        """This picture mixed with another of the same size: 0 is this one, 1 the other."""
        return type(self)(
            y=Image.blend(self.y, other.y, amount),
            cb=Image.blend(self.cb, other.cb, amount),
            cr=Image.blend(self.cr, other.cr, amount),
        )


def resample_plane(
    plane: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float], angle: float
) -> Image.Image:
    """One plane's `box` at `size`: see `Planes.resample`."""
    left, top, right, bottom = box
    if not angle:
        fitted = (max(left, 0), max(top, 0), min(right, plane.width), min(bottom, plane.height))
        return plane.resize(size, Image.Resampling.BILINEAR, box=fitted)
    cos, sin = float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle)))
    across, down = (right - left) / size[0], (bottom - top) / size[1]
    matrix = (cos * across, -sin * down, 0.0, sin * across, cos * down, 0.0)
    middle = (size[0] / 2, size[1] / 2)
    shift_x = (left + right) / 2 - matrix[0] * middle[0] - matrix[1] * middle[1]
    shift_y = (top + bottom) / 2 - matrix[3] * middle[0] - matrix[4] * middle[1]
    data = (matrix[0], matrix[1], shift_x, matrix[3], matrix[4], shift_y)
    return plane.transform(size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
