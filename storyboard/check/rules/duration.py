"""A shot's duration is none that its model makes in this form.

On `gateway`: 5 or 10 seconds from words and from frames; 3 to 10 with elements, reference pictures or a reference video; an
edit is always as long as its source.

    - {prompt: A gull., duration: 7}

    - {prompt: A gull., duration: 10, trim: {in: 0, out: 7}}
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Label
from storyboard.model.job import Form
from storyboard.model.profile import SecondsRule
from storyboard.model.routed import Routed
from storyboard.timecode import format_seconds

CODE = "SB306"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        seconds, allowed = one.order.seconds, one.rule.seconds
        if seconds is None:
            continue
        if isinstance(allowed, SecondsRule):
            if one.shot.is_typed("duration"):
                yield _say(one, "an edit is as long as its source, and takes no `duration`", "take it out")
        elif seconds not in allowed and not (one.shot.damaged and _is_made_otherwise(seconds, subject)):
            message = f"`{one.row.model}` does not make {format_seconds(seconds)} of {_FORMS[one.order.form]}"
            nearest = min(allowed, key=lambda other: abs(other - seconds))
            yield _say(
                one, message, f"it makes {_list(allowed)}; the nearest is `{format_seconds(nearest)[:-2]}`"
            )


_FORMS = {
    Form.TEXT: "video from words",
    Form.FRAMES: "video from frames",
    Form.REFERENCES: "video from references",
    Form.EDIT: "an edited video",
    Form.VIDEO_REFERENCE: "video after a reference video",
    Form.NEXT_SHOT: "a next shot",
    Form.PREVIOUS_SHOT: "a previous shot",
}


def _is_made_otherwise(seconds: Fraction, subject: Subject) -> bool:
    """Whether some other form takes this length; a shot that lost a key may have been of that form."""
    return any(
        not isinstance(form.seconds, SecondsRule) and seconds in form.seconds
        for row in subject.capabilities.rows
        for form in row.forms
    )


def _say(one: Routed, message: str, help: str) -> Diagnostic:
    shot = one.shot
    labels: tuple[Label, ...] = ()
    if "duration" in shot.inherited:
        labels = (Label(span=shot.span, message="for this shot"),)
    return Diagnostic(
        code=CODE, message=message, span=shot.find_place("duration"), labels=labels, help=help, shot=shot.id
    )


def _list(allowed: tuple[Fraction, ...]) -> str:
    if len(allowed) > 2 and all(after - before == 1 for before, after in pairwise(allowed)):
        return f"{allowed[0]} to {allowed[-1]} seconds"
    return " or ".join(str(one) for one in allowed) + " seconds"
