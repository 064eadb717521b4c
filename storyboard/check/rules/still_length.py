"""A still has no `duration`. Footage and ordered clips have a length of their own; a picture is held as long as you say.

    - still: chart

    - {still: chart, duration: 3}

A `duration` in `defaults` holds for stills too.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic
from storyboard.model.film import Held

CODE = "SB504"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for shot in subject.film.shots:
        if (
            isinstance(shot.body, Held)
            and shot.seconds is None
            and "duration" not in shot.places
            and not shot.damaged
        ):
            yield Diagnostic(
                code=CODE,
                message="the still has no `duration`",
                span=shot.keys.get("still", shot.span),
                help="say how long it is held: `duration: 3`",
                shot=shot.id,
            )
