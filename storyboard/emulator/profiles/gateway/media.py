"""The gateway reference's limits on pictures and videos, and cards for the addresses that are never called."""

import asyncio
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from storyboard.emulator.cards import draw_card
from storyboard.emulator.media import FootageLimits, Picture, PictureLimits
from storyboard.emulator.shelf import Shelf

_MIB = 1024 * 1024

# Reference, "picture format requirements".
PICTURE = PictureLimits(most_bytes=10 * _MIB, least_side=300, most_ratio=Fraction(5, 2))
# Reference, motion control, "reference image requirements".
MOTION_PICTURE = replace(PICTURE, most_side=65536)
# Reference, Omni notes, "video format requirements".
OMNI_FOOTAGE = FootageLimits(
    most_bytes=200 * _MIB,
    least_side=720,
    most_side=2160,
    least_seconds=Fraction(3),
    most_seconds=Fraction(10),
    least_rate=Fraction(24),
    most_rate=Fraction(60),
)
# Reference, motion control, "reference video requirements": how long depends on who decides the orientation.
MOTION_FOOTAGE = {
    orientation: FootageLimits(
        most_bytes=100 * _MIB,
        least_side=340,
        most_side=3850,
        least_seconds=Fraction(3),
        most_seconds=Fraction(most),
    )
    for orientation, most in (("image", 10), ("video", 30))
}


async def make_frame(shelf: Shelf, picture: Picture | None, size: tuple[int, int]) -> Path | None:
    """A file to draw as a frame: the picture, or a card with its address."""
    if picture is None or picture.path is not None:
        return picture.path if picture is not None else None
    return await asyncio.to_thread(draw_card, picture.source, size, shelf.make_path(".png"))
