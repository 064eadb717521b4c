"""Lets a route break its connection off, which no HTTP answer can do."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Connections:
    """The open connections by the caller's address and port."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def make_protocol(self) -> Any:
        """uvicorn's HTTP/1.1 protocol class, with each connection entered here."""
        from uvicorn.protocols.http.h11_impl import H11Protocol

        transports = self._transports

        class NotedProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client is not None:
                    transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    transports.pop(self.client, None)
                super().connection_lost(exc)

        return NotedProtocol

    async def cut(self, request: Request) -> None:
        """Closes the connection of a request at once, whatever was promised."""
        if request.client is not None:
            transport = self._transports.get((request.client.host, request.client.port))
            if transport is not None:
                transport.abort()
        # The server has to hear of the loss before the route ends, or it would try to answer.
        await asyncio.sleep(0.01)


class NoAnswer(Response):
    """Stands for the answer on a connection that was cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends nothing."""
