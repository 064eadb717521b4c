"""Encodes segments with ffmpeg: each part conformed to the output, overlaps under a transition, captions on top.

The filter graphs are described with ffmpeg-python and run by our own process runner, one thread each, so that the same
segment has the same bytes on every run.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from storyboard.cut.captions import draw_caption
from storyboard.cut.pictures import make_still_frames
from storyboard.cut.segments import QUALITY, Part, Recipe, Segment, make_key
from storyboard.errors import DiskError, MediaError
from storyboard.media import MediaFacts, MediaKind, probe_media
from storyboard.model.cut import SourceKind
from storyboard.processes import Children, run_ffmpeg

_LOSSLESS = {"c:v": "libx264", "preset": "ultrafast", "qp": 0}
# The fade filter takes no times before zero, and a fade may start before the part does.
_LEAD = 1000


@dataclass(slots=True)
class Encoding:
    """One encoding under way: what it needs on disk until it is done, and the one stream that is fed by us."""

    recipe: Recipe
    folder: Path
    children: Children
    inputs: ExitStack = field(default_factory=ExitStack)
    feed: Iterator[bytes] | None = None


def encode_segment(
    segment: Segment,
    recipe: Recipe,
    *,
    folder: Path,
    children: Children,
    progress: Callable[[int], None] | None = None,
) -> tuple[Path, bool]:
    """The encoded segment in `folder`, made unless it is there, and whether it was made now.

    It appears whole or not at all. MediaError names the shot and the file that could not be read.
    """
    target = folder / f"{make_key(segment, recipe)}.mp4"
    if holds_frames(target, segment.frames):
        return target, False
    with ExitStack() as stack:
        temporary = stack.enter_context(temporary_file(target))
        work = Encoding(recipe=recipe, folder=folder, children=children, inputs=stack)
        try:
            picture = _join_parts(work, segment)
            picture = _lay_captions(work, picture, segment)
            quality = {**QUALITY, "x264-params": recipe.coder}
            _run(work, picture, segment.frames, temporary, quality, progress)
        except MediaError as error:
            raise blame_shot(error, segment) from error
        temporary.replace(target)
    return target, True


def holds_frames(path: Path, frames: int) -> bool:
    """Whether a cached segment is there and whole; one that a crash or a bad disk has spoilt counts as missing."""
    if not path.is_file():
        return False
    try:
        return probe_media(path).frames == frames
    except MediaError:
        return False


def blame_shot(error: MediaError, segment: Segment) -> MediaError:
    """The error with the segment's shot and files in it."""
    if error.shot:
        return error
    files = " and ".join(f"`{part.clip.media}`" for part in segment.parts)
    message = (
        error.message if str(segment.parts[-1].clip.media) in error.message else f"{files}: {error.message}"
    )
    return MediaError(
        f"shot `{segment.shot}`: {message}",
        help=error.help or "check that the file plays; make the shot again, or use another file",
        shot=segment.shot,
    )


@contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """A name beside `target` for writing it; whatever is left under that name is removed afterwards."""
    name = f".{target.stem}.{os.getpid()}-{threading.get_ident()}.part{target.suffix}"
    path = target.with_name(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise DiskError(
            f"cannot write in `{path.parent}`: {error.strerror or error}",
            help="choose a folder that can be written to",
        ) from error
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _join_parts(work: Encoding, segment: Segment) -> Any:
    if segment.transition is None:
        return _open_part(work, segment.parts[0])
    fps, frames = work.recipe.fps, segment.transition.frames
    before, after = (_open_part(work, part, alone=False) for part in segment.parts)
    # Begun a frame early and one frame longer, so that the first and last frames are already and still mixed.
    return ffmpeg.filter(
        [before, after],
        "xfade",
        transition=segment.transition.kind.value,
        duration=_seconds((frames + 1) / fps),
        offset=_seconds(-1 / fps),
    )


def _open_part(work: Encoding, part: Part, *, alone: bool = True) -> Any:
    """The frames of a part at the output's size, rate and format; they start at time zero and never end."""
    if part.clip.kind is SourceKind.STILL:
        if alone:
            picture, work.feed = _feed_still(work, part)
        else:
            picture = ffmpeg.input(str(_store_still(work, part)), threads=1)["V:0"]
        picture = picture.filter("fps", fps=_ratio(work.recipe.fps), start_time=0)
    else:
        picture = _open_video(work, part)
    # A still has one frame, and a source may be a frame short: the last one is held.
    picture = picture.filter("tpad", stop=-1, stop_mode="clone")
    return _fade(picture, part, work.recipe.fps)


def _open_video(work: Encoding, part: Part) -> Any:
    recipe, path = work.recipe, part.clip.media
    facts = probe_media(path)
    if facts.kind is not MediaKind.VIDEO:
        raise MediaError(f"`{path}` is not a video but {facts.kind} ({facts.format})")
    at = part.source_time(recipe.fps)
    if at >= facts.duration + 1 / recipe.fps:
        raise MediaError(
            f"`{path}` is {float(facts.duration):.2f} s long, but is used from {float(at):.2f} s on",
            help="trim the shot inside its media",
        )
    options: dict[str, Any] = {"threads": 1}
    skipped = Fraction(0)
    if at > 2:
        # Seek half a frame early: the frame wanted must not fall to a rounded microsecond.
        skipped = Fraction(round((at - Fraction(1, 2) / recipe.fps) * 1_000_000), 1_000_000)
        options["ss"] = _seconds(skipped)
    picture = ffmpeg.input(str(path), **options)["V:0"]
    picture = picture.filter("setpts", f"PTS-({_ratio(at - skipped)})/TB")
    picture = picture.filter("fps", fps=_ratio(recipe.fps), start_time=0, round="near")
    return _fit(picture, facts, recipe)


def _fit(picture: Any, facts: MediaFacts, recipe: Recipe) -> Any:
    """Scale into the output with black bars, and to BT.709, limited range, square pixels."""
    width, height = recipe.width, recipe.height
    if facts.pixel_aspect not in (0, 1):
        picture = picture.filter("scale", "max(2,trunc(iw*sar/2)*2)", "ih").filter("setsar", 1)
    # Untagged pictures are what players take them for: BT.709 from 720 lines up, BT.601 below.
    untagged = "bt709" if min(facts.width, facts.height) >= 720 or facts.width >= 1280 else "smpte170m"
    picture = picture.filter(
        "scale",
        w=width,
        h=height,
        force_original_aspect_ratio="decrease",
        force_divisible_by=2,
        flags="bicubic+accurate_rnd+full_chroma_int",
        out_color_matrix="bt709",
        out_range="tv",
        **({} if facts.matrix else {"in_color_matrix": untagged}),
    )
    picture = picture.filter("format", "yuv420p")
    return picture.filter("pad", width, height, "(ow-iw)/2", "(oh-ih)/2", "black").filter("setsar", 1)


def _feed_still(work: Encoding, part: Part) -> tuple[Any, Iterator[bytes]]:
    recipe = work.recipe
    size = (recipe.width, recipe.height)
    raw = {"f": "rawvideo", "pixel_format": "rgb24", "video_size": size, "framerate": _ratio(recipe.fps)}
    picture = ffmpeg.input("pipe:0", **raw)["v:0"]
    picture = picture.filter(
        "scale", out_color_matrix="bt709", out_range="tv", flags="bicubic+accurate_rnd+full_chroma_int"
    )
    frames = make_still_frames(part, width=recipe.width, height=recipe.height)
    return picture.filter("format", "yuv420p").filter("setsar", 1), frames


def _store_still(work: Encoding, part: Part) -> Path:
    """A part of a still as a lossless clip: a transition has two inputs, and we feed but one."""
    name = f"still-{part.clip.sha256[:16]}-{part.first}-{part.frames}"
    path: Path = work.inputs.enter_context(temporary_file(work.folder / f"{name}.mp4"))
    inner = Encoding(recipe=work.recipe, folder=work.folder, children=work.children)
    picture, inner.feed = _feed_still(inner, part)
    picture = picture.filter("fps", fps=_ratio(work.recipe.fps), start_time=0)
    picture = picture.filter("tpad", stop=-1, stop_mode="clone")
    _run(inner, picture, part.frames, path, _LOSSLESS, None)
    return path


def _fade(picture: Any, part: Part, fps: Fraction) -> Any:
    """The clip's fades where they reach into this part; the first and the last frame of a faded clip are black."""
    fade_in, fade_out = part.fade_in(), part.fade_out()
    if not fade_in and not fade_out:
        return picture
    picture = picture.filter("setpts", f"N+{_LEAD + part.first}")
    if fade_in:
        times = {"start_time": _seconds(_LEAD / fps), "duration": _seconds(fade_in / fps)}
        picture = picture.filter("fade", type="in", **times)
    if fade_out:
        start = _LEAD + part.clip.frames - fade_out - 1
        times = {"start_time": _seconds(start / fps), "duration": _seconds(fade_out / fps)}
        picture = picture.filter("fade", type="out", **times)
    return picture.filter("setpts", "N")


def _lay_captions(work: Encoding, picture: Any, segment: Segment) -> Any:
    for number, caption in enumerate(segment.captions):
        drawn = draw_caption(caption.text, width=work.recipe.width, height=work.recipe.height)
        if drawn is None:
            continue
        image, left, top = drawn
        path = work.inputs.enter_context(temporary_file(work.folder / f"caption-{number}.png"))
        image.save(path, format="PNG")
        shown = f"between(n,{caption.start},{caption.start + caption.frames - 1})"
        layer = ffmpeg.input(str(path))["v:0"]
        picture = ffmpeg.filter([picture, layer], "overlay", x=left, y=top, enable=shown, format="yuv420")
    return picture


def _run(
    work: Encoding,
    picture: Any,
    frames: int,
    target: Path,
    quality: dict[str, Any],
    progress: Callable[[int], None] | None,
) -> None:
    picture = picture.filter("trim", end_frame=frames).filter("format", "yuv420p")
    tags = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    steady = {"threads": 1, "map_metadata": -1, "fflags": "+bitexact", "flags:v": "+bitexact", "f": "mp4"}
    exact = {"frames:v": frames, "fps_mode": "passthrough"}
    output = ffmpeg.output(picture.filter("setparams", **tags), str(target), **quality, **exact, **steady)
    arguments = ["-y", "-filter_threads", "1", "-filter_complex_threads", "1", *ffmpeg.get_args(output)]
    run_ffmpeg(arguments, feed=work.feed, progress=progress, children=work.children)


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _seconds(value: Fraction) -> str:
    return f"{float(value):.9f}"
