"""One request from its bytes to its answer: credentials, limits, faults, and the profile's own way to say no."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storyboard.emulator.accounts import Account
from storyboard.emulator.connections import NoAnswer
from storyboard.emulator.faults import Event, Fault
from storyboard.emulator.refusal import Kind, Refused
from storyboard.emulator.wire import Document, read_document
from storyboard.emulator.world import World

_MOST_BODY = 192 * 1024 * 1024
_ORDERS = {Event.CREATE, Event.ELEMENT}


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A request on its way; `operation` is for the ledger and is set once it is known."""

    request: Request
    request_id: str
    body: bytes = b""
    document: Document = field(default_factory=dict)
    account: Account | None = None
    operation: str = "video"

    @property
    def sha256(self) -> str:
        """Of the body's bytes as they came."""
        return hashlib.sha256(self.body).hexdigest()

    def signed_in(self) -> Account:
        """The account, after the credentials were good."""
        assert self.account is not None
        return self.account


Handle = Callable[[Exchange], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a profile signs customers in and refuses: for each kind of refusal an HTTP status and a code."""

    profile: str
    errors: Mapping[Kind, tuple[int, int]]
    sign_in: Callable[[World, Request], Account]
    make_error: Callable[[int, str, str], dict[str, Any]]


def make_endpoint(
    world: World, face: Face, event: Event, handle: Handle
) -> Callable[[Request], Awaitable[Response]]:
    """A route for one sort of request; a refused order is written to the ledger before it is answered."""

    async def answer(request: Request) -> Response:
        exchange = Exchange(request=request, request_id=secrets.token_hex(16))
        if event is Event.ELEMENT:
            exchange.operation = "element"
        try:
            fired = await _receive(world, face, event, exchange)
            for fault in fired:
                if fault.kind == "status":
                    raise Refused(Kind.SERVER, fault.message, status=fault.status, code=fault.code)
                if fault.kind == "timeout_before_accept" or (fault.kind, fault.when) == ("drop", "before"):
                    return await _cut(world, request, fault)
            body = await handle(exchange)
        except Refused as refused:
            return _refuse(world, face, event, exchange, refused)
        for fault in fired:
            if fault.kind == "drop":
                return await _cut(world, request, fault)
            await asyncio.sleep(fault.seconds)
        return _answer_caller(world, request, JSONResponse(body))

    return answer


def make_refusing_endpoint(face: Face) -> Callable[[Request], Awaitable[Response]]:
    """The route for every path and method that the profile does not have."""

    async def answer(request: Request) -> Response:
        status, code = face.errors[Kind.NO_SUCH_PATH]
        message = f"there is no {request.method} {request.url.path}"
        return JSONResponse(face.make_error(code, message, secrets.token_hex(16)), status)

    return answer


async def _receive(world: World, face: Face, event: Event, exchange: Exchange) -> tuple[Fault, ...]:
    request = exchange.request
    # The body is read even when the credentials are bad: the ledger names a refused order by its hash.
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_BODY:
            raise Refused(Kind.BAD_REQUEST, f"the body is more than {_MOST_BODY} bytes")
        chunks.append(chunk)
    exchange.body = b"".join(chunks)
    exchange.account = face.sign_in(world, request)
    if not world.meter.admit(exchange.account, asyncio.get_running_loop().time()):
        raise Refused(Kind.RATE_LIMITED, "too many requests in a minute")
    if request.method == "POST":
        exchange.document = read_document(exchange.body)
    prompt = exchange.document.get("prompt")
    return world.faults.fire(event, prompt if isinstance(prompt, str) else "")


def _answer_caller(world: World, request: Request, response: JSONResponse) -> Response:
    """Begins media links with the address that this caller reached the emulator by, which from elsewhere is not loopback."""
    ours = f"{world.shelf.base_url}/media/".encode()
    theirs = f"{request.url.scheme}://{request.url.netloc}/media/".encode()
    if ours == theirs or ours not in bytes(response.body):
        return response
    return Response(bytes(response.body).replace(ours, theirs), media_type="application/json")


async def _cut(world: World, request: Request, fault: Fault) -> Response:
    await asyncio.sleep(fault.seconds)
    await world.connections.cut(request)
    return NoAnswer()


def _refuse(world: World, face: Face, event: Event, exchange: Exchange, refused: Refused) -> Response:
    status, code = face.errors[refused.kind]
    status, code = refused.status or status, refused.code or code
    if event in _ORDERS and exchange.request.method == "POST":
        external_id = exchange.document.get("external_task_id")
        world.ledger.write_refused(
            profile=face.profile,
            account=exchange.account.name if exchange.account is not None else None,
            operation=exchange.operation,
            external_task_id=external_id if isinstance(external_id, str) else None,
            request_sha256=exchange.sha256,
            code=code,
            message=str(refused),
        )
    message = str(refused).encode("utf-8", "replace").decode("utf-8")
    return JSONResponse(face.make_error(code, message, exchange.request_id), status)
