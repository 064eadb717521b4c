"""Kling-Video-O1: reads and checks an order by text, frames, references, edit or guide video."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from storyboard.animatic.spec import ClipSpec, Reference
from storyboard.emulator.accounts import Account
from storyboard.emulator.elements import Element, ElementLibrary
from storyboard.emulator.media import Footage, Picture
from storyboard.emulator.profiles.gateway.framing import (
    RATE,
    choose_size,
    count_ordered_frames,
    count_source_frames,
    fit_size,
    make_even,
    round_billed,
)
from storyboard.emulator.profiles.gateway.media import OMNI_FOOTAGE, PICTURE, make_frame
from storyboard.emulator.profiles.gateway.prices import guess_latency, price_omni
from storyboard.emulator.profiles.gateway.prompts import (
    check_placeholders,
    find_speech,
    is_chinese,
    make_caption,
)
from storyboard.emulator.refusal import make_field_refusal
from storyboard.emulator.tasks import Order
from storyboard.emulator.wire import Document
from storyboard.emulator.world import World

MOST_REFERENCES = 7
MOST_REFERENCES_WITH_VIDEO = 4
MOST_IMAGES_WITH_END_FRAME = 2
_DEFAULT_SECONDS = 5
_UNSEEN_FOOTAGE_SECONDS = Fraction(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Image:
    field: str
    value: str
    role: Literal["first_frame", "end_frame"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """The order as it reads before any medium is opened."""

    prompt: str
    mode: Literal["std", "pro"]
    images: tuple[_Image, ...]
    element_ids: tuple[int, ...]
    video: dict[str, Any] | None
    seconds: int
    ratio: str | None

    @property
    def role(self) -> Literal["base", "feature"] | None:
        """What the video is for; a video without a type is edited."""
        if self.video is None:
            return None
        return "feature" if self.video.get("refer_type") == "feature" else "base"


async def read_omni(world: World, library: ElementLibrary, account: Account, document: Document) -> Order:
    """The order in a document that met `omni.json`; raises Refused."""
    fields = _read_fields(document)
    elements = _find_elements(world, library, account, fields.element_ids)
    pictures = [await world.media.read_picture(image.field, image.value, PICTURE) for image in fields.images]
    footage = None
    if fields.video is not None:
        footage = await world.media.read_footage(
            "video_list[0].video_url", fields.video["video_url"], OMNI_FOOTAGE
        )
    clip, seconds = await _make_clip(world, fields, pictures, elements, footage)
    return Order(
        operation="omni",
        model=document["model"],
        prompt=fields.prompt,
        clip=clip,
        seconds=seconds,
        cost=price_omni(fields.mode, seconds, with_video=footage is not None),
        latency=guess_latency(fields.mode, seconds),
        external_task_id=document.get("external_task_id"),
        callback_url=document.get("callback_url"),
    )


def _read_fields(document: Document) -> _Fields:
    images = _read_images(document)
    element_ids = tuple(int(row["element_id"]) for row in document.get("element_list", ()))
    videos = document.get("video_list", ())
    video = videos[0] if videos else None
    roles = [image.role for image in images]
    fields = _Fields(
        prompt=document["prompt"],
        mode=document.get("mode", "pro"),
        images=images,
        element_ids=element_ids,
        video=video,
        seconds=int(document.get("seconds", _DEFAULT_SECONDS)),
        ratio=document.get("aspect_ratio"),
    )
    _check_frames(images, fields.role)
    most = MOST_REFERENCES if video is None else MOST_REFERENCES_WITH_VIDEO
    if len(images) + len(element_ids) > most:
        raise make_field_refusal(
            "image_list" if images else "element_list",
            f"{len(images)} images and {len(element_ids)} elements; at most {most} together "
            f"{'without' if video is None else 'with'} a video",
        )
    framed = "first_frame" in roles
    _check_ratio(fields, framed=framed)
    _check_seconds(fields, framed=framed)
    check_placeholders(
        fields.prompt, {"image": len(images), "element": len(element_ids), "video": len(videos)}
    )
    return fields


def _read_images(document: Document) -> tuple[_Image, ...]:
    """The pictures in the order that placeholders count them: the native list wins over the flat parameters."""
    listed = document.get("image_list", [])
    natives = [isinstance(row, dict) for row in listed]
    if any(natives):
        if not all(natives):
            raise make_field_refusal("image_list", "mixes objects and plain texts")
        return tuple(
            _Image(field=f"image_list[{index}].image_url", value=row["image_url"], role=row.get("type"))
            for index, row in enumerate(listed)
        )
    images: list[_Image] = []
    if "first_frame_url" in document:
        images.append(_Image(field="first_frame_url", value=document["first_frame_url"], role="first_frame"))
    if "last_frame_url" in document:
        images.append(_Image(field="last_frame_url", value=document["last_frame_url"], role="end_frame"))
    name = "image_list" if listed else "reference_images"
    plain = enumerate(document.get(name, []))
    images.extend(_Image(field=f"{name}[{index}]", value=value) for index, value in plain)
    return tuple(images)


def _check_frames(images: tuple[_Image, ...], video: Literal["base", "feature"] | None) -> None:
    # Reference, "limits of parameters": frames, number of pictures, editing.
    frames = {
        role: [image.field for image in images if image.role == role] for role in ("first_frame", "end_frame")
    }
    for role, found in frames.items():
        if len(found) > 1:
            raise make_field_refusal(found[1], f"is a second {role}")
    if frames["end_frame"]:
        field = frames["end_frame"][0]
        if not frames["first_frame"]:
            raise make_field_refusal(field, "a last frame needs a first frame")
        if len(images) > MOST_IMAGES_WITH_END_FRAME:
            raise make_field_refusal(field, "a last frame is not possible with more than 2 images")
    if video == "base" and any(frames.values()):
        field = (frames["first_frame"] + frames["end_frame"])[0]
        raise make_field_refusal(field, "frames are not possible when a video is edited")


def _check_ratio(fields: _Fields, *, framed: bool) -> None:
    # Reference, "limits of parameters": ratio. The table wants one wherever there is no first frame; the example of the next
    # shot has a guide video and none, and the example wins.
    if fields.ratio is not None and (framed or fields.role == "base"):
        by = "the edited video" if fields.role == "base" else "the first frame"
        raise make_field_refusal("aspect_ratio", f"is not possible here: {by} decides it")
    if fields.ratio is None and not framed and fields.video is None:
        raise make_field_refusal("aspect_ratio", "is required without a first frame or a video")


def _check_seconds(fields: _Fields, *, framed: bool) -> None:
    # Reference, "limits of parameters": length. An edit lasts as long as its source, whatever is asked.
    if fields.role == "base":
        return
    alone = not fields.element_ids and fields.video is None
    if alone and (not fields.images or (framed and len(fields.images) == 1)):
        if fields.seconds not in (5, 10):
            form = "from a first frame" if framed else "from text"
            raise make_field_refusal("seconds", f"{fields.seconds} is not possible {form}: 5 or 10")
    elif not 3 <= fields.seconds <= 10:
        raise make_field_refusal("seconds", f"{fields.seconds} is not possible: 3 to 10")


def _find_elements(
    world: World, library: ElementLibrary, account: Account, ids: tuple[int, ...]
) -> list[Element | None]:
    """The elements by number. One that this emulator never made may live at the real provider: it is drawn as a card."""
    found: list[Element | None] = []
    for index, element_id in enumerate(ids):
        element = library.find(account, element_id)
        gone = library.was_deleted(account, element_id)
        if element is None and (gone or world.options.strict_media):
            raise make_field_refusal(
                f"element_list[{index}].element_id",
                f"{element_id} {'was deleted' if gone else 'does not exist'}",
            )
        found.append(element)
    return found


async def _make_clip(
    world: World,
    fields: _Fields,
    pictures: list[Picture],
    elements: list[Element | None],
    footage: Footage | None,
) -> tuple[ClipSpec, int]:
    named = {
        image.role: picture for image, picture in zip(fields.images, pictures, strict=True) if image.role
    }
    first, last = named.get("first_frame"), named.get("end_frame")
    size = _choose_clip_size(fields, first, footage)
    chinese = is_chinese(fields.prompt)
    names: dict[str, str] = {"video_1": "视频" if chinese else "the video"}
    references: list[Reference] = []
    for number, (image, picture) in enumerate(zip(fields.images, pictures, strict=True), 1):
        names[f"image_{number}"] = f"图{number}" if chinese else f"image {number}"
        if image.role is None:
            label = f"image_{number}" if picture.path else f"image_{number} {picture.source}"
            references.append(Reference(path=picture.path, label=label))
    for number, (element, element_id) in enumerate(zip(elements, fields.element_ids, strict=True), 1):
        names[f"element_{number}"] = element.name if element else f"element {element_id}"
        path = element.frontal.path if element else None
        references.append(Reference(path=path, label=names[f"element_{number}"]))
    if fields.role == "base" and footage is not None:
        length = footage.seconds or _UNSEEN_FOOTAGE_SECONDS
        seconds, frames = round_billed(length), count_source_frames(length)
    else:
        seconds, frames = fields.seconds, count_ordered_frames(fields.seconds)
    if footage is not None and footage.path is None:
        references.append(Reference(path=None, label=f"video_1 {footage.source}"))
    sounds = (
        footage is not None
        and fields.video is not None
        and fields.video.get("keep_original_sound") == "yes"
        and (footage.sounds or footage.path is None)
    )
    clip = ClipSpec(
        width=size[0],
        height=size[1],
        fps=RATE,
        frames=frames,
        prompt=make_caption(fields.prompt, names),
        operation="omni" if fields.role is None else f"omni {fields.role}",
        model="Kling-Video-O1",
        first=await make_frame(world.shelf, first, size),
        last=await make_frame(world.shelf, last, size),
        references=tuple(references),
        video=footage.path if footage else None,
        video_role=fields.role if footage and footage.path else None,
        sound=sounds,
        speech=find_speech(fields.prompt) if sounds else (),
    )
    return clip, seconds


def _choose_clip_size(fields: _Fields, first: Picture | None, footage: Footage | None) -> tuple[int, int]:
    if fields.role == "base" and footage is not None and footage.size is not None:
        return make_even(footage.size[0]), make_even(footage.size[1])
    if first is not None and first.size is not None:
        return fit_size(fields.mode, first.size)
    if fields.ratio is None and footage is not None and footage.size is not None:
        return fit_size(fields.mode, footage.size)
    return choose_size(fields.mode, fields.ratio or "16:9")
