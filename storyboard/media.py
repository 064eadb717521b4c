"""What a media file is, by its content: probed, verified, and a frame of it taken out.

Everything here raises MediaError with the file's name in it; `av` and Pillow are loaded when first needed, so that
checking a text starts fast.
"""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.errors import DiskError, MediaError
from storyboard.processes import Children, find_ffmpeg, run_ffmpeg
from storyboard.timecode import format_seconds

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL import Image

__all__ = [
    "AudioFacts",
    "Children",
    "MediaFacts",
    "MediaKind",
    "extract_frame",
    "find_ffmpeg",
    "open_media",
    "probe_media",
    "run_ffmpeg",
    "verify_video",
]

# Only real containers: libav would also follow playlists and file lists to wherever they point.
CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,mxf,ogg,wav,w64,aiff,flac,mp3,aac,caf,amr"
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_AGAIN = "make or download the file again"
# A player shows the frame whose time has come; Matroska rounds its times to milliseconds.
_SLACK = Fraction(1, 1000)


class MediaKind(StrEnum):
    """What a file mostly is."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFacts:
    """A sound track: rate in Hz, duration in seconds."""

    codec: str
    rate: int
    channels: int
    duration: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """What a file holds; what does not apply to its kind is zero, empty or None.

    `format` is the container by content (`mp4`, `webm`, `png`, `jpeg`, `wav`), width and height are as shown, after
    `rotation` (degrees, counter-clockwise) and before `pixel_aspect`; `matrix` is the colour matrix that it is tagged with,
    by ffmpeg's name, empty if it is not; `frames` and `keyframes` are counted, not
    estimated; `extradata` is the SHA-256 of the codec's parameter sets; durations are seconds.
    """

    kind: MediaKind
    format: str
    bytes: int
    duration: Fraction = Fraction(0)
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    frames: int = 0
    keyframes: int = 0
    codec: str = ""
    pixel_format: str = ""
    matrix: str = ""
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    extradata: str = ""
    audio: AudioFacts | None = None


@contextmanager
def open_media(path: Path) -> Iterator["InputContainer"]:
    """Open a video or audio file for reading; whatever libav says against it becomes a MediaError."""
    import av
    import av.error

    _weigh(path)
    try:
        # UTF-8 tags are not promised by anyone; a file is not broken for a bad one.
        with av.open(str(path), metadata_errors="replace", options={"format_whitelist": CONTAINERS}) as file:
            yield file
    except av.error.FFmpegError as error:
        raise MediaError(
            f"`{path}` is not a media file that can be read: {error.strerror or error}", help=_AGAIN
        ) from error


def probe_media(path: Path) -> MediaFacts:
    """What the file at `path` holds, decoding at most one frame of it."""
    size = _weigh(path)
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise MediaError(f"`{path}` cannot be read: {error.strerror}") from error
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or b"ftypavif" in head:
        return _probe_image(path, size)
    with open_media(path) as container:
        audio = _probe_audio(container)
        videos = [stream for stream in container.streams.video if not _is_cover(stream)]
        name = _name_format(container.format.name, head)
        if videos:
            return _probe_video(path, container, videos[0], audio, name=name, size=size)
        if audio:
            codec, duration = audio.codec, audio.duration
            kind = MediaKind.AUDIO
            return MediaFacts(kind=kind, format=name, bytes=size, codec=codec, duration=duration, audio=audio)
    raise MediaError(f"`{path}` holds neither pictures nor sound", help=_AGAIN)


def verify_video(path: Path) -> MediaFacts:
    """Prove that `path` is a whole video: it opens, every packet is there, and its last frames decode."""
    facts = probe_media(path)
    if facts.kind is not MediaKind.VIDEO:
        raise MediaError(f"`{path}` is not a video but {facts.kind} ({facts.format})", help=_AGAIN)
    with open_media(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.options = {"err_detect": "explode"}
        last = max((frame.pts or 0 for frame in _decode_tail(container, stream)), default=None)
        if last is None:
            raise MediaError(f"`{path}` ends in the middle: its last frames do not decode", help=_AGAIN)
    return facts


def extract_frame(path: Path, at: Fraction | None, target: Path) -> None:
    """Write the frame of a video shown at `at` seconds (None: its last frame) as a PNG, the same bytes each time."""
    facts = probe_media(path)
    if facts.kind is MediaKind.AUDIO:
        raise MediaError(f"`{path}` is sound and has no frame to take")
    if facts.kind is MediaKind.IMAGE:
        from PIL import Image, ImageOps

        with Image.open(path) as picture:
            _write_png(ImageOps.exif_transpose(picture).convert("RGB"), target)
        return
    if at is not None and not 0 <= at <= facts.duration:
        raise MediaError(
            f"`{path}` has no frame at {format_seconds(at)}: it is {format_seconds(facts.duration)} long",
            help="choose a time inside the video",
        )
    with open_media(path) as container:
        stream = container.streams.video[0]
        frame = _find_frame(container, stream, at)
        if frame is None:
            raise MediaError(f"`{path}` ends in the middle: its last frames do not decode", help=_AGAIN)
        _write_png(_draw_frame(frame), target)


def _weigh(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise MediaError(
            f"`{path}` does not exist" if missing else f"`{path}` cannot be read: {error.strerror}"
        ) from error
    if path.is_dir():
        raise MediaError(f"`{path}` is a folder, not a media file")
    if size == 0:
        raise MediaError(f"`{path}` is empty", help=_AGAIN)
    return size


def _name_format(name: str, head: bytes) -> str:
    if name.startswith("mov,"):
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if name.startswith("matroska"):
        return "matroska"
    return name.split(",")[0]


def _is_cover(stream: "VideoStream") -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _probe_image(path: Path, size: int) -> MediaFacts:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            kind = (picture.format or "").lower()
            turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            width, height = picture.size[::-1] if turned else picture.size
            mode = picture.mode
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError(f"`{path}` is not a picture that can be read: {error}", help=_AGAIN) from error
    return MediaFacts(
        kind=MediaKind.IMAGE, format=kind, bytes=size, width=width, height=height, frames=1, pixel_format=mode
    )


def _probe_audio(container: "InputContainer") -> AudioFacts | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    context = stream.codec_context
    if stream.duration is not None and stream.time_base is not None:
        duration = stream.duration * stream.time_base
    else:
        duration = Fraction(container.duration or 0, 1_000_000)
    rate, channels = context.sample_rate or 0, context.channels
    return AudioFacts(codec=context.name, rate=rate, channels=channels, duration=duration)


def _probe_video(
    path: Path,
    container: "InputContainer",
    stream: "VideoStream",
    audio: AudioFacts | None,
    *,
    name: str,
    size: int,
) -> MediaFacts:
    import av.error

    frames, keyframes, duration = _count_frames(path, container, stream, size)
    fps = stream.average_rate or stream.base_rate or stream.guessed_rate
    fps = fps or (Fraction(frames) / duration if duration else Fraction(24))
    try:
        container.seek(0)
        first = next(container.decode(stream), None)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"`{path}` does not decode: {error.strerror or error}", help="use a video that plays"
        ) from error
    if first is None or frames < 1:
        raise MediaError(f"`{path}` holds no frame that decodes", help=_AGAIN)
    width, height = (first.height, first.width) if first.rotation % 180 else (first.width, first.height)
    return MediaFacts(
        kind=MediaKind.VIDEO,
        format=name,
        bytes=size,
        duration=duration or Fraction(frames) / fps,
        width=width,
        height=height,
        fps=fps,
        frames=frames,
        keyframes=keyframes,
        codec=stream.codec_context.name,
        pixel_format=first.format.name,
        matrix=_MATRICES.get(int(first.colorspace), ""),
        pixel_aspect=stream.sample_aspect_ratio or Fraction(1),
        rotation=first.rotation,
        extradata=hashlib.sha256(stream.codec_context.extradata or b"").hexdigest(),
        audio=audio,
    )


def _count_frames(
    path: Path, container: "InputContainer", stream: "VideoStream", size: int
) -> tuple[int, int, Fraction]:
    base = stream.time_base or Fraction(1, 1_000_000)
    if (
        stream.frames
        and len(stream.index_entries) == stream.frames
        and container.format.name.startswith("mov")
    ):
        # The index says where each frame lies, so a file that ends too early shows without being read.
        for each in container.streams:
            if any(entry.pos + entry.size > size for entry in getattr(each, "index_entries", ())):
                raise MediaError(f"`{path}` is cut off: it ends before its last frame", help=_AGAIN)
        entries = [entry for entry in stream.index_entries if not entry.is_discard]
        keyframes = sum(entry.is_keyframe for entry in entries)
        return len(entries), keyframes, (stream.duration or 0) * base
    frames = keyframes = 0
    end = start = None
    for packet in container.demux(stream):
        if packet.size and not packet.is_discard:
            frames += 1
            keyframes += packet.is_keyframe
            if packet.pts is not None:
                start = packet.pts if start is None else min(start, packet.pts)
                end = max(end or 0, packet.pts + (packet.duration or 0))
    duration = (end - start) * base if end is not None and start is not None else Fraction(0)
    return frames, keyframes, duration


def _decode_tail(container: "InputContainer", stream: "VideoStream") -> Iterator["VideoFrame"]:
    """The frames from the last keyframe on, or all of them where that cannot be found."""
    import av.error

    base = stream.time_base or Fraction(1, 1_000_000)
    end = stream.duration * base if stream.duration else Fraction(container.duration or 0, 1_000_000)
    yielded = False
    try:
        container.seek(int((end + Fraction(stream.start_time or 0) * base) / base), stream=stream)
        for frame in container.decode(stream):
            yielded = True
            yield frame
    except av.error.FFmpegError:
        if yielded:
            raise
    if not yielded:
        container.seek(0)
        yield from container.decode(stream)


def _find_frame(
    container: "InputContainer", stream: "VideoStream", at: Fraction | None
) -> "VideoFrame | None":
    found: VideoFrame | None = None
    if at is None:
        for frame in _decode_tail(container, stream):
            if found is None or (frame.pts or 0) >= (found.pts or 0):
                found = frame
        return found
    base = stream.time_base or Fraction(1, 1_000_000)
    start = stream.start_time or 0
    # Seek a little early: some demuxers land on the keyframe by its decoding time, which lies before it is shown.
    container.seek(max(start, start + int((at - 1) / base)), stream=stream)
    for frame in container.decode(stream):
        shown = ((frame.pts or 0) - start) * base
        if found is not None and shown > at + _SLACK:
            break
        found = frame
    return found


def _draw_frame(frame: "VideoFrame") -> "Image.Image":
    from av.video.reformatter import Colorspace
    from PIL import Image

    # Untagged pictures are what players take them for: BT.709 from 720 lines up, BT.601 below.
    untagged = Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
    tagged = {1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601}
    space = tagged.get(int(frame.colorspace), untagged)
    pixels = frame.reformat(format="rgb24", src_colorspace=space).to_ndarray()
    picture = Image.fromarray(pixels)
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def _write_png(picture: "Image.Image", target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with temporary.open("wb") as file:
            picture.save(file, format="PNG", compress_level=6)
        temporary.replace(target)
    except OSError as error:
        raise DiskError(f"cannot write `{target}`: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
