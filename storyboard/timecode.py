"""Exact time: durations as a writer types them, and timecode as an editor reads it."""

import re
from fractions import Fraction
from functools import lru_cache

_SECONDS = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*s?", re.ASCII)
_TIMECODE = re.compile(r"(\d{1,2}):(\d{2}):(\d{2}):(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(\.\d+)?", re.ASCII)


@lru_cache(maxsize=1024)
def parse_duration(text: str, fps: Fraction) -> Fraction | None:
    """Seconds from `5`, `5s`, `2.5s` or `00:00:05:12` (frames at `fps`); None if it is none of these."""
    text = text.strip()
    if len(text) > 32:
        return None
    if match := _SECONDS.fullmatch(text):
        return Fraction(match[1])
    if match := _TIMECODE.fullmatch(text):
        hours, minutes, seconds, frames = (int(part) for part in match.groups())
        if minutes > 59 or seconds > 59 or frames >= fps:
            return None
        return Fraction(hours * 3600 + minutes * 60 + seconds) + Fraction(frames) / fps
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part) for part in match.groups()[:3])
        if minutes > 59 or seconds > 59:
            return None
        return Fraction(hours * 3600 + minutes * 60 + seconds) + Fraction(match[4] or 0)
    return None


def count_frames(seconds: Fraction, fps: Fraction) -> int:
    """The nearest whole number of frames in `seconds`, halves upwards."""
    return int(seconds * fps + Fraction(1, 2))


def format_timecode(frames: int, fps: Fraction) -> str:
    """`hh:mm:ss:ff` of a frame number; non-integer rates count as their nearest whole rate (non-drop)."""
    rate = max(1, round(fps))
    seconds, rest = divmod(frames, rate)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def format_seconds(seconds: Fraction) -> str:
    """A short human form: `5 s`, `2.5 s`, `5.04 s`."""
    return f"{float(seconds):.2f}".rstrip("0").rstrip(".") + " s"
