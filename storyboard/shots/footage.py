"""Footage that exists: nothing is ordered."""

from storyboard.model.film import Body, Footage
from storyboard.model.sort import CUT_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    video = reading.read_file("file", "video")
    return Footage(video=video) if video is not None else None


SORT = Sort(
    slug="footage",
    what="existing footage",
    markers=("file",),
    accepts=CUT_KEYS | {"file"},
    make_body=_make_body,
)
