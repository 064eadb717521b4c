"""An element or voice is declared and never used; nothing is made or paid for it."""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Severity
from storyboard.source import Span

CODE = "SB902"


def check(subject: Subject) -> Iterator[Diagnostic]:
    film = subject.film
    if any(shot.damaged for shot in film.shots):
        return
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
    return Diagnostic(code=CODE, message=message, span=span, severity=Severity.ADVICE)
