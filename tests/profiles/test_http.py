"""Sending and fetching against a real server on loopback that can misbehave."""

import asyncio
import gzip
import hashlib
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from storyboard.errors import ServerError
from storyboard.model.wire import Fault, Request
from storyboard.profiles.auth import BearerCredentials
from storyboard.profiles.downloads import download, save_bytes
from storyboard.profiles.faults import read_json
from storyboard.profiles.http import LinkGone, NotSent, Timeouts, UnknownOutcome, Wire

KEY = "very-secret-key"
CLIP = bytes(range(256)) * 5000
DIGEST = hashlib.sha256(CLIP).hexdigest()
QUICK = Timeouts(connect=2.0, silence=0.3, whole=1.0, download=2.0)
POST = Request(method="POST", path="/v1/videos", query=(("a", "b c"),), body={"prompt": "雾", "n": [1, None]})

T = TypeVar("T")
Answer = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


class Asked:
    """One request as it arrived."""

    def __init__(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = first.split(" ")
        self.headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        self.body = body


class Server:
    """A server on a thread of its own; `answer` says what it does with a request, `asked` what came."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Answer = lambda _asked, writer: reply(writer, 200, b"{}")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result(5)
        self._server = server
        self.port: int = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
            asked = Asked(head, b"")
            asked.body = await reader.readexactly(int(asked.headers.get("content-length", "0")))
            self.asked.append(asked)
            await self.answer(asked, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(5)
        self._loop.close()

    def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.call_later(0.05, self._loop.stop)


async def reply(
    writer: asyncio.StreamWriter, status: int, body: bytes, *headers: str, length: int = -1
) -> None:
    count = len(body) if length < 0 else length
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {count}", "Connection: close", *headers]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def other() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


def use(
    url: str, act: Callable[[Wire], Awaitable[T]], timeouts: Timeouts = QUICK, most: int = 1_000_000
) -> T:
    async def run() -> T:
        async with Wire(url, BearerCredentials(KEY), timeouts=timeouts, most_bytes=most) as wire:
            return await act(wire)

    return asyncio.run(run())


def shown(caught: pytest.ExceptionInfo[ServerError]) -> str:
    error = caught.value
    return f"{error} {error.help} {error!r} {error.__cause__} {error.__suppress_context__}"


def test_a_request_arrives_as_it_was_made(server: Server) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 429, b'{"code": 1302}', "Retry-After: 7", "X-Mixed: Yes")

    server.answer = answer
    response = use(f"{server.url}/gateway/", lambda wire: wire.send(POST))
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/gateway/v1/videos?a=b+c")
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == POST.body
    assert (response.status, response.content) == (429, b'{"code": 1302}')
    assert (response.headers["retry-after"], response.headers["x-mixed"]) == ("7", "Yes")


def test_a_question_has_no_body(server: Server) -> None:
    use(server.url, lambda wire: wire.send(Request(method="GET", path="/v1/videos/1")))
    assert server.asked[0].body == b""
    assert "content-type" not in server.asked[0].headers


def test_nobody_there_means_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as caught:
        use(f"http://127.0.0.1:{port}", lambda wire: wire.send(POST))
    assert KEY not in shown(caught)


async def drop(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def stall(_: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def trickle(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, b"", length=1000)
    for _i in range(50):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def cut_short(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, b'{"id": ', length=100)


async def talk_nonsense(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"EHLO\r\n\r\n")


@pytest.mark.parametrize("answer", [drop, stall, trickle, cut_short, talk_nonsense])
def test_no_whole_answer_is_an_unknown_outcome(server: Server, answer: Answer) -> None:
    server.answer = answer
    with pytest.raises(UnknownOutcome) as caught:
        use(server.url, lambda wire: wire.send(POST))
    assert len(server.asked) == 1, "nothing is ever sent twice"
    assert KEY not in shown(caught)


def test_a_redirect_of_an_order_is_not_followed(server: Server) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 307, b"", f"Location: {server.url}/elsewhere")

    server.answer = answer
    assert use(server.url, lambda wire: wire.send(POST)).status == 307
    assert len(server.asked) == 1


def test_noise_without_end_is_cut_off(server: Server) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _i in range(100):
            writer.write(b"noise " * 20_000)
            await writer.drain()

    server.answer = answer
    response = use(server.url, lambda wire: wire.send(POST), Timeouts())
    assert len(response.content) == 1_000_000
    fault = read_json(response)
    assert isinstance(fault, Fault)
    assert len(fault.message) <= 300


def fetch(url: str, target: Path, base: str, timeouts: Timeouts = QUICK) -> object:
    return use(base, lambda wire: download(wire, url, target), timeouts)


async def give(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, CLIP)


def test_a_clip_arrives_whole(server: Server, tmp_path: Path) -> None:
    server.answer = give
    target = tmp_path / "take.mp4"
    got = use(server.url, lambda wire: download(wire, f"{server.url}/out.mp4?sig=1", target))
    assert (got.sha256, got.bytes) == (DIGEST, len(CLIP))
    assert target.read_bytes() == CLIP
    assert list(tmp_path.iterdir()) == [target]
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_packed_clip_is_unpacked(server: Server, tmp_path: Path) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 200, gzip.compress(CLIP), "Content-Encoding: gzip")

    server.answer = answer
    fetch(f"{server.url}/out.mp4", tmp_path / "take.mp4", server.url)
    assert (tmp_path / "take.mp4").read_bytes() == CLIP


async def truncate(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, CLIP[:5000], length=len(CLIP))


async def give_nothing(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, b"")


async def fail(_: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 500, b"oops")


@pytest.mark.parametrize("answer", [drop, stall, trickle, truncate, give_nothing, fail])
def test_a_broken_download_leaves_nothing(server: Server, tmp_path: Path, answer: Answer) -> None:
    server.answer = answer
    with pytest.raises(ServerError) as caught:
        fetch(f"{server.url}/out.mp4?signature=s3cret", tmp_path / "take.mp4", server.url)
    assert not isinstance(caught.value, LinkGone)
    assert list(tmp_path.iterdir()) == []
    assert "s3cret" not in shown(caught)
    assert KEY not in shown(caught)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refused_link_is_gone(server: Server, tmp_path: Path, status: int) -> None:
    server.answer = lambda _, writer: reply(writer, status, b"expired")
    with pytest.raises(LinkGone):
        fetch(f"{server.url}/out.mp4", tmp_path / "take.mp4", server.url)


def test_the_key_stays_at_its_own_origin(server: Server, other: Server, tmp_path: Path) -> None:
    server.answer = lambda _, writer: reply(writer, 302, b"", f"Location: {other.url}/clip")
    other.answer = give
    fetch(f"{server.url}/out.mp4", tmp_path / "take.mp4", server.url)
    assert "authorization" in server.asked[0].headers
    assert "authorization" not in other.asked[0].headers
    assert (tmp_path / "take.mp4").read_bytes() == CLIP
    fetch(f"{other.url}/clip", tmp_path / "other.mp4", server.url)
    assert "authorization" not in other.asked[1].headers


def test_a_relative_redirect_is_followed_and_a_circle_is_not(server: Server, tmp_path: Path) -> None:
    server.answer = lambda _, writer: reply(writer, 302, b"", "Location: /again")
    with pytest.raises(ServerError, match="without end"):
        fetch(f"{server.url}/out.mp4", tmp_path / "take.mp4", server.url)
    assert [asked.target for asked in server.asked] == ["/out.mp4"] + ["/again"] * 5


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://a.example/x", "http://["])
def test_a_redirect_to_what_is_no_web_address_is_refused(
    server: Server, tmp_path: Path, location: str
) -> None:
    server.answer = lambda _, writer: reply(writer, 302, b"", f"Location: {location}")
    with pytest.raises(ServerError, match="no web address"):
        fetch(f"{server.url}/out.mp4", tmp_path / "take.mp4", server.url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "0.0.0.0",
        "2130706433",
    ],
)
def test_a_real_account_is_not_led_into_a_private_network(tmp_path: Path, host: str) -> None:
    with pytest.raises(ServerError, match="private network"):
        fetch(f"http://{host}/x.mp4", tmp_path / "take.mp4", "https://api.example.com")


def test_a_redirect_into_a_private_network_is_refused_too(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "93.184.215.14"
        return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest"})

    async def run() -> None:
        transport = httpx.MockTransport(answer)
        async with Wire("https://api.example.com", BearerCredentials(KEY), transport=transport) as wire:
            await download(wire, "https://93.184.215.14/x.mp4", tmp_path / "take.mp4")

    with pytest.raises(ServerError, match="private network"):
        asyncio.run(run())


def test_bytes_inside_an_answer_are_saved_like_a_download(tmp_path: Path) -> None:
    got = asyncio.run(save_bytes(CLIP, tmp_path / "take.mp4"))
    assert (got.sha256, got.bytes) == (DIGEST, len(CLIP))
    with pytest.raises(ServerError):
        asyncio.run(save_bytes(b"", tmp_path / "empty.mp4"))
    assert [path.name for path in tmp_path.iterdir()] == ["take.mp4"]
