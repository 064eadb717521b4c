"""Frames of a video file, fitted to a size and a rate."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from storyboard.animatic.planes import Planes


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A video file: its width over its height."""

    path: Path
    aspect: float


def probe_footage(path: Path) -> Footage:
    """Read a video's shape; raises `ValueError` when the file has no picture."""
    with av.open(str(path)) as container:
        if not container.streams.video or not container.streams.video[0].width:
            raise ValueError(f"`{path.name}` has no video")
        stream = container.streams.video[0]
        ratio = stream.sample_aspect_ratio or Fraction(1)
        return Footage(path=path, aspect=float(stream.width * ratio / stream.height))


def read_frames(
    footage: Footage, *, size: tuple[int, int], fps: Fraction, frames: int, loop: bool
) -> Iterator[Planes]:
    """So many frames at a rate, covering a size; a shorter video stays on its last frame, or starts again."""
    given = 0
    while given < frames:
        planes: Planes | None = None
        before = given
        for start, frame in _decode(footage.path):
            # This frame is shown up to the next one's start: repeat the one before until then.
            while planes is not None and given < frames and start > Fraction(given - before) / fps:
                yield planes
                given += 1
            if given >= frames:
                return
            if start + Fraction(1) / fps > Fraction(given - before) / fps:
                planes = _fit(frame, size)
        if planes is None:
            raise ValueError(f"`{footage.path.name}` has no frames")
        yield planes
        given += 1
        while not loop and given < frames:
            yield planes
            given += 1


def read_last_frame(path: Path) -> Image.Image:
    """The last picture of a video, as RGB."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.duration:
            container.seek(max(0, stream.duration + (stream.start_time or 0) - 1), stream=stream)
        newest = deque(container.decode(stream), maxlen=1)
        if not newest:
            raise ValueError(f"`{path.name}` has no frames")
        return Image.fromarray(newest[0].to_ndarray(format="rgb24"))


def _decode(path: Path) -> Iterator[tuple[Fraction, av.VideoFrame]]:
    """Each frame with its time in seconds from the first."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        origin: Fraction | None = None
        for frame in container.decode(stream):
            time = Fraction(frame.pts or 0) * (frame.time_base or Fraction(1, 1000))
            origin = time if origin is None else origin
            yield time - origin, frame


def _fit(frame: av.VideoFrame, size: tuple[int, int]) -> Planes:
    """One frame covering a size, cut at the centre."""
    cover = max(size[0] / frame.width, size[1] / frame.height)
    width = max(size[0], round(frame.width * cover / 2) * 2)
    height = max(size[1], round(frame.height * cover / 2) * 2)
    fitted = frame.reformat(
        width=width,
        height=height,
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    left, top = (width - size[0]) // 4, (height - size[1]) // 4
    pictures = []
    for number, plane in enumerate(fitted.planes):
        part = 1 if number == 0 else 2
        x, y = left * 2 // part, top * 2 // part
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        pictures.append(Image.fromarray(rows[y : y + size[1] // part, x : x + size[0] // part].copy()))
    return Planes(y=pictures[0], cb=pictures[1], cr=pictures[2])
