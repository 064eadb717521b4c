"""Diagnostics as JUnit XML, which every CI server shows: a test case a file, a failure an error in it."""

from collections.abc import Iterable
from xml.etree import ElementTree

from storyboard.diagnostics import Diagnostic, Severity
from storyboard.report.diagnostic_text import Found, format_diagnostic, sort_diagnostics
from storyboard.source import Sources


def format_junit(found: Iterable[Found]) -> str:
    """The XML document; warnings and advice stand in their case's output and fail nothing."""
    by_file: dict[str, list[tuple[Diagnostic, Sources]]] = {}
    for diagnostics, sources in found:
        for source in sources.files:
            by_file.setdefault(source.name, [])
        for one in sort_diagnostics(diagnostics):
            by_file.setdefault(sources.locate(one.span).path, []).append((one, sources))
    errors = sum(one.severity is Severity.ERROR for entries in by_file.values() for one, _ in entries)
    suites = ElementTree.Element("testsuites", tests=str(len(by_file)), failures=str(errors))
    suite = ElementTree.SubElement(
        suites, "testsuite", name="storyboard check", tests=str(len(by_file)), failures=str(errors)
    )
    for name, entries in by_file.items():
        case = ElementTree.SubElement(suite, "testcase", name=_clean(name), classname="storyboard")
        rest = []
        for one, sources in entries:
            text = _clean(format_diagnostic(one, sources, colour=False))
            if one.severity is Severity.ERROR:
                failure = ElementTree.SubElement(case, "failure", type=one.code, message=_clean(one.message))
                failure.text = text
            else:
                rest.append(text)
        if rest:
            ElementTree.SubElement(case, "system-out").text = "\n\n".join(rest)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return "".join(one if one in "\t\n" or " " <= one < "\ufffe" or one > "\uffff" else "␦" for one in text)
