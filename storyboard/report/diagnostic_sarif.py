"""Diagnostics as SARIF 2.1.0, the form that code hosts and scanners exchange."""

from collections.abc import Iterable, Mapping

from storyboard.diagnostics import Diagnostic, Fix, Severity
from storyboard.model.wire import Json
from storyboard.report.diagnostic_text import Found, sort_diagnostics
from storyboard.source import Sources, Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def make_sarif_document(found: Iterable[Found], *, version: str, pages: Mapping[str, str]) -> dict[str, Json]:
    """One run with its results; `pages` has the manual page of each code. Columns count Unicode code points."""
    every = [(one, sources) for diagnostics, sources in found for one in sort_diagnostics(diagnostics)]
    codes = sorted({one.code for one, _ in every})
    rules: list[Json] = [
        {
            "id": code,
            "shortDescription": {"text": pages.get(code, code).splitlines()[0]},
            "fullDescription": {"text": pages.get(code, code)},
        }
        for code in codes
    ]
    results: list[Json] = [_write_result(one, sources, codes.index(one.code)) for one, sources in every]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "storyboard", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _write_result(diagnostic: Diagnostic, sources: Sources, rule: int) -> Json:
    text = diagnostic.message + (f" ({diagnostic.help})" if diagnostic.help else "")
    result: dict[str, Json] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [_write_location(diagnostic.span, sources)],
    }
    if diagnostic.labels:
        related: list[Json] = []
        for number, label in enumerate(diagnostic.labels):
            location = _write_location(label.span, sources)
            related.append({"id": number, **location, "message": {"text": label.message}})
        result["relatedLocations"] = related
    if diagnostic.fix is not None:
        result["fixes"] = [_write_fix(diagnostic.fix, sources)]
    return result


def _write_location(span: Span, sources: Sources) -> dict[str, Json]:
    place = sources.locate(span)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _make_uri(place.path)},
            "region": _write_region(span, sources),
        }
    }


def _write_region(span: Span, sources: Sources) -> Json:
    place = sources.locate(span)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _write_fix(fix: Fix, sources: Sources) -> Json:
    place = sources.locate(fix.span)
    replacement: Json = {
        "deletedRegion": _write_region(fix.span, sources),
        "insertedContent": {"text": fix.text},
    }
    change: Json = {"artifactLocation": {"uri": _make_uri(place.path)}, "replacements": [replacement]}
    return {"description": {"text": f"write `{fix.text}`"}, "artifactChanges": [change]}


def _make_uri(path: str) -> str:
    from pathlib import PurePath
    from urllib.parse import quote

    return quote(PurePath(path).as_posix())
