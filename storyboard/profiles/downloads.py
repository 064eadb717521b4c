"""Fetches finished clips: streamed, measured, hashed, and never from where a link has no business to lead."""

import asyncio
import hashlib
import ipaddress
import os
import socket
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from storyboard.errors import ServerError
from storyboard.profiles.http import (
    NEVER_SENT,
    LinkGone,
    NotSent,
    Wire,
    is_loopback_name,
    make_timeout,
    name_trouble,
)

MOST_FILE_BYTES = 4 * 1024**3
_REDIRECTS = 5
_CHUNK = 1024 * 1024
_GONE = (403, 404, 410)
_PORTS = {"http": 80, "https": 443}
_AGAIN = "run again: what is finished is kept, and the file is fetched anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that arrived whole: its digest and its length."""

    sha256: str
    bytes: int


async def download(wire: Wire, url: str, target: Path) -> Download:
    """Fetch a link into `target`, which appears whole or not at all; raises NotSent, LinkGone, ServerError, OSError.

    The account's key goes to the profile's own origin only, also along redirects. Unless the profile itself is on
    loopback, links into this machine or a private network are refused.
    """
    host = _split(url).hostname
    try:
        async with asyncio.timeout(wire.timeouts.download):
            response = await _open(wire, url)
            try:
                _expect_success(response)
                return await _save(response.aiter_bytes(_CHUNK), target, _find_length(response))
            finally:
                await response.aclose()
    except NEVER_SENT as error:
        raise NotSent(f"`{host}` cannot be reached: {name_trouble(error)}", help=_AGAIN) from None
    except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
        raise ServerError(f"a download from `{host}` failed: {name_trouble(error)}", help=_AGAIN) from None


async def save_bytes(content: bytes, target: Path) -> Download:
    """Write a clip that came inside an answer, as whole or not at all as a download."""

    async def give() -> AsyncIterator[bytes]:
        yield content

    return await _save(give(), target, len(content))


async def _open(wire: Wire, url: str) -> httpx.Response:
    """The answer to a link with its redirects followed, its body not yet read."""
    base = ""
    for _ in range(_REDIRECTS + 1):
        parts = _split(url, base)
        await _refuse_inside(wire.base_url, parts)
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if _find_origin(parts) == _find_origin(urlsplit(wire.base_url)):
            headers |= wire.credentials.make_headers(wire.clock())
        request = wire.client.build_request(
            "GET", parts.geturl(), headers=headers, timeout=make_timeout(wire.timeouts)
        )
        response = await wire.client.send(request, stream=True)
        if not response.has_redirect_location:
            return response
        await response.aclose()
        base, url = parts.geturl(), response.headers["location"]
    raise ServerError("a link redirects without end", help=_AGAIN)


def _split(url: str, base: str = "") -> SplitResult:
    """A link in its parts, seen from the address that led to it."""
    try:
        parts = urlsplit(urljoin(base, url))
        usable = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise ServerError("the provider gave a link that is no web address", help=_AGAIN)
    return parts


def _find_origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)


async def _refuse_inside(base_url: str, parts: SplitResult) -> None:
    """Refuse a link to this machine or a private network; a provider has no reason to send one there.

    A name that does not resolve here is let through: it fails by itself, or a proxy knows it.
    """
    own, host = (urlsplit(base_url).hostname or "").lower(), (parts.hostname or "").lower()
    if is_loopback_name(own) or host == own:
        return
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    if is_loopback_name(host) or not all(_is_public(str(entry[4][0])) for entry in found):
        raise ServerError(f"the provider gave a link into a private network, to `{host}`", help=_AGAIN)


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _expect_success(response: httpx.Response) -> None:
    status, host = response.status_code, response.url.host
    if status in _GONE:
        raise LinkGone(f"`{host}` refused a link ({status}); it has expired", help=_AGAIN)
    if status != 200:
        raise ServerError(f"`{host}` answered {status} to a download", help=_AGAIN)


def _find_length(response: httpx.Response) -> int | None:
    """How many bytes are promised; unknown when they are packed in spite of what was asked for."""
    text = response.headers.get("content-length", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    return int(text) if text.isdecimal() and not packed else None


async def _save(chunks: AsyncIterator[bytes], target: Path, length: int | None) -> Download:
    """Write, measure and hash into a temporary file beside the target, then put it in its place."""
    part = target.with_name(f".{target.name[:100]}.{uuid.uuid4().hex}.part")
    digest, count = hashlib.sha256(), 0
    try:
        with part.open("xb") as file:
            async for chunk in chunks:
                count += len(chunk)
                if count > MOST_FILE_BYTES:
                    raise ServerError("a download has no end", help=_AGAIN)
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        if not count or (length is not None and count != length):
            promised = f" of {length}" if length else ""
            raise ServerError(f"a download broke off after {count}{promised} bytes", help=_AGAIN)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Download(sha256=digest.hexdigest(), bytes=count)
