"""A last frame stands beside more pictures than the model allows it with.

On `gateway`, Kling-Video-O1 takes no last frame once a request carries more than two pictures, frames included.

    - {prompt: Dusk., first_frame: rock, last_frame: rock_lit, images: [chart]}

    - {prompt: Dusk., first_frame: rock, last_frame: rock_lit}
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Label

CODE = "SB304"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        order, limit = one.order, one.row.last_frame_images
        if limit is None or order.last_frame is None:
            continue
        count = len(order.images) + 1 + (order.first_frame is not None)
        if count > limit:
            yield Diagnostic(
                code=CODE,
                message=f"a last frame beside {count} pictures in all, and `{one.row.model}` allows it with {limit}",
                span=one.shot.keys.get("last_frame", one.shot.span),
                labels=tuple(
                    Label(span=one.shot.keys[key], message="these count")
                    for key in ("first_frame", "images")
                    if key in one.shot.keys
                ),
                help="take out the last frame or the reference pictures",
                shot=one.shot.id,
            )
