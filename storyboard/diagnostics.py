"""What is wrong with a text, as values: collected, never raised, and reported all at once.

Codes by area: SB1xx text and schema, SB2xx names and references, SB3xx API constraints, SB4xx media files,
SB5xx time and cut, SB6xx plan and budget, SB9xx advice. A code is never used again for another thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from storyboard.source import Span


class Severity(Enum):
    """How bad it is: an error stops the compilation, a warning and an advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A further place that belongs to the trouble, with a few words on its part in it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A replacement of one span's text that is safe to apply."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One trouble: a code, a message true on its own, its primary place, further places, and what to type instead.

    Messages are lower case, without a full stop, with names in backticks.
    """

    code: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR
    labels: tuple[Label, ...] = ()
    help: str = ""
    shot: str | None = None
    fix: Fix | None = None


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the compilation."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def suggest_name(name: str, known: Iterable[str]) -> str:
    """A help line with the nearest known name, or the list of them when none is near."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.7)
    if not near and len(name) > 2:
        near = [one for one in names if one.startswith(name)]
    if near:
        return f"did you mean `{near[0]}`?"
    if not names:
        return ""
    shown = ", ".join(f"`{one}`" for one in names[:12])
    return f"known here: {shown}" + (", …" if len(names) > 12 else "")
