"""A shot that goes on where another ends, without a cut; its `duration` is what is added."""

from storyboard.model.film import Body, Extension
from storyboard.model.sort import CUT_KEYS, ORDER_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    source = reading.read_shot("extend")
    return Extension(source=source) if source is not None else None


SORT = Sort(
    slug="extension",
    what="an extension",
    markers=("extend",),
    accepts=CUT_KEYS
    | ORDER_KEYS
    | {
        "camera",
        "cfg_scale",
        "duration",
        "elements",
        "extend",
        "images",
        "negative_prompt",
        "sound",
        "voices",
    },
    make_body=_make_body,
)
