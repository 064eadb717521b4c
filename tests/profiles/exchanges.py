"""Reads recorded exchanges (`tests/wire/<profile>/*.json`): an order as data, the request, the answer, its meaning."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from storyboard.model.camera import Axis, Camera, Preset
from storyboard.model.job import (
    ElementOrder,
    ElementReference,
    Form,
    Mention,
    MentionKind,
    Mode,
    Operation,
    VideoOrder,
    VideoReference,
    VideoRole,
)
from storyboard.model.media import UrlMedium
from storyboard.model.wire import Response, Slot

WIRE = Path(__file__).parents[1] / "wire"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One file, its name for the test's id."""

    name: str
    data: Mapping[str, Any]

    @property
    def response(self) -> Response:
        """The recorded answer."""
        recorded = self.data["response"]
        content = json.dumps(recorded["body"], ensure_ascii=False).encode()
        return Response(status=recorded["status"], headers=recorded.get("headers", {}), content=content)

    @property
    def order(self) -> VideoOrder | ElementOrder | None:
        """The neutral order, where the exchange is one."""
        if "order" in self.data:
            return make_order(self.data["order"])
        return make_element(self.data["element"]) if "element" in self.data else None


def read_exchanges(profile: str) -> tuple[Exchange, ...]:
    """All exchanges of a profile, by name."""
    files = sorted((WIRE / profile).glob("*.json"))
    return tuple(Exchange(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in files)


def make_order(data: Mapping[str, Any]) -> VideoOrder:
    """A video order from its data; media are addresses."""
    simple = ("model", "negative_prompt", "aspect_ratio", "sound", "cfg_scale", "extra")
    camera, video = data.get("camera"), data.get("video")
    return VideoOrder(
        operation=Operation(data["operation"]),
        form=Form(data["form"]),
        prompt=tuple(_make_piece(piece) for piece in data.get("prompt", ())),
        mode=Mode(data["mode"]) if "mode" in data else None,
        seconds=Fraction(data["seconds"]) if "seconds" in data else None,
        camera=_make_camera(camera) if camera else None,
        first_frame=_make_medium(data.get("first_frame")),
        last_frame=_make_medium(data.get("last_frame")),
        images=tuple(UrlMedium(url=url) for url in data.get("images", ())),
        elements=tuple(ElementReference(name=one, element_id=one) for one in data.get("elements", ())),
        voices=tuple(data.get("voices", ())),
        video=VideoReference(
            medium=UrlMedium(url=video["url"]),
            role=VideoRole(video["role"]),
            keep_original_sound=video.get("keep_original_sound"),
        )
        if video
        else None,
        **{key: data[key] for key in simple if key in data},
    )


def make_element(data: Mapping[str, Any]) -> ElementOrder:
    """An element order from its data."""
    return ElementOrder(
        name=data["name"],
        description=data["description"],
        frontal_image=UrlMedium(url=data["frontal_image"]),
        refer_images=tuple(UrlMedium(url=url) for url in data["refer_images"]),
        tags=tuple(data.get("tags", ())),
    )


def fill_addresses(body: Any) -> Any:
    """A body whose slots are filled with the addresses of their media."""
    if isinstance(body, Slot):
        assert isinstance(body.medium, UrlMedium)
        return body.medium.url
    if isinstance(body, dict):
        return {key: fill_addresses(value) for key, value in body.items()}
    if isinstance(body, list):
        return [fill_addresses(value) for value in body]
    return body


def _make_piece(piece: str | Mapping[str, Any]) -> str | Mention:
    if isinstance(piece, str):
        return piece
    (kind,) = (kind for kind in MentionKind if kind.value in piece)
    return Mention(
        kind=kind,
        position=piece[kind.value],
        frame=piece.get("frame", False),
        typed=piece.get("typed", False),
    )


def _make_camera(data: str | Mapping[str, float]) -> Camera:
    if isinstance(data, str):
        return Camera(preset=Preset(data))
    return Camera(axes=tuple((Axis(axis), value) for axis, value in data.items()))


def _make_medium(url: str | None) -> UrlMedium | None:
    return UrlMedium(url=url) if url else None
