"""Diagnostics as a compiler prints them: the place, the line itself, a caret under the words, and what to type."""

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from storyboard.diagnostics import Diagnostic, Severity
from storyboard.source import NO_SPAN, Place, SourceFile, Sources, Span, split_span

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.ADVICE: "36"}
_TAB = "    "
_MAX_WIDTH = 100
"""A longer line is shown as a window around the place."""


Found = tuple[tuple[Diagnostic, ...], Sources]
"""What one compilation found, and where its spans lie."""


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file and place, the same thing said twice only once."""
    seen: set[tuple[str, str, Span]] = set()
    unique = []
    for one in diagnostics:
        mark = (one.code, one.message, one.span)
        if mark not in seen:
            seen.add(mark)
            unique.append(one)
    return sorted(unique, key=lambda one: (one.span, one.code, one.message))


def format_diagnostics(diagnostics: Iterable[Diagnostic], sources: Sources, *, colour: bool) -> str:
    """All of them, each with its excerpt, and a last line that counts them."""
    ordered = sort_diagnostics(diagnostics)
    blocks = [format_diagnostic(one, sources, colour=colour) for one in ordered]
    if ordered:
        blocks.append(count_diagnostics(ordered))
    return "\n\n".join(blocks)


def count_diagnostics(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    counts = dict.fromkeys(Severity, 0)
    for one in diagnostics:
        counts[one.severity] += 1
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "piece of advice"}
    plural = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "pieces of advice"}
    parts = [
        f"{count} {words[severity] if count == 1 else plural[severity]}"
        for severity, count in counts.items()
        if count
    ]
    return ", ".join(parts) or "nothing to say"


def format_diagnostic(diagnostic: Diagnostic, sources: Sources, *, colour: bool) -> str:
    """One of them, as several lines."""
    paint = _Paint(colour)
    tone = _COLOURS[diagnostic.severity]
    place = sources.locate(diagnostic.span)
    shot = f"  (shot `{_clean(diagnostic.shot)}`)" if diagnostic.shot else ""
    lines = [
        f"{paint.bold(f'{_clean(place.path)}:{place.line}:{place.column}')}: "
        f"{paint.tone(tone, f'{diagnostic.severity.value}[{diagnostic.code}]')}: "
        f"{paint.bold(_clean(diagnostic.message))}{paint.dim(shot)}"
    ]
    labelled = [(diagnostic.span, "", "^", tone)]
    labelled += [(label.span, label.message, "-", "34") for label in diagnostic.labels]
    shown = [one for one in labelled if one[0] != NO_SPAN and _find_file(one[0], sources) is not None]
    margin = max((len(str(sources.locate(span).line)) for span, *_ in shown), default=1)
    previous: Place | None = None
    for span, message, mark, hue in sorted(
        shown, key=lambda one: (split_span(one[0])[0] != _file_of(diagnostic), one[0])
    ):
        source = _find_file(span, sources)
        assert source is not None
        where = sources.locate(span)
        if previous is None:
            lines.append(paint.dim(f"{' ' * margin} |"))
        elif previous.path != where.path:
            lines.append(paint.dim(f"{' ' * margin} ::: {_clean(where.path)}:{where.line}"))
        elif where.line > previous.line + 1 or where.line < previous.line:
            lines.append(paint.dim(f"{'.' * margin}"))
        lines.extend(
            _show_line(where, source.read_line(where.line), message, mark, hue, margin, paint, previous)
        )
        previous = where
    if diagnostic.help:
        lines.append(f"{' ' * margin} {paint.dim('=')} {paint.bold('help')}: {_clean(diagnostic.help)}")
    return "\n".join(lines)


def _file_of(diagnostic: Diagnostic) -> int:
    return split_span(diagnostic.span)[0] if diagnostic.span != NO_SPAN else 0


def _find_file(span: Span, sources: Sources) -> SourceFile | None:
    number = split_span(span)[0]
    return sources.files[number] if number < len(sources.files) else None


def _show_line(
    place: Place,
    text: str,
    message: str,
    mark: str,
    hue: str,
    margin: int,
    paint: "_Paint",
    previous: Place | None,
) -> list[str]:
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    start = min(place.column - 1, len(text))
    end = max(start, min(end, len(text.rstrip())))
    text, start, end = _cut_window(text, start, end)
    lead = _measure(text[:start])
    width = max(1, _measure(text[start:end]))
    lines = []
    if previous is None or (previous.path, previous.line) != (place.path, place.line):
        lines.append(f"{paint.dim(f'{place.line:>{margin}} |')} {_clean(text)}".rstrip())
    note = f" {_clean(message)}" if message else ""
    lines.append(f"{paint.dim(f'{chr(32) * margin} |')} {' ' * lead}{paint.tone(hue, mark * width + note)}")
    return lines


def _cut_window(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A line that is too long, cut to a window around the marked words."""
    if _measure(text) <= _MAX_WIDTH:
        return text, start, end
    begin = start
    while begin > 0 and _measure(text[begin - 1 : start]) <= _MAX_WIDTH // 3:
        begin -= 1
    stop = begin + 1
    while stop < len(text) and _measure(text[begin : stop + 1]) <= _MAX_WIDTH:
        stop += 1
    while begin > 0 and _measure(text[begin - 1 : stop]) <= _MAX_WIDTH:
        begin -= 1
    window = text[begin:stop]
    head = "…" if begin else ""
    tail = "…" if stop < len(text) else ""
    shift = len(head) - begin
    return head + window + tail, start + shift, min(end + shift, len(head) + len(window))


def _clean(text: str) -> str:
    """A text as a terminal may show it: tabs and wide blanks as spaces, characters that would act on it as a sign."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _BLANKS.get(one, "␦") for one in text)


_BLANKS = {"\t": _TAB, "\xa0": " ", "\u3000": "  "}


def _measure(text: str) -> int:
    """Columns on a terminal: Chinese characters are two wide, combining marks none, a tab four."""
    width = 0
    for one in text:
        if not one.isprintable():
            width += len(_BLANKS.get(one, "␦"))
        elif not combining(one):
            width += 2 if east_asian_width(one) in "WF" else 1
    return width


class _Paint:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def tone(self, code: str, text: str) -> str:
        return f"\x1b[1;{code}m{text}\x1b[0m" if self.colour and text else text

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour and text else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour and text else text
