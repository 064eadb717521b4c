"""A shot made from words, frame pictures and references; which form an API gives it follows from what is there."""

from storyboard.model.film import Body, Generated
from storyboard.model.sort import CUT_KEYS, ORDER_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    first = reading.read_picture("first_frame") if reading.has("first_frame") else None
    last = reading.read_picture("last_frame") if reading.has("last_frame") else None
    return Generated(first_frame=first, last_frame=last)


SORT = Sort(
    slug="generated",
    what="made from words, frames and references",
    markers=(),
    accepts=CUT_KEYS
    | ORDER_KEYS
    | {
        "aspect_ratio",
        "camera",
        "cfg_scale",
        "duration",
        "elements",
        "first_frame",
        "images",
        "last_frame",
        "negative_prompt",
        "sound",
        "voices",
    },
    make_body=_make_body,
)
