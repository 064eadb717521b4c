"""Applies the safe fixes that diagnostics carry; comments and layout around them stay as they are."""

from collections.abc import Iterable, Mapping

from storyboard.diagnostics import Diagnostic
from storyboard.source import split_span


def apply_fixes(diagnostics: Iterable[Diagnostic], texts: Mapping[int, str]) -> tuple[dict[int, str], int]:
    """The texts (by file number) that change, with their fixes applied, and how many fixes that were.

    Where two fixes overlap, the first one holds; the other may be offered again afterwards.
    """
    wanted: dict[int, dict[tuple[int, int], str]] = {}
    for one in diagnostics:
        if one.fix is not None:
            file, start, end = split_span(one.fix.span)
            wanted.setdefault(file, {}).setdefault((start, end), one.fix.text)
    changed = {}
    count = 0
    for file, fixes in wanted.items():
        text = texts[file]
        pieces = []
        done = 0
        for (start, end), replacement in sorted(fixes.items()):
            if start < done or end > len(text):
                continue
            pieces += [text[done:start], replacement]
            done = end
            count += 1
        changed[file] = "".join([*pieces, text[done:]])
    return changed, count
