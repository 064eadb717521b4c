"""A still held for the shot's duration, with a camera move over it if one is asked for; drawn on this machine."""

from storyboard.model.film import Body, Held
from storyboard.model.sort import CUT_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    picture = reading.read_file("still", "image")
    return Held(picture=picture) if picture is not None else None


SORT = Sort(
    slug="held",
    what="a still",
    markers=("still",),
    accepts=CUT_KEYS | {"camera", "duration", "still"},
    make_body=_make_body,
)
