"""What the finished film is to be: size, rate, loudness, subtitles, container."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class Subtitles(Enum):
    """Where dialogue and captions go."""

    NONE = "none"
    SIDECAR = "sidecar"
    BURN_IN = "burn-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The film's delivery format; width and height in pixels, fps exact, loudness in LUFS (None: as it is)."""

    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(24)
    loudness: Decimal | None = Decimal(-14)
    subtitles: Subtitles = Subtitles.NONE
    container: str = "mp4"
