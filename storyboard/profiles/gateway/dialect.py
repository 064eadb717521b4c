"""The gateway's wire: neutral orders become requests, answers become tickets and statuses. No IO.

Requests take the reference's native form throughout, never its flat one (`first_frame_url`, `reference_images`):
where both are sent the native wins (002, request format), and `<<<image_N>>>` counts along `image_list`.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import assert_never, cast
from urllib.parse import quote

from storyboard.model.camera import Axis, Camera
from storyboard.model.job import (
    Cost,
    ElementOrder,
    Form,
    Mention,
    MentionKind,
    Operation,
    VideoOrder,
    VideoReference,
    VideoRole,
)
from storyboard.model.media import Medium
from storyboard.model.profile import Capabilities, Capability, Profile
from storyboard.model.wire import (
    Body,
    Encoding,
    Fault,
    LibraryElement,
    Request,
    Response,
    Slot,
    TaskStatus,
    Ticket,
)
from storyboard.profiles.access import Access
from storyboard.profiles.gateway import answers
from storyboard.profiles.prices import make_video_cost
from storyboard.profiles.table import load_capabilities

ACCESS = Access()
"""A bearer key of its own, and no host until one is set: a vendor's key has no business at somebody else's gateway."""

_TABLE = Path(__file__).with_name("capabilities.yaml")
_OURS = frozenset({"model", "external_task_id"})
"""What `extra` may not replace: the plan's choice of model, and the id that keeps an order from being paid twice."""

_PAGE = 500
"""The most elements that one page of a listing may hold (002, page_size)."""


def make_profile() -> Profile:
    """The profile, for the registry."""
    return Gateway()


@dataclass(frozen=True, slots=True)
class Gateway:
    """One way of reaching Kling-Video-O1 and Kling-V2.6: a bearer key and one endpoint for every video."""

    name: str = "gateway"
    family: str = "kling"

    @property
    def capabilities(self) -> Capabilities:
        """The table, read once."""
        return load_capabilities(_TABLE)

    def make_request(self, order: VideoOrder | ElementOrder, *, external_id: str) -> Request:
        """`POST /v1/videos`, or `POST /v1/elements/custom`, which takes no id of ours."""
        if isinstance(order, ElementOrder):
            return Request(method="POST", path="/v1/elements/custom", body=_make_element_body(order))
        body = self._make_video_body(order)
        if external_id:
            body["external_task_id"] = external_id
        for key, value in order.extra.items():
            if key not in _OURS:
                body[key] = cast("Body", value)
        return Request(method="POST", path="/v1/videos", body=body)

    def make_prompt(self, order: VideoOrder) -> str:
        """The prompt with mentions as `<<<kind_N>>>`; N counts from 1 along the request's own list."""
        return "".join(
            piece if isinstance(piece, str) else self._write_mention(order, piece) for piece in order.prompt
        )

    def make_query(self, task_id: str) -> Request:
        """`GET /v1/videos/{task_id}`."""
        return Request(method="GET", path=f"/v1/videos/{quote(task_id, safe='')}")

    def make_lookup(self, external_id: str) -> Request | None:
        """The same path: the reference promises queries by our id (002, external_task_id) and shows no other."""
        return self.make_query(external_id)

    def make_element_list(self, page: int) -> Request:
        """`GET /v1/elements/custom`, pages from 1."""
        return _make_listing("/v1/elements/custom", page)

    def make_preset_list(self, page: int) -> Request:
        """`GET /v1/elements/presets`: the provider's own elements, pages from 1."""
        return _make_listing("/v1/elements/presets", page)

    def make_element_deletion(self, element_id: str) -> Request:
        """`POST /v1/elements/delete`; only elements of one's own can go."""
        return Request(method="POST", path="/v1/elements/delete", body={"element_id": element_id})

    def read_ticket(self, response: Response) -> Ticket | Fault:
        """What the answer to an order means."""
        return answers.read_ticket(response)

    def read_status(self, response: Response) -> TaskStatus | Fault:
        """What the answer to a query or a look-up means; an unknown task is a `not_found` fault."""
        return answers.read_status(response)

    def read_element_list(self, response: Response) -> tuple[LibraryElement, ...] | Fault:
        """What the answer to a listing means; an empty page is the end."""
        return answers.read_element_list(response)

    def read_deletion(self, response: Response) -> Fault | None:
        """What the answer to a deletion means; None is success."""
        return answers.read_deletion(response)

    def make_cost(self, order: VideoOrder | ElementOrder, seconds: Fraction) -> Cost:
        """What an order of `seconds` costs; elements cost nothing (official section 7)."""
        return make_video_cost(self.capabilities, order, seconds)

    def _make_video_body(self, order: VideoOrder) -> dict[str, Body]:
        body: dict[str, Body] = {"model": self._find_row(order).wire_model}
        if order.prompt:
            body["prompt"] = self.make_prompt(order)
        if order.negative_prompt is not None:
            body["negative_prompt"] = order.negative_prompt
        if order.operation is Operation.OMNI:
            body |= _make_omni_lists(order)
        else:
            body |= _make_frames(order)
        if order.sound is not None:
            body["sound"] = "on" if order.sound else "off"
        if order.voices:
            body["voice_list"] = [{"voice_id": voice} for voice in order.voices]
        if order.mode is not None:
            body["mode"] = order.mode.value
        if order.aspect_ratio is not None:
            body["aspect_ratio"] = order.aspect_ratio
        if order.seconds is not None and order.form is not Form.EDIT:
            # An edit is as long as its source (002, limits), so that a plan's estimate has no place on the wire.
            body["seconds"] = f"{float(order.seconds):g}"
        if order.cfg_scale is not None:
            body["cfg_scale"] = order.cfg_scale
        if order.camera is not None and not order.camera.as_prompt:
            body["camera_control"] = _make_camera(order.camera)
        return body

    def _find_row(self, order: VideoOrder) -> Capability:
        rows = self.capabilities.rows
        found = [row for row in rows if row.operation is order.operation and row.model == order.model]
        assert found, f"no row for {order.operation.value} on {order.model}"
        return found[0]

    def _write_mention(self, order: VideoOrder, mention: Mention) -> str:
        number = mention.position + 1
        if mention.kind is MentionKind.IMAGE and not mention.typed:
            frames = (order.first_frame is not None) + (order.last_frame is not None)
            if mention.frame:
                number = min(number, frames)
            elif self._find_row(order).counts_frames:
                number += frames
        return f"<<<{mention.kind.value}_{number}>>>"


def _make_omni_lists(order: VideoOrder) -> dict[str, Body]:
    """`image_list` (frames first, then references, which carry no type), `element_list`, `video_list`."""
    lists: dict[str, Body] = {}
    pictures: list[Body] = []
    for medium, kind in ((order.first_frame, "first_frame"), (order.last_frame, "end_frame")):
        if medium is not None:
            pictures.append({"image_url": _make_picture(medium), "type": kind})
    pictures += [{"image_url": _make_picture(medium)} for medium in order.images]
    if pictures:
        lists["image_list"] = pictures
    if order.elements:
        lists["element_list"] = [{"element_id": _make_id(one.element_id)} for one in order.elements]
    if order.video is not None:
        lists["video_list"] = [_make_video(order.video)]
    return lists


def _make_frames(order: VideoOrder) -> dict[str, Body]:
    """`image` and `image_tail`; either makes the gateway take the order for image to video (002, routing)."""
    pairs = (("image", order.first_frame), ("image_tail", order.last_frame))
    return {key: _make_picture(medium) for key, medium in pairs if medium is not None}


def _make_video(video: VideoReference) -> Body:
    match video.role:
        case VideoRole.BASE:
            role = "base"
        case VideoRole.FEATURE:
            role = "feature"
        case _:
            assert_never(video.role)
    entry: dict[str, Body] = {
        "video_url": Slot(medium=video.medium, encoding=Encoding.URL),
        "refer_type": role,
    }
    if video.keep_original_sound is not None:
        entry["keep_original_sound"] = "yes" if video.keep_original_sound else "no"
    return entry


def _make_camera(camera: Camera) -> Body:
    """A preset stands alone; a simple move names all six axes, five of them 0 (002, camera_control.config)."""
    if camera.preset is not None:
        return {"type": camera.preset.value}
    moves = dict(camera.axes)
    config: dict[str, Body] = {axis.value: _make_number(moves.get(axis, 0)) for axis in Axis}
    return {"type": "simple", "config": config}


def _make_element_body(order: ElementOrder) -> Body:
    body: dict[str, Body] = {
        "element_name": order.name,
        "element_description": order.description,
        "element_frontal_image": _make_picture(order.frontal_image),
        "element_refer_list": [{"image_url": _make_picture(one)} for one in order.refer_images],
    }
    if order.tags:
        body["tag_list"] = [{"tag_id": tag} for tag in order.tags]
    return body


def _make_listing(path: str, page: int) -> Request:
    return Request(method="GET", path=path, query=(("page_num", str(page)), ("page_size", str(_PAGE))))


def _make_picture(medium: Medium) -> Slot:
    return Slot(medium=medium, encoding=Encoding.BASE64)


def _make_id(element: str | Medium) -> Body:
    return element if isinstance(element, str) else Slot(medium=element, encoding=Encoding.ID)


def _make_number(value: float) -> float:
    return int(value) if value == int(value) else value
