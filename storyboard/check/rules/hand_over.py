"""An extension is made by handing over the last frame, since the profile has no extension of its own.

The new clip begins with the last frame of the one before, so no cut is seen; but the model does not know how things moved,
and after several hand-overs a face drifts. Elements (`<<<name>>>` in the prompt) hold it.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Severity
from storyboard.model.film import Extension

CODE = "SB901"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        if isinstance(one.shot.body, Extension):
            yield Diagnostic(
                code=CODE,
                message=f"`{subject.capabilities.profile}` has no extension of its own: the last frame of "
                f"`{one.shot.body.source}` is handed over",
                span=one.shot.keys.get("extend", one.shot.span),
                severity=Severity.ADVICE,
                shot=one.shot.id,
            )
