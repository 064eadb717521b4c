"""Reads the media that a request carries or points at, and checks the bytes themselves.

Bytes as Base64 and addresses on loopback are really read; any other address is never called: it becomes a medium without
a file, or a refusal where the emulator is strict.
"""

import asyncio
import base64
import binascii
import io
import ipaddress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from PIL import Image

from storyboard.emulator.refusal import make_field_refusal
from storyboard.emulator.shelf import Shelf

FETCHER = "storyboard-emulator"
_FETCH_SECONDS = 30.0
_REDIRECTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """What a profile takes as a picture: most bytes, sides in pixels, and the most that one side may be of the other."""

    most_bytes: int
    least_side: int
    most_side: int | None = None
    most_ratio: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageLimits:
    """What a profile takes as a video; seconds and frame rates are inclusive."""

    most_bytes: int
    least_side: int
    most_side: int
    least_seconds: Fraction
    most_seconds: Fraction
    least_rate: Fraction | None = None
    most_rate: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that was sent; `path` and `size` are None for an address that is not called."""

    path: Path | None
    size: tuple[int, int] | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A video that was sent; without a `path` its facts are None."""

    path: Path | None
    size: tuple[int, int] | None
    seconds: Fraction | None
    sounds: bool
    source: str


def is_web_address(text: str) -> bool:
    """Whether a media value is an http(s) address and not Base64."""
    return text.lower().startswith(("http://", "https://"))


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine, judged without asking the network."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class MediaReader:
    """Reads media into the shelf's folder; `strict` refuses addresses that are not on loopback."""

    def __init__(self, shelf: Shelf, *, strict: bool) -> None:
        self._shelf = shelf
        self._strict = strict

    async def read_picture(self, field: str, value: str, limits: PictureLimits) -> Picture:
        """The picture in a media value; raises Refused, naming the field, for bytes that break a limit."""
        data = await self._read_bytes(field, value, limits.most_bytes)
        if data is None:
            return Picture(path=None, size=None, source=value)
        return await asyncio.to_thread(self._keep_picture, field, data, limits)

    async def read_footage(self, field: str, url: str, limits: FootageLimits) -> Footage:
        """The video at an address; raises Refused, naming the field. Videos are never taken as Base64."""
        if not is_web_address(url):
            raise make_field_refusal(field, "must be an http(s) address")
        data = await self._read_bytes(field, url, limits.most_bytes)
        if data is None:
            return Footage(path=None, size=None, seconds=None, sounds=False, source=url)
        return await asyncio.to_thread(self._keep_footage, field, data, url, limits)

    async def _read_bytes(self, field: str, value: str, most: int) -> bytes | None:
        if is_web_address(value):
            if is_loopback(value):
                return await _fetch(field, value, most)
            if self._strict:
                raise make_field_refusal(field, f"cannot be fetched: {value}")
            return None
        data = decode_base64(field, value)
        if len(data) > most:
            raise make_field_refusal(field, f"is {len(data)} bytes; at most {most} are taken")
        return data

    def _keep_picture(self, field: str, data: bytes, limits: PictureLimits) -> Picture:
        try:
            with Image.open(io.BytesIO(data)) as picture:
                form, (width, height) = picture.format, picture.size
                if form not in ("JPEG", "MPO", "PNG"):
                    raise make_field_refusal(field, f"is a {form}; JPEG and PNG are taken")
                self._check_picture_size(field, width, height, limits)
                picture.load()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise make_field_refusal(field, f"is not a picture that can be read: {error}") from error
        path = self._shelf.make_path(".png" if form == "PNG" else ".jpg")
        path.write_bytes(data)
        return Picture(path=path, size=(width, height), source=path.name)

    @staticmethod
    def _check_picture_size(field: str, width: int, height: int, limits: PictureLimits) -> None:
        most = limits.most_side
        if min(width, height) < limits.least_side or (most is not None and max(width, height) > most):
            upper = f" to {most}" if most is not None else " at least"
            raise make_field_refusal(
                field, f"is {width}x{height} pixels; each side must be {limits.least_side}{upper}"
            )
        if max(width, height) > limits.most_ratio * min(width, height):
            ratio = float(limits.most_ratio)
            raise make_field_refusal(
                field, f"is {width}x{height} pixels; the ratio must be 1:{ratio} to {ratio}:1"
            )

    def _keep_footage(self, field: str, data: bytes, url: str, limits: FootageLimits) -> Footage:
        path = self._shelf.make_path(".mp4")
        path.write_bytes(data)
        facts = probe_footage(path)
        if facts is None:
            path.unlink()
            raise make_field_refusal(field, "is not an mp4 or mov video that can be read")
        width, height, seconds, rate, sounds = facts
        if min(width, height) < limits.least_side or max(width, height) > limits.most_side:
            raise make_field_refusal(
                field,
                f"is {width}x{height} pixels; each side must be {limits.least_side} to {limits.most_side}",
            )
        # An order of 10 s comes back as 10.041 s, and such a clip is taken as a 10 s reference again.
        if not limits.least_seconds <= seconds <= limits.most_seconds + Fraction(1, 10):
            raise make_field_refusal(
                field,
                f"lasts {float(seconds):.2f} s; it must be {limits.least_seconds} to {limits.most_seconds} s",
            )
        if (limits.least_rate is not None and rate < limits.least_rate) or (
            limits.most_rate is not None and rate > limits.most_rate
        ):
            raise make_field_refusal(
                field,
                f"has {float(rate):g} frames per second; {limits.least_rate} to {limits.most_rate} are taken",
            )
        return Footage(path=path, size=(width, height), seconds=seconds, sounds=sounds, source=url)


def decode_base64(field: str, value: str) -> bytes:
    """The bytes of Base64 text with or without a `data:` prefix; raises Refused."""
    text = value
    if text.startswith("data:"):
        head, comma, text = text.partition(",")
        if not comma or not head.endswith(";base64"):
            raise make_field_refusal(field, "has a data: prefix but no ;base64 data behind it")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise make_field_refusal(field, f"is neither an http(s) address nor Base64: {error}") from error
    if not data:
        raise make_field_refusal(field, "is empty")
    return data


def probe_footage(path: Path) -> tuple[int, int, Fraction, Fraction, bool] | None:
    """Width, height, seconds, frames per second and whether there is sound; None when it is not an mp4 or mov video.

    One frame is decoded, since a header proves nothing about what follows it.
    """
    import av
    import av.error

    try:
        with av.open(str(path)) as container:
            if "mp4" not in container.format.name or not container.streams.video:
                return None
            stream = container.streams.video[0]
            rate = stream.average_rate
            if stream.duration is not None and stream.time_base is not None:
                seconds = stream.duration * stream.time_base
            elif container.duration is not None:
                seconds = Fraction(container.duration, 1_000_000)
            else:
                return None
            sounds = bool(container.streams.audio)
            frame = next(container.decode(stream), None)
            if frame is None or rate is None:
                return None
            return frame.width, frame.height, Fraction(seconds), Fraction(rate), sounds
    except (av.error.FFmpegError, OSError, ValueError, IndexError):
        return None


async def _fetch(field: str, url: str, most: int) -> bytes:
    """The bytes at an address on loopback; redirects are followed only while they stay there."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with (
            asyncio.timeout(_FETCH_SECONDS),
            httpx.AsyncClient(trust_env=False, headers={"user-agent": FETCHER}) as client,
        ):
            for _ in range(_REDIRECTS + 1):
                async with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = str(response.url.join(response.headers.get("location", "")))
                        if not is_loopback(url):
                            raise make_field_refusal(field, f"redirects off this machine, to {url}")
                        continue
                    if response.status_code != 200:
                        raise make_field_refusal(
                            field, f"cannot be fetched: HTTP {response.status_code} from {url}"
                        )
                    async for chunk in response.aiter_bytes():
                        size += len(chunk)
                        if size > most:
                            raise make_field_refusal(field, f"is more than {most} bytes")
                        chunks.append(chunk)
                    return b"".join(chunks)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise make_field_refusal(
            field, f"cannot be fetched from {url}: {error or type(error).__name__}"
        ) from error
    raise make_field_refusal(field, f"redirects more than {_REDIRECTS} times")
