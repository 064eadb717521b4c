"""A shot made from a video: changed as the prompt says (`edit`), or following its style (`reference_video`)."""

from storyboard.model.film import Body, Referenced
from storyboard.model.job import VideoRole
from storyboard.model.sort import CUT_KEYS, ORDER_KEYS, Reading, Sort


def _make_body(reading: Reading) -> Body | None:
    key, role = ("edit", VideoRole.BASE) if reading.has("edit") else ("reference_video", VideoRole.FEATURE)
    video = reading.read_video(key)
    if video is None:
        return None
    return Referenced(video=video, role=role, keep_sound=reading.read_switch("keep_original_sound"))


SORT = Sort(
    slug="referenced",
    what="made from a video",
    markers=("edit", "reference_video"),
    accepts=CUT_KEYS
    | ORDER_KEYS
    | {"aspect_ratio", "duration", "edit", "elements", "images", "keep_original_sound", "reference_video"},
    make_body=_make_body,
)
