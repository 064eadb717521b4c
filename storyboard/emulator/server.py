"""Runs an emulator on a port: inside another program, or as a program of its own."""

import math
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from storyboard.emulator.options import EmulatorError, EmulatorOptions

if TYPE_CHECKING:
    from uvicorn import Server

    from storyboard.animatic.spec import ClipSpec
    from storyboard.emulator.world import World

_START_SECONDS = 30.0


class Emulator:
    """A server in a thread of its own, for as long as the `with` block lasts.

    `draw` takes the place of the animatic, for those who do not look at the clips; it runs in threads of this process. Entering
    raises EmulatorError when the address cannot be had, ValueError when an account or fault file is wrong.
    """

    def __init__(
        self,
        options: EmulatorOptions | None = None,
        *,
        draw: "Callable[[ClipSpec, Path], None] | None" = None,
    ) -> None:
        self._options = options or EmulatorOptions(speed=math.inf)
        self._draw = draw
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._world: World | None = None
        self._folder: Path | None = None
        self.url = ""

    def base_url(self, profile: str) -> str:
        """Where a profile's client begins its paths."""
        return f"{self.url}/{profile}"

    @property
    def alive(self) -> bool:
        """Whether the server still answers."""
        return self._thread is not None and self._thread.is_alive()

    def __enter__(self) -> Self:
        import uvicorn

        from storyboard.emulator.app import make_app, make_world

        listener = _bind(self._options.host, self._options.port)
        try:
            self.url = _make_url(listener)
            self._folder = _make_folder(self._options.folder)
            self._world = make_world(self._options, self._folder, self._draw)
            self._world.shelf.base_url = self.url
            config = uvicorn.Config(
                make_app(self._world),
                http=self._world.connections.make_protocol(),
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                # Longer than any sensible interval between polls, or a poll could meet a connection just being closed.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
            self._server = uvicorn.Server(config)
            self._thread = threading.Thread(
                target=_serve, args=(self._server, listener), name="emulator", daemon=True
            )
            self._thread.start()
            self._await_start(self._server)
        except BaseException:
            self._close()
            listener.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _await_start(self, server: "Server") -> None:
        waited = threading.Event()
        for _ in range(int(_START_SECONDS / 0.005)):
            if server.started:
                return
            if not self.alive:
                break
            waited.wait(0.005)
        raise EmulatorError(f"the emulator did not come up on {self.url}")

    def _close(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join(10)
        if self._world is not None:
            self._world.room.close()
            self._world.ledger.close()
        if self._folder is not None and self._options.folder is None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._server = self._thread = self._world = self._folder = None


def serve_emulator(options: EmulatorOptions, announce: Callable[[str], None]) -> None:
    """Serves until Ctrl-C or SIGTERM, then leaves neither workers nor a temporary folder behind; raises as Emulator does."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Emulator(options) as emulator:
            announce(f"listening on {emulator.url}")
            while not stop.wait(0.5):
                if not emulator.alive:
                    raise EmulatorError(f"the emulator on {emulator.url} has stopped by itself")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(server: "Server", listener: socket.socket) -> None:
    import asyncio

    asyncio.run(server.serve(sockets=[listener]))


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise EmulatorError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise EmulatorError(
            f"cannot listen on {host}:{port}: {error.strerror}; end what is using it, or choose another port (0 takes a free one)"
        ) from error
    return listener


def _make_url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only for the link that is shown
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _make_folder(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="storyboard-emulator-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
