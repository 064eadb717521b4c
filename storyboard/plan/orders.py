"""A shot becomes a neutral order, once the row of the table that it goes to is known."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from storyboard.model.film import Address as FilmAddress
from storyboard.model.film import (
    Film,
    Held,
    Matching,
    Picture,
    ProjectFile,
    Referenced,
    Shot,
    ShotFrame,
    ShotVideo,
    Video,
)
from storyboard.model.job import ElementReference, Form, Prompt, VideoOrder, VideoReference, VideoRole
from storyboard.model.media import FileMedium, JobMedium, Medium, Product, UrlMedium
from storyboard.model.profile import Capability, FormRule, SecondsRule
from storyboard.plan.camera_words import describe_camera
from storyboard.plan.needs import find_frames

Digest = Callable[[ProjectFile], str]
"""The SHA-256 of a project file's bytes."""


def make_order(
    shot: Shot,
    film: Film,
    row: Capability,
    rule: FormRule,
    form: Form,
    shots: Mapping[str, Shot],
    digest: Digest,
) -> VideoOrder:
    first, last = find_frames(shot)
    camera, prompt = shot.camera, shot.prompt
    if camera is not None and (
        camera.as_prompt or not row.camera or (last is not None and not row.camera_with_last_frame)
    ):
        if camera.as_prompt:
            prompt = _add_words(prompt, describe_camera(camera, prompt))
        camera = None
    ratio = None
    if rule.aspect_ratio != "forbidden" and first is None:  # a first frame decides it, in every form
        ratio = shot.aspect_ratio or _find_ratio(film, row)
    elif shot.is_typed("aspect_ratio"):
        ratio = shot.aspect_ratio  # said by a rule
    seconds = shot.seconds if shot.seconds is not None else rule.default_seconds
    if rule.seconds is SecondsRule.AS_SOURCE and not shot.is_typed("duration"):
        seconds = None
    return VideoOrder(
        operation=row.operation,
        form=form,
        model=row.model,
        prompt=prompt,
        negative_prompt=shot.negative_prompt if row.negative_prompt_limit else None,
        mode=shot.mode if shot.mode in row.modes else row.default_mode,
        seconds=seconds,
        aspect_ratio=ratio,
        sound=shot.sound if row.sound else None,
        cfg_scale=shot.cfg_scale if row.cfg_scale else None,
        camera=camera,
        first_frame=make_picture_medium(first, shots, digest) if first is not None else None,
        last_frame=make_picture_medium(last, shots, digest) if last is not None else None,
        images=tuple(make_picture_medium(one, shots, digest) for one in shot.references.images),
        elements=tuple(_make_element_reference(name, film) for name in shot.references.elements),
        voices=shot.references.voices,
        video=_make_video_reference(shot, digest),
        extra=shot.extra,
    )


def _find_ratio(film: Film, row: Capability) -> str | None:
    """The ratio of the model that is nearest to the film's."""
    if not row.aspect_ratios:
        return None
    return find_nearest_ratio(row.aspect_ratios, Fraction(film.output.width, film.output.height))


@cache
def find_nearest_ratio(ratios: tuple[str, ...], wanted: Fraction) -> str:
    """The ratio (`16:9`) that is nearest to a wanted width to height."""

    def distance(ratio: str) -> Fraction:
        width, height = ratio.split(":")
        return abs(Fraction(int(width), int(height)) - wanted)

    return min(ratios, key=distance)


_FULL_WIDTH = frozenset("。,!?;:、”’)》…")  # after these Chinese needs no blank


def _add_words(prompt: Prompt, words: str) -> Prompt:
    if prompt and isinstance(prompt[-1], str):
        before = prompt[-1].rstrip()
        return (*prompt[:-1], f"{before}{'' if before[-1:] in _FULL_WIDTH else ' '}{words}")
    return (*prompt, words)


def _make_element_reference(name: str, film: Film) -> ElementReference:
    element = film.elements[name]
    if element.id is not None:
        return ElementReference(name=name, element_id=element.id.text)
    return ElementReference(name=name, element_id=JobMedium(job=f"element:{name}", what=Product.ELEMENT_ID))


def make_picture_medium(picture: Picture, shots: Mapping[str, Shot], digest: Digest) -> Medium:
    """A picture as a job refers to it; the frame of a still is the still's own picture."""
    match picture:
        case ProjectFile():
            return FileMedium(path=picture.path, name=picture.name, sha256=digest(picture), span=picture.span)
        case FilmAddress():
            return UrlMedium(url=picture.url, span=picture.span)
        case ShotFrame():
            source = shots.get(picture.shot)
            if source is not None and isinstance(source.body, Held):
                return make_picture_medium(source.body.picture, shots, digest)
            what = Product.LAST_FRAME if picture.at is None else Product.FRAME
            return JobMedium(job=picture.shot, what=what, at=picture.at, span=picture.span)


def _make_video_reference(shot: Shot, digest: Digest) -> VideoReference | None:
    match shot.body:
        case Matching(source=source, keep_sound=keep):
            medium: Medium = JobMedium(job=source, what=Product.VIDEO, span=shot.span)
            return VideoReference(medium=medium, role=VideoRole.FEATURE, keep_original_sound=keep)
        case Referenced(video=video, role=role, keep_sound=keep):
            return VideoReference(
                medium=_make_video_medium(video, digest), role=role, keep_original_sound=keep
            )
    return None


def _make_video_medium(video: Video, digest: Digest) -> Medium:
    match video:
        case ProjectFile():
            return FileMedium(path=video.path, name=video.name, sha256=digest(video), span=video.span)
        case FilmAddress():
            return UrlMedium(url=video.url, span=video.span)
        case ShotVideo():
            return JobMedium(job=video.shot, what=Product.VIDEO, span=video.span)
