"""Fill the holes of a request just before it leaves: bytes as base64, addresses, ids."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from storyboard.errors import MediaError, WorldError
from storyboard.model.media import FileMedium, JobMedium, Medium, Product, UrlMedium
from storyboard.model.take import Take
from storyboard.model.wire import Body, Encoding, Slot
from storyboard.render.loopback import is_loopback
from storyboard.render.ports import Clock
from storyboard.render.serving import FileServer
from storyboard.render.store import ExtractFrame, Store

__all__ = ["Inputs", "is_loopback"]

_CACHE_CHARACTERS = 64 * 1024 * 1024
_DAY = 24 * 3600.0
_MARGIN = 3600.0
"""A link that dies within the hour is not sent any more."""


@dataclass(kw_only=True)
class Inputs:
    """Turns media into what goes onto the wire of one account at one server.

    `takes` are the finished jobs of this run, by id; `made_here` names those that this run itself has ordered.
    """

    store: Store
    extract: ExtractFrame
    takes: Mapping[str, Take]
    made_here: set[str]
    server: str
    account: str
    link_days: int
    clock: Clock
    files: FileServer = field(default_factory=FileServer)
    _encoded: dict[str, str] = field(default_factory=dict)

    async def fill(self, body: Body) -> Body:
        """The body without slots; raises WorldError where a medium cannot be had in the form that is asked for."""
        match body:
            case Slot(medium=medium, encoding=encoding):
                return await self.resolve(medium, encoding)
            case dict():
                return {name: await self.fill(value) for name, value in body.items()}
            case list():
                return [await self.fill(value) for value in body]
            case _:
                return body

    async def resolve(self, medium: Medium, encoding: Encoding) -> str:
        """One medium as the string that stands in its slot."""
        match medium:
            case UrlMedium(url=url):
                return url
            case FileMedium():
                return await self._send_file(medium.path, medium.sha256, encoding, medium.name)
            case JobMedium():
                return await self._resolve_product(medium, encoding)
            case _:
                assert_never(medium)

    async def _resolve_product(self, medium: JobMedium, encoding: Encoding) -> str:
        take = self.takes[medium.job]
        match medium.what:
            case Product.ELEMENT_ID:
                return take.element_id
            case Product.TASK_ID | Product.VIDEO_ID:
                identifier = take.task_id if medium.what is Product.TASK_ID else take.video_id
                if not identifier or (take.server, take.account) != (self.server, self.account):
                    raise WorldError(
                        f"the take of `{medium.job}` was made elsewhere and has no id on this account",
                        help=f"order it anew here: `storyboard render --retake {medium.job}`",
                        shot=medium.job,
                    )
                return identifier
            case Product.LAST_FRAME | Product.FRAME:
                at = medium.at if medium.what is Product.FRAME else None
                path = await asyncio.to_thread(self.store.derive_frame, take, self.extract, at)
                return await self._send_file(path, f"{path.stem}", encoding, f"a frame of `{medium.job}`")
            case Product.VIDEO | Product.IMAGE:
                if encoding is Encoding.URL and self._is_link_alive(medium.job, take):
                    return take.url
                assert take.path is not None
                return await self._send_file(take.path, take.sha256, encoding, f"the take of `{medium.job}`")
            case _:
                assert_never(medium.what)

    def _is_link_alive(self, job: str, take: Take) -> bool:
        """Whether the provider can still read its own link; an emulator's links die with its process."""
        if not take.url or (take.server, take.account) != (self.server, self.account):
            return False
        if is_loopback(self.server):
            return job in self.made_here
        return self.clock.now() < take.made_at + self.link_days * _DAY - _MARGIN

    async def _send_file(self, path: Path, digest: str, encoding: Encoding, name: str) -> str:
        match encoding:
            case Encoding.BASE64:
                return await self._encode(path, digest, name)
            case Encoding.URL if is_loopback(self.server):
                return await self.files.share(path)
            case Encoding.URL:
                raise WorldError(
                    f"{name} is on this machine, and the provider takes an address only here",
                    help="set an uploads store (`uploads:`), or put the file where the provider can fetch it",
                )
            case Encoding.ID:
                raise WorldError(f"{name} has no id at the provider")
            case _:
                assert_never(encoding)

    async def _encode(self, path: Path, digest: str, name: str) -> str:
        if digest not in self._encoded:
            # Raw base64 of a few megabytes takes milliseconds, which other downloads should not have to wait for.
            text = await asyncio.to_thread(_read_base64, path, digest, name)
            while self._encoded and sum(map(len, self._encoded.values())) + len(text) > _CACHE_CHARACTERS:
                del self._encoded[next(iter(self._encoded))]
            self._encoded[digest] = text
        return self._encoded[digest]


def _read_base64(path: Path, digest: str, name: str) -> str:
    """A file's bytes; they must still be those that the order's key was made of."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MediaError(
            f"`{name}` cannot be read: {error.strerror}", help="put it back, then run again"
        ) from error
    if len(digest) == 64 and hashlib.sha256(content).hexdigest() != digest:
        raise MediaError(
            f"`{name}` changed while the film was rendering", help="run again: it is planned anew"
        )
    return base64.b64encode(content).decode("ascii")
