"""A shot's aspect ratio is none that the model makes, or is given where the picture or video that it is made from decides it.

    - first_frame: rock
      aspect_ratio: 9:16          # the picture's own ratio holds

In `defaults` the same key is left out for such shots without a word.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Label

CODE = "SB307"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        shot = one.shot
        if shot.aspect_ratio is None:
            continue
        if one.rule.aspect_ratio == "forbidden" or one.order.first_frame is not None:
            if shot.is_typed("aspect_ratio"):
                cause = next((key for key in _CAUSES if key in shot.keys), None)
                labels = (Label(span=shot.keys[cause], message="this decides it"),) if cause else ()
                yield Diagnostic(
                    code=CODE,
                    message="the ratio of this shot follows from what it is made from",
                    span=shot.keys["aspect_ratio"],
                    labels=labels,
                    help="take out `aspect_ratio`",
                    shot=shot.id,
                )
        elif shot.aspect_ratio not in one.row.aspect_ratios:
            allowed = ", ".join(f"`{ratio}`" for ratio in one.row.aspect_ratios)
            yield Diagnostic(
                code=CODE,
                message=f"`{one.row.model}` does not make `{shot.aspect_ratio}`",
                span=shot.find_place("aspect_ratio"),
                help=f"it makes {allowed}",
                shot=shot.id,
            )


_CAUSES = ("first_frame", "last_frame", "extend", "edit")
