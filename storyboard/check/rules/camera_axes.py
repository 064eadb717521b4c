"""A camera move has more axes than the model takes at once, or none.

Most APIs take six choose one: exactly one of `horizontal`, `vertical`, `pan`, `tilt`, `roll` and `zoom`, not zero.

    camera: {pan: 4, zoom: 2}     # two

    camera: {pan: 4}
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic

CODE = "SB308"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        camera = one.order.camera
        if camera is not None and len(camera.axes) > one.row.camera_axes:
            axes = ", ".join(f"`{axis.value}`" for axis, _ in camera.axes)
            yield Diagnostic(
                code=CODE,
                message=f"the camera moves in {len(camera.axes)} axes, and `{one.row.model}` takes "
                f"{one.row.camera_axes} at a time",
                span=one.shot.find_place("camera"),
                help=f"keep one of {axes}",
                shot=one.shot.id,
            )
