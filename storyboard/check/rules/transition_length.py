"""A transition is longer than one of the shots that it overlaps. Each shot must keep some time of its own.

    - {still: chart, duration: 1}
    - {prompt: The sea., transition: {dissolve: 2s}}

    - {still: chart, duration: 3}
    - {prompt: The sea., transition: {dissolve: 1s}}

The first shot has none before it to change from; `fade_in` begins a film from black.
"""

from collections.abc import Iterator
from fractions import Fraction

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Label, Severity
from storyboard.model.film import Shot
from storyboard.timecode import format_seconds

CODE = "SB503"


def check(subject: Subject) -> Iterator[Diagnostic]:
    shots = subject.film.shots
    for place, shot in enumerate(shots):
        joining = shot.placing.joining
        if joining is None:
            continue
        if place == 0:
            yield Diagnostic(
                code=CODE,
                message="the first shot has none before it to change from",
                span=shot.find_place("transition"),
                help="use `fade_in`",
                severity=Severity.WARNING,
                shot=shot.id,
            )
            continue
        for other in (shots[place - 1], shot):
            length = _find_length(other, subject)
            if length is not None and joining.seconds >= length:
                yield Diagnostic(
                    code=CODE,
                    message=f"the transition takes {format_seconds(joining.seconds)}, and `{other.id}` has "
                    f"{format_seconds(length)}",
                    span=shot.find_place("transition"),
                    labels=() if other is shot else (Label(span=other.span, message="this shot"),),
                    help="shorten the transition",
                    shot=shot.id,
                )
                break


def _find_length(shot: Shot, subject: Subject) -> Fraction | None:
    """What is known of a shot's time in the film before it is made."""
    placing = shot.placing
    if placing.trim_out is not None:
        return placing.trim_out - (placing.trim_in or 0)
    routed = subject.routed.get(shot.id)
    seconds = routed.order.seconds if routed is not None else shot.seconds
    return seconds - (placing.trim_in or 0) if seconds is not None else None
