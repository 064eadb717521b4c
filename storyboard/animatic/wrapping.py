"""Breaks a text into lines by measured width, in any mixture of scripts."""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable

# Line-start and line-end prohibition (JIS X 4051, GB/T 15834): marks that stay with the character before or after them.
_NEVER_FIRST = frozenset(
    ",.!?:;)]}%、。·・…—–~〜ー々゛゜ヽヾ〕〉》」』】〙〗’”»›°′″℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff09\uff3d\uff5d\uff05\uff5e\uff61\uff63\uff64"  # full-width forms
)
_NEVER_LAST = frozenset("([{〔〈《「『【〘〖‘“«‹¥$£#@\uff08\uff3b\uff5b\uff62\uffe5")
_ELLIPSIS = "…"
_DROPPED = " \u3000,.!?:;、。…\uff0c\uff0e\uff01\uff1f\uff1a\uff1b"  # before an ellipsis


def wrap_text(text: str, measure: Callable[[str], float], width: float, *, lines: int) -> list[str]:
    """At most `lines` lines, each at most `width` by `measure`; an ellipsis ends a text that did not fit.

    Words stay whole unless one alone is wider than a line; Chinese, Japanese and Korean break between characters, but
    never so that a line starts with a closing mark or ends with an opening one.
    """
    units = _split_units(" ".join(text.split()))
    wrapped: list[str] = []
    place = 0
    while place < len(units) and len(wrapped) < lines:
        line, place = _fill_line(units, place, measure, width)
        wrapped.append(line.rstrip())
    if place < len(units):
        wrapped[-1] = _end_with_ellipsis(wrapped[-1], measure, width)
    return wrapped


def balance_lines(text: str, measure: Callable[[str], float], width: float, *, lines: int) -> list[str]:
    """As `wrap_text`, with the lines about equally long where there is more than one and nothing was cut."""
    wrapped = wrap_text(text, measure, width, lines=lines)
    if len(wrapped) < 2 or wrapped[-1].endswith(_ELLIPSIS):
        return wrapped
    narrow, wide = width * 0.4, width
    for _ in range(7):
        middle = (narrow + wide) / 2
        attempt = wrap_text(text, measure, middle, lines=len(wrapped) + 1)
        if len(attempt) > len(wrapped):
            narrow = middle
        else:
            wide, wrapped = middle, attempt
    return wrapped


def _fill_line(
    units: list[str], place: int, measure: Callable[[str], float], width: float
) -> tuple[str, int]:
    """The longest line from `place` that fits, and where the next one starts; splits a unit that alone does not fit."""
    line = ""
    while place < len(units) and measure((line + units[place]).rstrip()) <= width:
        line += units[place]
        place += 1
    if line or place == len(units):
        return line, place
    unit = units[place]
    kept = max(1, bisect_right(range(1, len(unit) + 1), width, key=lambda count: measure(unit[:count])))
    units[place] = unit[kept:]
    return unit[:kept], place if units[place] else place + 1


def _end_with_ellipsis(line: str, measure: Callable[[str], float], width: float) -> str:
    units = _split_units(line)
    while len(units) > 1 and measure("".join(units).rstrip(_DROPPED) + _ELLIPSIS) > width:
        units.pop()
    kept = "".join(units).rstrip(_DROPPED)
    while len(kept) > 1 and measure(kept + _ELLIPSIS) > width:
        kept = kept[:-1]
    return kept + _ELLIPSIS


def _split_units(text: str) -> list[str]:
    """The pieces between which a line may break; a space belongs to the piece before it."""
    units: list[str] = []
    start = 0
    for place in range(1, len(text)):
        if _may_break(text[place - 1], text[place]):
            units.append(text[start:place])
            start = place
    return [*units, text[start:]] if text else []


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    if before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    return _is_wide(before) or _is_wide(after) or (before in "-/" and after.isalpha())


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
