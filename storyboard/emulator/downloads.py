"""Serves finished media under their links, whole or by range, and badly when a fault says so."""

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse

from storyboard.emulator.connections import NoAnswer
from storyboard.emulator.faults import Event
from storyboard.emulator.media import FETCHER
from storyboard.emulator.world import World

_SLOW_STEPS = 20


async def serve_media(world: World, request: Request) -> Response:
    """A link needs no credentials; an unknown one is 404, one past its days 403."""
    shelved = world.shelf.find(request.path_params["token"], request.path_params["name"])
    if shelved is None or not shelved.path.is_file():
        return PlainTextResponse("no such link\n", 404)
    # The emulator's own fetch of an earlier result is not a download that a script counts.
    ours = request.headers.get("user-agent") == FETCHER
    faults = (
        {}
        if ours or request.method == "HEAD"
        else {fault.kind: fault for fault in world.faults.fire(Event.DOWNLOAD, shelved.prompt)}
    )
    if "status" in faults:
        return PlainTextResponse(faults["status"].message + "\n", faults["status"].status)
    if "drop" in faults or "timeout_before_accept" in faults:
        await asyncio.sleep(
            faults["drop"].seconds if "drop" in faults else faults["timeout_before_accept"].seconds
        )
        await world.connections.cut(request)
        return NoAnswer()
    if "timeout_after_accept" in faults:
        await asyncio.sleep(faults["timeout_after_accept"].seconds)
    if "expired_link" in faults or time.monotonic() > shelved.expires:
        return PlainTextResponse("this link has expired\n", 403)
    if not faults.keys() & {"truncate_download", "corrupt_download", "slow_download"}:
        return FileResponse(shelved.path)
    content = await asyncio.to_thread(shelved.path.read_bytes)
    if "corrupt_download" in faults:
        third = len(content) // 3
        content = content[:third] + b"\xa5" * third + content[2 * third :]
    slow = faults["slow_download"].seconds if "slow_download" in faults else 0.0
    return StreamingResponse(
        _send(world, request, content, slow, cut="truncate_download" in faults),
        headers={"content-length": str(len(content))},
        media_type="video/mp4",
    )


async def _send(
    world: World, request: Request, content: bytes, seconds: float, *, cut: bool
) -> AsyncIterator[bytes]:
    end = len(content) // 2 if cut else len(content)
    steps = _SLOW_STEPS if seconds else 1
    size = max(1, -(-end // steps))
    for start in range(0, end, size):
        yield content[start : min(start + size, end)]
        await asyncio.sleep(seconds / steps)
    if cut:
        await world.connections.cut(request)
