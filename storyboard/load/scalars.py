"""Plain scalars as YAML 1.2's core schema reads them, whatever YAML 1.1 made of them.

`on`, `yes` and `16:9` are words here; only `true`/`false`, `null`/`~` and numbers are anything else.
"""

import re
from math import inf, isfinite

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_HEADS = frozenset("0123456789-+.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_INTEGER = 300  # beyond this Python's own conversion would refuse or crawl


def resolve_scalar(text: str) -> bool | int | float | str | None:
    """The value of a plain (unquoted, untagged) scalar."""
    if text in _NULLS:
        return None
    head = text[0]
    if head in "tTfF":
        return _BOOLS.get(text, text)
    if head not in _NUMBER_HEADS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else text
    if _FLOAT.fullmatch(text):
        number = float(text) if len(text) <= _LONGEST_INTEGER else inf
        return number if isfinite(number) else text
    if _OCTAL.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return int(text[2:], 16)
    if _SPECIAL.fullmatch(text):
        return text  # infinities have no place in a storyboard, and JSON has no word for them
    return text
