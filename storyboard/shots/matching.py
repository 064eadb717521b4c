"""A shot made to come right after or before another: an omni order with that shot's clip as its reference."""

from storyboard.model.film import Body, Matching, Neighbour
from storyboard.model.sort import CUT_KEYS, ORDER_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    side = Neighbour.NEXT if reading.has("next_shot_of") else Neighbour.PREVIOUS
    source = reading.read_shot("next_shot_of" if side is Neighbour.NEXT else "previous_shot_of")
    if source is None:
        return None
    return Matching(source=source, side=side, keep_sound=reading.read_switch("keep_original_sound"))


SORT = Sort(
    slug="matching",
    what="made to match its neighbour",
    markers=("next_shot_of", "previous_shot_of"),
    accepts=CUT_KEYS
    | ORDER_KEYS
    | {
        "aspect_ratio",
        "duration",
        "elements",
        "images",
        "keep_original_sound",
        "next_shot_of",
        "previous_shot_of",
    },
    make_body=_make_body,
)
