"""The size and length of what comes back.

Sizes: standard is 720p, professional 1080p. With a first frame the clip has the picture's ratio, with its short side at those
heights and no side over 2160, so that a result can be sent as a reference video again.
"""

from fractions import Fraction

from storyboard.emulator.profiles.gateway.prices import Mode

RATE = Fraction(24)
LONGEST_SIDE = 2160
_SHORT_SIDE = {"std": 720, "pro": 1080}
_SQUARE = {"std": 960, "pro": 1440}


def choose_size(mode: Mode, ratio: str) -> tuple[int, int]:
    """Pixels for a ratio of the wire, as `9:16`."""
    short = _SHORT_SIDE[mode]
    long = short * 16 // 9
    return {"16:9": (long, short), "9:16": (short, long), "1:1": (_SQUARE[mode],) * 2}[ratio]


def fit_size(mode: Mode, size: tuple[int, int]) -> tuple[int, int]:
    """Pixels for a clip of a picture's ratio."""
    scale = min(Fraction(_SHORT_SIDE[mode], min(size)), Fraction(LONGEST_SIDE, max(size)))
    width, height = (make_even(side * scale) for side in size)
    return width, height


def make_even(side: Fraction | int) -> int:
    """The nearest even number of pixels, two at least."""
    return max(2, round(Fraction(side) / 2) * 2)


def count_ordered_frames(seconds: int) -> int:
    """Frames of an ordered length: one more than its seconds hold, so that 5 s come back as 5.041 s."""
    return seconds * int(RATE) + 1


def count_source_frames(seconds: Fraction) -> int:
    """Frames of a clip that lasts as long as a video that was sent."""
    return max(1, round(seconds * RATE))


def round_billed(seconds: Fraction) -> int:
    """The whole seconds that a clip as long as its source is billed as."""
    return max(1, int(seconds + Fraction(1, 2)))
