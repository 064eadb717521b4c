"""Tiny videos whose frames carry their own number as a bar code, and the reading of it back from a film."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from storyboard.model.cut import CutClip, SourceKind, Timeline
from storyboard.model.output import Output
from storyboard.processes import run_ffmpeg

Picture = NDArray[np.uint8]
SIZE = (320, 180)
SMALL = Output(width=320, height=180)
# Like the clips that arrive from outside: closed groups of 16, two B-frames, one depth of reordering.
USUAL = "keyint=16:min-keyint=16:scenecut=0:open-gop=0:bframes=2:b-pyramid=none"


def draw_code(clip: int, frame: int, size: tuple[int, int] = SIZE) -> Picture:
    """A grey picture whose upper half holds `clip` (4 bits) and `frame` (12 bits) as black and white bars."""
    width, height = size
    picture = np.full((height, width), 60 + 10 * (frame % 12), np.uint8)
    bits = clip << 12 | frame
    for bar in range(16):
        left, right = bar * width // 16, (bar + 1) * width // 16
        picture[: height // 2, left:right] = 225 if bits >> (15 - bar) & 1 else 30
    return picture


def read_code(picture: Picture, box: tuple[int, int, int, int] | None = None) -> tuple[int, int]:
    """Clip and frame of a luma picture; `box` is where the drawing lies in it: left, top, width, height."""
    left, top, width, height = box or (0, 0, picture.shape[1], picture.shape[0])
    row = picture[top + height // 8 : top + height * 3 // 8]
    bits = 0
    for bar in range(16):
        middle = left + (2 * bar + 1) * width // 32
        bits = bits << 1 | int(row[:, middle - 1 : middle + 2].mean() > 126)
    return bits >> 12, bits & 0xFFF


def make_clip(
    path: Path,
    *,
    clip: int,
    frames: int = 25,
    fps: Fraction = Fraction(24),
    size: tuple[int, int] = SIZE,
    sound: str | None = "sine=f=440:r=48000,volume=0.5,aformat=channel_layouts=stereo",
    params: str = USUAL,
    extra: Sequence[str] = (),
) -> Path:
    """Encode a coded clip; `sound` is a source for ffmpeg, cut to the picture's length."""
    arguments = ["-y", "-f", "rawvideo", "-pixel_format", "gray", "-video_size", f"{size[0]}x{size[1]}"]
    arguments += ["-framerate", str(fps), "-i", "-"]
    if sound:
        arguments += ["-f", "lavfi", "-t", f"{float(frames / fps):.6f}", "-i", sound, "-c:a", "aac"]
    arguments += ["-vf", "scale=out_range=tv:out_color_matrix=bt709,format=yuv420p", "-c:v", "libx264"]
    arguments += [
        "-preset",
        "veryfast",
        "-crf",
        "16",
        "-threads",
        "1",
        "-x264-params",
        params,
        *extra,
        str(path),
    ]
    run_ffmpeg(arguments, feed=(draw_code(clip, number, size).tobytes() for number in range(frames)))
    return path


def use_clip(path: Path, frames: int, **rest: object) -> CutClip:
    """A clip of the cut that shows a file from its start."""
    values = {"shot": path.stem, "kind": SourceKind.VIDEO, "source_in": Fraction(0), **rest}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return CutClip(media=path, sha256=digest, frames=frames, **values)  # type: ignore[arg-type]


def make_timeline(*clips: CutClip, output: Output = SMALL, **rest: object) -> Timeline:
    """A film of these clips."""
    return Timeline(title="Tide", output=output, clips=clips, **rest)  # type: ignore[arg-type]


def read_luma(path: Path) -> Iterator[Picture]:
    """The luma of every frame of a video, as shown."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="gray")


def read_codes(path: Path, box: tuple[int, int, int, int] | None = None) -> list[tuple[int, int]]:
    """The code of every frame of a video."""
    return [read_code(picture, box) for picture in read_luma(path)]


def hash_frames(path: Path) -> list[str]:
    """A hash of each decoded frame, all planes."""
    hashes = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert frame.format.name == "yuv420p"
            hashes.append(hashlib.md5(frame.to_ndarray().tobytes()).hexdigest())
    return hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """A film's video and sound as a player finds them: times in seconds."""

    frames: int
    times: list[Fraction]
    rate: int
    samples: NDArray[np.float32]


def read_tracks(path: Path) -> Tracks:
    """Decode a film whole."""
    with av.open(str(path)) as container:
        times = [(frame.pts or 0) * (frame.time_base or Fraction(1)) for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.float32)
    return Tracks(frames=len(times), times=times, rate=rate, samples=samples)
