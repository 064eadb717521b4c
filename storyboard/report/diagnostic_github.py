"""Diagnostics as GitHub's workflow commands: annotations on the lines of a pull request."""

from collections.abc import Iterable

from storyboard.diagnostics import Diagnostic, Severity
from storyboard.report.diagnostic_text import Found, sort_diagnostics
from storyboard.source import Sources

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def format_github(found: Iterable[Found]) -> str:
    """One `::error file=…,line=…` line for each."""
    return "\n".join(
        _format_command(one, sources)
        for diagnostics, sources in found
        for one in sort_diagnostics(diagnostics)
    )


def _format_command(diagnostic: Diagnostic, sources: Sources) -> str:
    place = sources.locate(diagnostic.span)
    fields = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
        "col": str(place.column),
        "title": f"{diagnostic.code}" + (f" in shot {diagnostic.shot}" if diagnostic.shot else ""),
    }
    if place.end_line == place.line:
        fields["endColumn"] = str(max(place.column, place.end_column - 1))
    text = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    properties = ",".join(f"{name}={_escape_property(value)}" for name, value in fields.items())
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{_escape(text)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
