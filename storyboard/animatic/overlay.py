"""Things laid over the picture: drawn once, converted once, then pasted into each frame's planes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from PIL import Image

from storyboard.animatic.planes import Planes


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A picture with transparency at an even place in the frame, as planes and their masks."""

    place: tuple[int, int]
    planes: Planes
    mask: Image.Image
    half_mask: Image.Image

    @classmethod
    def from_rgba(cls, picture: Image.Image, place: tuple[int, int], frame: tuple[int, int]) -> Self:
        """Convert an RGBA picture whose top left is at `place`; what lies outside the frame is cut off.

        It is padded to even places, because chroma has half the pixels.
        """
        left, top = max(place[0], 0) & ~1, max(place[1], 0) & ~1
        right = min(place[0] + picture.width + 1, frame[0]) & ~1
        bottom = min(place[1] + picture.height + 1, frame[1]) & ~1
        box = (
            left - place[0],
            top - place[1],
            max(right, left + 2) - place[0],
            max(bottom, top + 2) - place[1],
        )
        even = picture.crop(box)
        mask = even.getchannel("A")
        return cls(place=(left, top), planes=Planes.from_picture(even), mask=mask, half_mask=mask.reduce(2))

    def paste(self, frame: Planes, opacity: float) -> None:
        """Lay it over a frame, in place; 0 leaves the frame alone."""
        if opacity <= 0:
            return
        mask, half_mask = self.mask, self.half_mask
        if opacity < 1:
            table = [round(value * opacity) for value in range(256)]
            mask, half_mask = mask.point(table), half_mask.point(table)
        half_place = (self.place[0] // 2, self.place[1] // 2)
        frame.y.paste(self.planes.y, self.place, mask)
        frame.cb.paste(self.planes.cb, half_place, half_mask)
        frame.cr.paste(self.planes.cr, half_place, half_mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """An overlay that changes: which of the pictures is shown at each frame of the clip."""

    pictures: Sequence[Overlay]
    shown: Sequence[int]

    def paste_at(self, frame: Planes, number: int, opacity: float) -> None:
        """Lay the picture of frame `number` over it, in place."""
        self.pictures[self.shown[number]].paste(frame, opacity)
