"""An emulator whose clips are not looked at, a place that serves media on loopback, and media by description."""

import base64
import functools
import http.server
import io
import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from storyboard.animatic.spec import ClipSpec
from storyboard.emulator import Emulator, EmulatorOptions

KEY = "api-key-emulator"


class Account:
    """A client of one account, with the ways that tests ask."""

    def __init__(self, emulator: Emulator, key: str = KEY) -> None:
        self.http = httpx.Client(
            base_url=emulator.base_url("gateway"),
            headers={"authorization": f"Bearer {key}"},
            timeout=30,
            trust_env=False,
        )

    def order(self, body: dict[str, Any]) -> httpx.Response:
        return self.http.post("/v1/videos", json=body)

    def order_id(self, body: dict[str, Any]) -> str:
        response = self.order(body)
        assert response.status_code == 200, response.text
        return str(response.json()["id"])

    def look(self, task_id: str) -> dict[str, Any]:
        response = self.http.get(f"/v1/videos/{task_id}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    def wait(self, task_id: str, seconds: float = 30) -> dict[str, Any]:
        """The task once it is over (the shape with `data` has no status)."""
        end = time.monotonic() + seconds
        while (task := self.look(task_id)).get("status") in ("pending", "processing"):
            assert time.monotonic() < end, task
            time.sleep(0.01)
        return task


class Ledger:
    """The lines of a ledger file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def accepted(self, task_id: str) -> dict[str, Any]:
        (line,) = [line for line in self.lines() if line.get("task_id") == task_id]
        return line


class Media:
    """Makes and serves media described as `picture 640x480 png` or `video 1280x720 3s 24fps`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def expand(self, value: Any) -> Any:
        """`value` with texts that begin with $ replaced: `$bytes`, `$data`, `$served`, `$long N`."""
        if isinstance(value, dict):
            return {key: self.expand(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.expand(item) for item in value]
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        how, _, what = value.partition(" ")
        if how == "$long":
            return "字" * int(what)
        path = self.make(what)
        if how == "$served":
            return f"{self.url}/{path.name}"
        text = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"data:image/png;base64,{text}" if how == "$data" else text

    @functools.cache  # noqa: B019 - one per session
    def make(self, what: str) -> Path:
        sort, *words = what.split()
        path = self.folder / what.replace(" ", "_").replace("/", "-")
        if sort == "text":
            path.write_bytes(b"words")
            return path
        width, height = (int(side) for side in words[0].split("x"))
        if sort == "picture":
            form = words[1] if len(words) > 1 else "png"
            picture = Image.new("RGB", (width, height), (90, 120, 150))
            data = io.BytesIO()
            picture.save(data, form)
            padding = int(words[2].removesuffix("MB")) * 1024 * 1024 if len(words) > 2 else 0
            path.write_bytes(data.getvalue() + b"\0" * padding)
            return path
        seconds, rate = Fraction(words[1].removesuffix("s")), Fraction(words[2].removesuffix("fps"))
        form = words[3] if len(words) > 3 else "mp4"
        sound = "sound" in words
        _write_video(path, (width, height), seconds, rate, form, sound=sound)
        return path


def _write_video(
    path: Path, size: tuple[int, int], seconds: Fraction, rate: Fraction, form: str, *, sound: bool
) -> None:
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 90, dtype=np.uint8), format="rgb24")
        audio = container.add_stream("aac", rate=48000) if sound else None
        for _ in range(round(seconds * rate)):
            frame.pts = None
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if audio is not None:
            silence = av.AudioFrame.from_ndarray(
                np.zeros((1, 48000), dtype=np.float32), format="fltp", layout="mono"
            )
            silence.sample_rate = 48000
            container.mux(audio.encode(silence))
            container.mux(audio.encode(None))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("location", "http://example.com/picture.png")
            self.end_headers()
            return
        super().do_GET()


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Media]:
    folder = tmp_path_factory.mktemp("media")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Media(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


@pytest.fixture(scope="session")
def drawn() -> list[ClipSpec]:
    """What the shared emulator was asked to draw, in order."""
    return []


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(tmp_path_factory.mktemp("ledger") / "orders.jsonl")


@pytest.fixture(scope="session")
def emulator(ledger: Ledger, drawn: list[ClipSpec]) -> Iterator[Emulator]:
    def draw(spec: ClipSpec, target: Path) -> None:
        drawn.append(spec)
        target.write_bytes(b"clip" * 1000)

    with Emulator(EmulatorOptions(speed=math.inf, ledger=ledger.path), draw=draw) as running:
        yield running


@pytest.fixture
def account(emulator: Emulator) -> Iterator[Account]:
    account = Account(emulator)
    yield account
    account.http.close()


Start = Callable[..., Account]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts an emulator of the test's own: `start(speed=…, faults=…)`; texts for `faults` and `account` become files."""
    import contextlib

    with contextlib.ExitStack() as stack:

        def begin(
            *, key: str = KEY, draw: Callable[[ClipSpec, Path], None] | None = None, **options: Any
        ) -> Account:
            for name in ("faults", "account"):
                if isinstance(options.get(name), str):
                    path = tmp_path / f"{name}.yaml"
                    path.write_text(options[name], encoding="utf-8")
                    options[name] = path
            options = {"speed": math.inf, "ledger": tmp_path / "orders.jsonl", **options}
            running = stack.enter_context(
                Emulator(EmulatorOptions(**options), draw=draw or (lambda _, target: _write_bytes(target)))
            )
            account = Account(running, key)
            account.emulator = running  # type: ignore[attr-defined]
            stack.callback(account.http.close)
            return account

        yield begin


def _write_bytes(target: Path) -> None:
    target.write_bytes(bytes(range(256)) * 400)


@pytest.fixture
def own_ledger(tmp_path: Path) -> Ledger:
    """The ledger of an emulator that `start` began."""
    return Ledger(tmp_path / "orders.jsonl")
