"""What a shot asks of a model: its form, its frames, and each thing that it says, typed or wished."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from storyboard.model.film import (
    Extension,
    Footage,
    Generated,
    Held,
    Matching,
    Neighbour,
    Picture,
    Referenced,
    Shot,
    ShotFrame,
)
from storyboard.model.job import Form, VideoRole
from storyboard.model.profile import Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that a shot asks for: its key, its words, and whether a row gives it."""

    key: str
    words: str
    given: Callable[[Capability], bool]
    hard: bool = True


def find_form(shot: Shot) -> Form:
    """Which of the APIs' forms a shot takes."""
    match shot.body:
        case Extension():
            return Form.REFERENCES if _has_references(shot) else Form.FRAMES
        case Matching(side=side):
            return Form.NEXT_SHOT if side is Neighbour.NEXT else Form.PREVIOUS_SHOT
        case Referenced(role=role):
            return Form.EDIT if role is VideoRole.BASE else Form.VIDEO_REFERENCE
        case Generated(first_frame=first, last_frame=last):
            if _has_references(shot):
                return Form.REFERENCES
            return Form.FRAMES if first is not None or last is not None else Form.TEXT
        case Footage() | Held():
            raise AssertionError("nothing is ordered for footage and stills")


def _has_references(shot: Shot) -> bool:
    return bool(shot.references.elements or shot.references.images)


def find_frames(shot: Shot) -> tuple[Picture | None, Picture | None]:
    """The first and the last frame of a shot; an extension begins with the last frame of its source."""
    match shot.body:
        case Generated(first_frame=first, last_frame=last):
            return first, last
        case Extension(source=source):
            return ShotFrame(shot=source, span=shot.find_place("extend")), None
    return None, None


def list_needs(shot: Shot, form: Form) -> Iterator[Need]:
    """What the shot asks of a row, the most telling thing first."""
    body = shot.body
    first, last = find_frames(shot)

    def typed(key: str) -> bool:
        return shot.is_typed(key)

    yield Need(
        key=find_form_key(shot, form),
        words=_FORM_WORDS[form],
        given=lambda row: row.find_form(form) is not None,
    )
    if first is not None:
        key = "extend" if isinstance(body, Extension) else "first_frame"
        yield Need(key=key, words="a first frame", given=lambda row: row.first_frame)
    if last is not None:
        yield Need(key="last_frame", words="a last frame", given=lambda row: row.last_frame)
        if first is None:
            yield Need(
                key="last_frame",
                words="a last frame without a first one",
                given=lambda row: row.last_frame_alone,
            )
    if shot.references.elements:
        yield Need(key="elements", words="elements", given=lambda row: row.elements)
    if shot.references.images:
        yield Need(key="images", words="reference pictures", given=lambda row: row.images)
    if shot.camera is not None and not shot.camera.as_prompt:
        yield Need(key="camera", words="camera control", given=lambda row: row.camera, hard=typed("camera"))
        if last is not None:
            yield Need(
                key="camera",
                words="camera control with a last frame",
                given=lambda row: row.camera_with_last_frame or not row.camera,
                hard=typed("camera"),
            )
    if shot.references.voices:
        yield Need(
            key="dialogue" if shot.dialogue else "voices",
            words="chosen voices",
            given=lambda row: row.voices > 0,
        )
    if shot.sound:
        hard = typed("sound") or "dialogue" in shot.places
        yield Need(key="sound", words="sound", given=lambda row: row.sound, hard=hard)
    if shot.cfg_scale is not None:
        yield Need(
            key="cfg_scale", words="`cfg_scale`", given=lambda row: row.cfg_scale, hard=typed("cfg_scale")
        )
    if shot.negative_prompt is not None:
        yield Need(
            key="negative_prompt",
            words="a negative prompt",
            given=lambda row: row.negative_prompt_limit > 0,
            hard=typed("negative_prompt"),
        )
    if shot.mode is not None:
        mode = shot.mode
        yield Need(
            key="mode", words=f"mode `{mode.value}`", given=lambda row: mode in row.modes, hard=typed("mode")
        )


_FORM_WORDS = {
    Form.TEXT: "video from words",
    Form.FRAMES: "video from frames",
    Form.REFERENCES: "references",
    Form.EDIT: "the edit of a video",
    Form.VIDEO_REFERENCE: "a reference video",
    Form.NEXT_SHOT: "a next shot",
    Form.PREVIOUS_SHOT: "a previous shot",
}
_FORM_KEYS = {
    Form.EDIT: "edit",
    Form.VIDEO_REFERENCE: "reference_video",
    Form.NEXT_SHOT: "next_shot_of",
    Form.PREVIOUS_SHOT: "previous_shot_of",
}


def find_form_key(shot: Shot, form: Form) -> str:
    """The key that makes a shot take its form."""
    if form in _FORM_KEYS:
        return _FORM_KEYS[form]
    candidates = {
        Form.TEXT: ("prompt",),
        Form.FRAMES: ("extend", "first_frame", "last_frame"),
        Form.REFERENCES: ("elements", "images", "prompt"),
    }[form]
    return next((key for key in candidates if key in shot.places), "prompt")
