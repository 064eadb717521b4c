"""Writes frames and sound as an MP4 that is the same, byte for byte, each time."""

import os
import threading
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from storyboard.animatic.planes import Planes

SAMPLE_RATE: Final = 48_000
_BT709, _LIMITED = (
    1,
    1,
)  # FFmpeg's numbers for the primaries, transfer and matrix of BT.709, and for its range
_AUDIO_CHUNK = 1024


def write_clip(
    target: Path,
    frames: Iterable[Planes],
    *,
    size: tuple[int, int],
    fps: Fraction,
    sound: NDArray[np.float32] | None,
) -> None:
    """Encode frames, and sound of shape (samples, 2) at 48 kHz if there is any, to `target`.

    The file appears whole or not at all: it is written under a temporary name beside its place.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.partial")
    try:
        with av.open(
            str(partial), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        ) as container:
            video = _add_video(container, size, fps)
            audio = _add_audio(container) if sound is not None else None
            for number, planes in enumerate(frames):
                frame = _make_frame(planes)
                frame.pts, frame.time_base = number, 1 / fps
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            if audio is not None and sound is not None:
                for chunk in _make_chunks(sound):
                    container.mux(audio.encode(chunk))
                container.mux(audio.encode(None))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _add_video(container: OutputContainer, size: tuple[int, int], fps: Fraction) -> VideoStream:
    stream = container.add_stream("libx264", rate=fps)
    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
    stream.time_base = stream.codec_context.time_base = 1 / fps
    context = stream.codec_context
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    context.thread_count = 1
    group = max(12, min(24, round(fps * 2 / 3)))
    stream.options = {
        "preset": "superfast",
        "crf": "20",
        "x264-params": f"keyint={group}:min-keyint={group}:scenecut=0:open-gop=0:bframes=2:b-adapt=0:b-pyramid=none"
        ":weightp=0:weightb=0:threads=1",
        "flags": "+bitexact",
    }
    return stream


def _add_audio(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
    stream.bit_rate = 128_000
    stream.options = {"flags": "+bitexact", "aac_coder": "fast"}
    return stream


def _make_frame(planes: Planes) -> av.VideoFrame:
    frame = av.VideoFrame(planes.y.width, planes.y.height, "yuv420p")
    for plane, picture in zip(frame.planes, (planes.y, planes.cb, planes.cr), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[: picture.height, : picture.width] = np.asarray(picture)
    frame.color_range = _LIMITED
    frame.colorspace = _BT709
    return frame


def _make_chunks(sound: NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    for start in range(0, len(sound), _AUDIO_CHUNK):
        part = np.ascontiguousarray(sound[start : start + _AUDIO_CHUNK].T)
        chunk = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        chunk.sample_rate, chunk.pts, chunk.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
        yield chunk
