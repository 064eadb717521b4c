"""Chooses, for each shot, the model and operation of a profile that can do what the shot says.

What the writer typed on the shot must be possible; what a default says is a wish, left out where it does not apply.
Rows stand in the table best first, and the first that can do all (and then most of what is wished) is taken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from storyboard.diagnostics import Diagnostic, Label
from storyboard.model.film import Address as FilmAddress
from storyboard.model.film import (
    Extension,
    Film,
    Footage,
    Generated,
    Held,
    Matching,
    Neighbour,
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
from storyboard.model.profile import Capabilities, Capability, FormRule, SecondsRule
from storyboard.model.routed import Routed
from storyboard.plan.camera_words import describe_camera
from storyboard.source import Span

Digest = Callable[[ProjectFile], str]
"""The SHA-256 of a project file's bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
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


def route_shot(
    shot: Shot,
    film: Film,
    capabilities: Capabilities,
    shots: Mapping[str, Shot],
    digest: Digest,
    rows_by_need: dict[object, Capability | None],
) -> tuple[Routed | None, tuple[Diagnostic, ...]]:
    """The order for a shot that something is ordered for, or why this profile cannot do it.

    `rows_by_need` remembers, for one film, which row was chosen for what was asked.
    """
    form = find_form(shot)
    model = capabilities.model_names.get(shot.model.lower()) if shot.model is not None else None
    if shot.model is not None and model is None:
        return None, (_say_unknown_model(shot, capabilities),)
    rows = [row for row in capabilities.rows if model is None or row.model == model]
    row = _find_row(shot, form, model, rows, rows_by_need)
    if row is None:
        if shot.damaged:  # what was refused may have been what is missing
            return None, ()
        needs = tuple(_list_needs(shot, form))
        return None, (_say_impossible(shot, form, needs, rows, capabilities, model),)
    rule = row.find_form(form)
    assert rule is not None
    order = _make_order(shot, film, row, rule, form, shots, digest)
    return Routed(shot=shot, order=order, row=row, rule=rule), ()


def _find_row(
    shot: Shot, form: Form, model: str | None, rows: list[Capability], known: dict[object, Capability | None]
) -> Capability | None:
    """The row that can do all that is typed and most of what is wished; shots that ask for the same share the answer."""
    first, last = find_frames(shot)
    references = shot.references
    asked = (
        *(form, model, first is None, last is None, not references.elements, not references.images),
        *(not references.voices, "dialogue" in shot.places, shot.mode, _weigh(shot, "mode", shot.mode)),
        _weigh(shot, "camera", shot.camera if shot.camera is None or not shot.camera.as_prompt else None),
        _weigh(shot, "sound", shot.sound or None),
        _weigh(shot, "cfg_scale", shot.cfg_scale),
        _weigh(shot, "negative_prompt", shot.negative_prompt),
    )
    if asked not in known:
        needs = tuple(_list_needs(shot, form))
        able = [row for row in rows if all(need.given(row) for need in needs if need.hard)]
        known[asked] = max(
            able, key=lambda one: sum(need.given(one) for need in needs if not need.hard), default=None
        )
    return known[asked]


def _weigh(shot: Shot, key: str, value: object) -> int:
    """Whether a thing is not asked for (0), wished for by a default (1), or typed on the shot (2)."""
    return 0 if value is None else 1 + shot.is_typed(key)


def _list_needs(shot: Shot, form: Form) -> Iterator[_Need]:
    """What the shot asks of a row, the most telling thing first."""
    body = shot.body
    first, last = find_frames(shot)

    def typed(key: str) -> bool:
        return shot.is_typed(key)

    yield _Need(
        key=_find_form_key(shot, form),
        words=_FORM_WORDS[form],
        given=lambda row: row.find_form(form) is not None,
    )
    if first is not None:
        key = "extend" if isinstance(body, Extension) else "first_frame"
        yield _Need(key=key, words="a first frame", given=lambda row: row.first_frame)
    if last is not None:
        yield _Need(key="last_frame", words="a last frame", given=lambda row: row.last_frame)
        if first is None:
            yield _Need(
                key="last_frame",
                words="a last frame without a first one",
                given=lambda row: row.last_frame_alone,
            )
    if shot.references.elements:
        yield _Need(key="elements", words="elements", given=lambda row: row.elements)
    if shot.references.images:
        yield _Need(key="images", words="reference pictures", given=lambda row: row.images)
    if shot.camera is not None and not shot.camera.as_prompt:
        yield _Need(key="camera", words="camera control", given=lambda row: row.camera, hard=typed("camera"))
        if last is not None:
            yield _Need(
                key="camera",
                words="camera control with a last frame",
                given=lambda row: row.camera_with_last_frame or not row.camera,
                hard=typed("camera"),
            )
    if shot.references.voices:
        yield _Need(
            key="dialogue" if shot.dialogue else "voices",
            words="chosen voices",
            given=lambda row: row.voices > 0,
        )
    if shot.sound:
        hard = typed("sound") or "dialogue" in shot.places
        yield _Need(key="sound", words="sound", given=lambda row: row.sound, hard=hard)
    if shot.cfg_scale is not None:
        yield _Need(
            key="cfg_scale", words="`cfg_scale`", given=lambda row: row.cfg_scale, hard=typed("cfg_scale")
        )
    if shot.negative_prompt is not None:
        yield _Need(
            key="negative_prompt",
            words="a negative prompt",
            given=lambda row: row.negative_prompt_limit > 0,
            hard=typed("negative_prompt"),
        )
    if shot.mode is not None:
        mode = shot.mode
        yield _Need(
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


def _find_form_key(shot: Shot, form: Form) -> str:
    """The key that makes a shot take its form."""
    if form in _FORM_KEYS:
        return _FORM_KEYS[form]
    candidates = {
        Form.TEXT: ("prompt",),
        Form.FRAMES: ("extend", "first_frame", "last_frame"),
        Form.REFERENCES: ("elements", "images", "prompt"),
    }[form]
    return next((key for key in candidates if key in shot.places), "prompt")


def find_frames(shot: Shot) -> tuple[Picture | None, Picture | None]:
    """The first and the last frame of a shot; an extension begins with the last frame of its source."""
    match shot.body:
        case Generated(first_frame=first, last_frame=last):
            return first, last
        case Extension(source=source):
            return ShotFrame(shot=source, span=shot.find_place("extend")), None
    return None, None


def _say_unknown_model(shot: Shot, capabilities: Capabilities) -> Diagnostic:
    names = sorted({row.model for row in capabilities.rows})
    return Diagnostic(
        code="SB301",
        message=f"`{capabilities.profile}` has no model `{shot.model}`",
        span=shot.find_place("model"),
        help="it has "
        + ", ".join(f"`{name}`" for name in names)
        + "; left out, the best fitting one is taken",
        shot=shot.id,
    )


def _say_impossible(
    shot: Shot,
    form: Form,
    needs: tuple[_Need, ...],
    rows: list[Capability],
    capabilities: Capabilities,
    model: str | None,
) -> Diagnostic:
    """Why no row will do: the one thing that none gives, or the two that exclude each other, at their places."""
    hard = [need for need in needs if need.hard]
    who = f"`{model}` on `{capabilities.profile}`" if model else f"`{capabilities.profile}`"

    def place(need: _Need) -> Span:
        return shot.keys.get(need.key, shot.find_place(need.key))

    for need in hard:
        if not any(need.given(row) for row in rows):
            elsewhere = sorted({row.model for row in capabilities.rows if need.given(row)})
            help = "models that have it: " + ", ".join(f"`{name}`" for name in elsewhere) if elsewhere else ""
            if not elsewhere:
                help = f"no model of `{capabilities.profile}` has it"
                if need.key == "camera":
                    help += "; `as: prompt` inside `camera` says the move in words"
            labels: tuple[Label, ...] = ()
            if model is not None and "model" in shot.keys and need.key != "model":
                labels = (Label(span=shot.keys["model"], message=f"`{shot.model}` is chosen here"),)
            return Diagnostic(
                code="SB301",
                message=f"{who} does not do {need.words}",
                span=place(need),
                labels=labels,
                help=help,
                shot=shot.id,
            )
    best = max(rows, key=lambda row: sum(need.given(row) for need in hard))
    missing = next(need for need in hard if not need.given(best))
    others = [need for need in hard if not all(need.given(row) for row in rows if missing.given(row))]
    other = next((need for need in others if need.key != missing.key), None)
    if missing.key in {"dialogue", "voices"} and form is Form.TEXT:
        return Diagnostic(
            code="SB312",
            message=f"`{capabilities.profile}` lets voices speak only in a shot that begins with a picture",
            span=place(missing),
            help="give the shot a `first_frame`, or take the voice out",
            shot=shot.id,
        )
    labels = ()
    if other is not None:
        labels = (Label(span=place(other), message=f"{other.words} here"),)
    with_what = f" together with {other.words}" if other is not None else ""
    have = sorted({row.model for row in rows if missing.given(row)})
    return Diagnostic(
        code="SB301",
        message=f"{who} does not do {missing.words}{with_what}",
        span=place(missing),
        labels=labels,
        help=f"{missing.words}: {', '.join(f'`{name}`' for name in have)}; keep one of the two, or make two shots",
        shot=shot.id,
    )


def _make_order(
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
