"""The gateway's paths: one for all videos, routed by model and parameters, and those of the elements."""

import asyncio
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from storyboard.emulator.accounts import Account, find_by_api_key
from storyboard.emulator.exchange import Exchange, Face, make_endpoint, make_refusing_endpoint
from storyboard.emulator.faults import Event
from storyboard.emulator.posters import write_poster
from storyboard.emulator.profiles.gateway.library import ElementDesk
from storyboard.emulator.profiles.gateway.omni import read_omni
from storyboard.emulator.profiles.gateway.shapes import (
    describe_finished_data,
    describe_task,
    make_error,
)
from storyboard.emulator.profiles.gateway.v26 import read_image, read_motion, read_text
from storyboard.emulator.refusal import Kind, Refused, make_field_refusal
from storyboard.emulator.tasks import Order, Status, Task
from storyboard.emulator.wire import Document, check_schema
from storyboard.emulator.world import World

# The vendor's table (official reference, section 4): the gateway's own has no codes.
_ERRORS = {
    Kind.AUTH_MISSING: (401, 1001),
    Kind.AUTH_INVALID: (401, 1002),
    Kind.BAD_REQUEST: (400, 1201),
    Kind.NO_SUCH_PATH: (404, 1202),
    Kind.NOT_FOUND: (404, 1203),
    Kind.RATE_LIMITED: (429, 1302),
    Kind.CONCURRENCY: (429, 1303),
    Kind.SERVER: (500, 5000),
}
# The reason that the reference's example of a failed task gives.
_FAILURE = "内容审核未通过"


def make_routes(world: World) -> list[BaseRoute]:
    """Every path of the profile; whatever else is asked for is refused in the profile's own form."""
    face = Face(profile="gateway", errors=_ERRORS, sign_in=_sign_in, make_error=make_error)
    desk = ElementDesk(world)
    endpoint = partial(make_endpoint, world, face)
    refuse = make_refusing_endpoint(face)
    return [
        Route("/v1/videos", endpoint(Event.CREATE, partial(_create, world, desk)), methods=["POST"]),
        Route("/v1/videos/{id:path}", endpoint(Event.QUERY, partial(_query, world)), methods=["GET"]),
        Route("/v1/elements/custom", endpoint(Event.ELEMENT, desk.create), methods=["POST"]),
        Route("/v1/elements/custom", endpoint(Event.ELEMENT, desk.list_custom), methods=["GET"]),
        Route("/v1/elements/presets", endpoint(Event.ELEMENT, desk.list_presets), methods=["GET"]),
        Route("/v1/elements/delete", endpoint(Event.ELEMENT, desk.delete), methods=["POST"]),
        Route("/{path:path}", refuse, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]


def _sign_in(world: World, request: Request) -> Account:
    header = request.headers.get("authorization", "")
    if not header:
        raise Refused(Kind.AUTH_MISSING, "Authorization is empty")
    scheme, _, key = header.partition(" ")
    account = find_by_api_key(world.accounts, key.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise Refused(Kind.AUTH_INVALID, "Authorization is invalid: no account has this key")
    return account


async def _create(world: World, desk: ElementDesk, exchange: Exchange) -> dict[str, Any]:
    account = exchange.signed_in()
    exchange.operation = _route(exchange.document)
    check_schema(f"gateway/{exchange.operation}", exchange.document)
    world.tasks.check_external_id("gateway", account, exchange.document.get("external_task_id"))
    order = await _read_order(world, desk, account, exchange)
    task = world.tasks.accept("gateway", account, order, exchange.sha256, describe_task, _FAILURE)
    return describe_task(task)


def _route(document: Document) -> str:
    """The operation that the model and the parameters mean (reference, "automatic routing")."""
    model = document.get("model")
    if model is None:
        raise make_field_refusal("model", "is required")
    if model == "Kling-Video-O1":
        return "omni"
    if model != "Kling-V2.6":
        raise Refused(
            Kind.NOT_FOUND, f"{model!r} is no model; Kling-Video-O1 and Kling-V2.6 are", field="model"
        )
    if document.get("action_control") is True:
        return "motion_control"
    return "image2video" if "image" in document or "image_tail" in document else "text2video"


async def _read_order(world: World, desk: ElementDesk, account: Account, exchange: Exchange) -> Order:
    document = exchange.document
    match exchange.operation:
        case "omni":
            return await read_omni(world, desk.library, account, document)
        case "motion_control":
            return await read_motion(world, document)
        case "image2video":
            return await read_image(world, document)
        case _:
            return await read_text(world, document)


async def _query(world: World, exchange: Exchange) -> dict[str, Any]:
    # Either id goes here: the reference promises a query by the caller's own and shows no other path.
    wanted = exchange.request.path_params["id"]
    task = world.tasks.find("gateway", exchange.signed_in(), wanted)
    if task is None:
        raise Refused(Kind.NOT_FOUND, f"there is no task {wanted}")
    if task.status is Status.DONE and _wants_data_shape(world, task):
        return await _describe_data(world, task)
    return describe_task(task)


def _wants_data_shape(world: World, task: Task) -> bool:
    shape = task.account.finished_shape or world.options.finished_shape
    return shape == "data" or (shape == "alternate" and task.number % 2 == 0)


async def _describe_data(world: World, task: Task) -> dict[str, Any]:
    assert task.clip is not None
    cover = task.clip.with_suffix(".jpg")
    if task.cover_url is None and await asyncio.to_thread(write_poster, task.clip, cover):
        task.cover_url = world.shelf.publish(cover, "cover.jpg")
    inside = (task.account.result or world.options.result) == "b64_json"
    return await asyncio.to_thread(describe_finished_data, task, task.clip if inside else None)
