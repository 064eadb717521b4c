"""Kling-V2.6: reads and checks an order by text, by picture, or by a picture and a motion."""

from fractions import Fraction
from typing import Any

from storyboard.animatic.spec import ClipSpec, Move, Reference
from storyboard.emulator.media import Picture
from storyboard.emulator.profiles.gateway.framing import (
    RATE,
    choose_size,
    count_ordered_frames,
    count_source_frames,
    fit_size,
    round_billed,
)
from storyboard.emulator.profiles.gateway.media import (
    MOTION_FOOTAGE,
    MOTION_PICTURE,
    PICTURE,
    make_frame,
)
from storyboard.emulator.profiles.gateway.prices import Sound, guess_latency, price_motion, price_v26
from storyboard.emulator.profiles.gateway.prompts import (
    check_placeholders,
    find_speech,
    has_placeholder,
    make_caption,
)
from storyboard.emulator.refusal import make_field_refusal
from storyboard.emulator.tasks import Order
from storyboard.emulator.wire import Document
from storyboard.emulator.world import World

AXES = ("horizontal", "vertical", "pan", "tilt", "roll", "zoom")
_DEFAULT_SECONDS = 5
_UNSEEN_FOOTAGE_SECONDS = Fraction(5)


async def read_text(world: World, document: Document) -> Order:
    """The order in a document that met `text2video.json`; raises Refused."""
    del world  # nothing in a text order is opened
    _check_scale(document)
    move = _read_move(document)
    mode = document.get("mode", "std")
    seconds = int(document.get("seconds", _DEFAULT_SECONDS))
    sound: Sound = "audio" if document.get("sound") == "on" else "silent"
    width, height = choose_size(mode, document.get("aspect_ratio", "16:9"))
    clip = ClipSpec(
        width=width,
        height=height,
        fps=RATE,
        frames=count_ordered_frames(seconds),
        prompt=make_caption(document["prompt"], {}),
        operation="text to video",
        model="Kling-V2.6",
        move=move,
        sound=sound != "silent",
        speech=find_speech(document["prompt"]) if sound != "silent" else (),
    )
    return _make_order("text2video", document, clip, seconds, sound)


async def read_image(world: World, document: Document) -> Order:
    """The order in a document that met `image2video.json`; raises Refused."""
    _check_scale(document)
    _check_exclusive(document)
    move = _read_move(document)
    prompt = document.get("prompt", "")
    mode = document.get("mode", "std")
    seconds = int(document.get("seconds", _DEFAULT_SECONDS))
    sound = _read_sound(document, prompt)
    first, last = [
        await world.media.read_picture(field, document[field], PICTURE) if field in document else None
        for field in ("image", "image_tail")
    ]
    failure, paths, masks = await _read_brush(world, document, first)
    known = next((picture.size for picture in (first, last) if picture and picture.size), None)
    size = fit_size(mode, known) if known else choose_size(mode, "16:9")
    clip = ClipSpec(
        width=size[0],
        height=size[1],
        fps=RATE,
        frames=count_ordered_frames(seconds),
        prompt=make_caption(prompt, {}),
        operation="image to video" if not masks else "motion brush",
        model="Kling-V2.6",
        first=await make_frame(world.shelf, first, size),
        last=await make_frame(world.shelf, last, size),
        move=move,
        paths=paths,
        sound=sound != "silent",
        speech=find_speech(prompt) if sound != "silent" else (),
    )
    return _make_order("image2video", document, clip, seconds, sound, failure)


async def read_motion(world: World, document: Document) -> Order:
    """The order in a document that met `motion_control.json`; raises Refused."""
    picture = await world.media.read_picture("image_url", document["image_url"], MOTION_PICTURE)
    footage = await world.media.read_footage(
        "video_url", document["video_url"], MOTION_FOOTAGE[document["character_orientation"]]
    )
    mode = document["mode"]
    size = fit_size(mode, picture.size) if picture.size else choose_size(mode, "16:9")
    length = footage.seconds or _UNSEEN_FOOTAGE_SECONDS
    seconds = round_billed(length)
    sound = document.get("keep_original_sound", "yes") == "yes" and (footage.sounds or footage.path is None)
    unseen = () if footage.path else (Reference(path=None, label=f"motion {footage.source}"),)
    clip = ClipSpec(
        width=size[0],
        height=size[1],
        fps=RATE,
        frames=count_source_frames(length),
        prompt=make_caption(document.get("prompt", ""), {}),
        operation="motion control",
        model="Kling-V2.6",
        first=await make_frame(world.shelf, picture, size),
        references=unseen,
        video=footage.path,
        video_role="motion" if footage.path else None,
        sound=sound,
    )
    return Order(
        operation="motion_control",
        model=document["model"],
        prompt=document.get("prompt", ""),
        clip=clip,
        seconds=seconds,
        cost=price_motion(mode, seconds),
        latency=guess_latency(mode, seconds),
        external_task_id=document.get("external_task_id"),
        callback_url=document.get("callback_url"),
    )


def _make_order(
    operation: str,
    document: Document,
    clip: ClipSpec,
    seconds: int,
    sound: Sound,
    failure: str | None = None,
) -> Order:
    mode = document.get("mode", "std")
    return Order(
        operation=operation,
        model=document["model"],
        prompt=document.get("prompt", ""),
        clip=clip,
        seconds=seconds,
        cost=price_v26(mode, seconds, sound),
        latency=guess_latency(mode, seconds),
        external_task_id=document.get("external_task_id"),
        callback_url=document.get("callback_url"),
        failure=failure,
    )


def _check_scale(document: Document) -> None:
    # Reference, picture to video, `cfg_scale`: models of the second generation do not take it.
    if "cfg_scale" in document:
        raise make_field_refusal("cfg_scale", "is not supported by Kling-V2.6")


def _check_exclusive(document: Document) -> None:
    # Reference, "rules of mutually exclusive parameters".
    brush = [field for field in ("static_mask", "dynamic_masks") if document.get(field)]
    groups = [
        *(["image_tail"] if "image_tail" in document else []),
        *brush[:1],
        *(["camera_control"] if document.get("camera_control") else []),
    ]
    if len(groups) > 1:
        raise make_field_refusal(groups[1], f"is not possible together with {groups[0]}")
    if brush and "image" not in document:
        raise make_field_refusal(brush[0], "needs image, the picture it is painted on")


def _read_move(document: Document) -> Move:
    """The camera move. The two sections differ on the sign of `zoom`; the one that says it in plain words holds."""
    camera: dict[str, Any] = document.get("camera_control", {})
    kind = camera.get("type", "simple" if "config" in camera else None)
    if kind is None:
        return Move()
    if kind != "simple":
        if "config" in camera:
            raise make_field_refusal("camera_control.config", f"does not go with the preset {kind}")
        return Move(preset=kind)
    if "config" not in camera:
        raise make_field_refusal("camera_control.config", "is required for a simple move")
    values = {axis: float(camera["config"].get(axis, 0)) for axis in AXES}
    moving = [axis for axis in AXES if values[axis] != 0]
    if len(moving) != 1:
        raise make_field_refusal(
            "camera_control.config",
            f"one axis of the six must not be 0, not {len(moving)}{': ' if moving else ''}{', '.join(moving)}",
        )
    return Move(
        horizontal=values["horizontal"],
        vertical=values["vertical"],
        pan=values["pan"],
        tilt=values["tilt"],
        roll=values["roll"],
        zoom=values["zoom"],
    )


def _read_sound(document: Document, prompt: str) -> Sound:
    voices = document.get("voice_list", [])
    check_placeholders(prompt, {"voice": len(voices)})
    if document.get("sound") != "on":
        if voices:
            raise make_field_refusal("sound", "must be on where voice_list names a voice")
        return "silent"
    return "voice" if voices and has_placeholder(prompt, "voice") else "audio"


async def _read_brush(
    world: World, document: Document, image: Picture | None
) -> tuple[str | None, tuple[tuple[tuple[float, float], ...], ...], list[Picture]]:
    """Why the task will fail (masks that do not fit are accepted first), the paths as fractions, the masks."""
    fields: list[tuple[str, str]] = []
    if "static_mask" in document:
        fields.append(("static_mask", document["static_mask"]))
    dynamic = document.get("dynamic_masks", [])
    fields.extend((f"dynamic_masks[{index}].mask", row["mask"]) for index, row in enumerate(dynamic))
    masks = [await world.media.read_picture(field, value, PICTURE) for field, value in fields]
    sizes = {mask.size for mask in masks if mask.size is not None}
    failure = None
    if len(sizes) > 1:
        failure = "static_mask and dynamic_masks differ in resolution"
    elif sizes and image is not None and image.size is not None and not _same_ratio(image.size, *sizes):
        failure = "the masks' ratio is not that of image"
    width, height = (image.size if image is not None else None) or (1920, 1080)
    paths = tuple(
        # Points count from the bottom left of the picture.
        tuple((point["x"] / width, 1 - point["y"] / height) for point in row["trajectories"])
        for row in dynamic
    )
    return failure, paths, masks


def _same_ratio(one: tuple[int, int], other: tuple[int, int]) -> bool:
    # One pixel of rounding is not another ratio.
    return abs(one[0] * other[1] - one[1] * other[0]) <= max(*one, *other)
