"""Finds what is declared and never used."""

from collections.abc import Iterator

from storyboard.diagnostics import Diagnostic, Severity
from storyboard.model.film import Film
from storyboard.source import Span


def find_unused(film: Film) -> Iterator[Diagnostic]:
    """Advice on each element and voice that no shot of a whole film uses."""
    used = {name for shot in film.shots for name in shot.references.elements}
    used |= {line.who for shot in film.shots for line in shot.dialogue}
    voices = {voice for shot in film.shots for voice in shot.references.voices}
    for element in film.elements.values():
        if element.name not in used:
            yield _say(f"the element `{element.name}` is used by no shot", element.span)
    for voice in film.voices.values():
        if voice.id.text not in voices:
            yield _say(f"the voice `{voice.name}` is used by no shot", voice.span)


def _say(message: str, span: Span) -> Diagnostic:
    return Diagnostic(
        code="SB902",
        message=message,
        span=span,
        severity=Severity.ADVICE,
        help="use it in a shot, or take it out",
    )
