"""Lend files to a server on this machine: a loopback address under a path that nobody can guess.

Only an emulator on this very machine can read them; a provider elsewhere needs an uploads store.
"""

import asyncio
import mimetypes
import secrets
from contextlib import suppress
from pathlib import Path

_HEAD_LIMIT = 16 * 1024
_READ_SECONDS = 10.0


class FileServer:
    """An HTTP/1.1 server that knows the files it was told about and nothing else; it starts with the first one."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._starting = asyncio.Lock()
        self._files: dict[str, Path] = {}
        self._paths: dict[Path, str] = {}

    async def __aenter__(self) -> "FileServer":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def share(self, path: Path) -> str:
        """An address for a file, good until the server is closed."""
        async with self._starting:
            if self._server is None:
                self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=_HEAD_LIMIT)
        if path not in self._paths:
            name = f"/{secrets.token_urlsafe(24)}{path.suffix}"
            self._files[name] = path
            self._paths[path] = name
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}{self._paths[path]}"

    async def close(self) -> None:
        """Stop lending."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._send(writer, *head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[:2])
            await writer.drain()
        except (OSError, ValueError, TypeError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has gone, or spoke no HTTP
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _send(self, writer: asyncio.StreamWriter, method: str, target: str) -> None:
        path = self._files.get(target.partition("?")[0])
        if path is None or method not in ("GET", "HEAD"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        with path.open("rb") as file:
            size = path.stat().st_size
            writer.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n"
                "Connection: close\r\n\r\n".encode("latin-1")
            )
            await writer.drain()
            if method == "GET":
                await asyncio.get_running_loop().sendfile(writer.transport, file)
