"""A shot calls more elements and pictures than its model takes.

On `gateway`, Kling-Video-O1 takes seven in all, and four beside a video. An element counts once however many pictures it
was made from, so several pictures of one thing are better declared as an element.

Source: the capability table of the profile (`storyboard models`).
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic

CODE = "SB302"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        order, row = one.order, one.row
        frames = (
            sum(frame is not None for frame in (order.first_frame, order.last_frame))
            if row.counts_frames
            else 0
        )
        count = len(order.elements) + len(order.images) + frames
        limit = row.references_with_video if order.video is not None else row.references
        if (order.elements or order.images) and count > limit:
            beside = " beside a video" if order.video is not None else ""
            key = next(
                key for key in ("elements", "images", "prompt") if key in one.shot.places or key == "prompt"
            )
            names = [f"`{name}`" for name in one.shot.references.elements]
            pictures = len(order.images) + frames
            yield Diagnostic(
                code=CODE,
                message=f"{count} elements and pictures, and `{row.model}` takes {limit}{beside}",
                span=one.shot.find_place(key),
                help=f"it has {', '.join(names) or 'no elements'} and {pictures} pictures; take out {count - limit}",
                shot=one.shot.id,
            )
