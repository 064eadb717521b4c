"""Sends requests to one server and tells apart what was never sent from what was never answered.

    ServerError
    |- NotSent           nothing left this machine: nothing can have been ordered
    |- UnknownOutcome    it left, and no whole answer came: what it ordered, if anything, is unknown
    `- LinkGone          a link was refused for good: the task has to be asked for a fresh one (`downloads`)

Nothing is ever repeated here, no redirect of an order is followed, and no error names more than a host: addresses
carry signatures, headers carry keys.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from storyboard.errors import ServerError
from storyboard.model.profile import Credentials
from storyboard.model.wire import Request, Response

MOST_BYTES = 64 * 1024 * 1024
"""The most of an answer that is read. A finished task may hold its clip as base64 (002, b64_json): 10 s in pro are
some 25 MB, a third more in base64. The rest is cut off, and what is left is not JSON any more."""

_HELP = "check the network and the profile's URL, then run again"


class NotSent(ServerError):
    """A request never left this machine."""


class UnknownOutcome(ServerError):
    """A request left, and no whole answer came back."""


class LinkGone(ServerError):
    """A link to a file was refused for good (403, 404, 410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long to wait, in seconds: for a connection, for the next bytes either way, for a whole answer or file.

    `whole` must not be longer than a run takes an order to be on its way: another run may look for it after that.
    """

    connect: float = 10.0
    silence: float = 30.0
    whole: float = 60.0
    download: float = 1800.0


NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
"""What the client raises before the first byte of a request has left."""


class Wire:
    """A server and the account on it; `base_url` may have a path. Use it as an async context manager."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        clock: Callable[[], float] = time.time,
        timeouts: Timeouts | None = None,
        most_bytes: int = MOST_BYTES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.credentials = credentials
        self.clock = clock
        self.timeouts = timeouts or Timeouts()
        self.most_bytes = most_bytes
        self.client = httpx.AsyncClient(
            transport=transport,
            follow_redirects=False,
            # A proxy cannot reach this machine's loopback as we do.
            trust_env=not is_loopback_name(urlsplit(self.base_url).hostname or ""),
            # Servers drop idle connections after 5 s or more: never be the one who finds out by sending an order.
            limits=httpx.Limits(max_connections=64, keepalive_expiry=3.0),
            headers={"User-Agent": "storyboard", "Accept": "application/json"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close what is open."""
        await self.client.aclose()

    async def send(self, request: Request, timeouts: Timeouts | None = None) -> Response:
        """The answer, whatever its status; the body must have no slots left. Raises NotSent or UnknownOutcome."""
        times = timeouts or self.timeouts
        headers = dict(self.credentials.make_headers(self.clock()))
        content: bytes | None = None
        if request.body is not None:
            content = json.dumps(request.body, separators=(",", ":")).encode("ascii")
            headers["Content-Type"] = "application/json"
        sent = self.client.build_request(
            request.method,
            self.base_url + request.path,
            params=list(request.query) or None,
            headers=headers,
            content=content,
            timeout=make_timeout(times),
        )
        try:
            async with asyncio.timeout(times.whole):
                return await self._exchange(sent)
        except NEVER_SENT as error:
            raise NotSent(f"{self._host} cannot be reached: {name_trouble(error)}", help=_HELP) from None
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
            raise UnknownOutcome(
                f"{self._host} did not answer: {name_trouble(error)}",
                help="run again: the order is looked for before it is repeated",
            ) from None

    async def _exchange(self, sent: httpx.Request) -> Response:
        response = await self.client.send(sent, stream=True)
        try:
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk[: self.most_bytes - len(content)]
                if len(content) >= self.most_bytes:
                    break
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Response(status=response.status_code, headers=headers, content=bytes(content))

    @property
    def _host(self) -> str:
        return f"`{urlsplit(self.base_url).hostname}`"


def make_timeout(times: Timeouts) -> httpx.Timeout:
    """The waits of one request as the client counts them."""
    return httpx.Timeout(times.silence, connect=times.connect, pool=times.connect)


def name_trouble(error: Exception) -> str:
    """What went wrong on the way, in words that hold no address and no header."""
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return "no connection in time"
        case httpx.TimeoutException() | TimeoutError():
            return "no answer in time"
        case httpx.ConnectError() | httpx.ProxyError():
            return "no connection"
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | httpx.LocalProtocolError():
            return "the address or a header is unusable"
        case _:
            return "the connection broke off"


def is_loopback_name(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    return host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")
