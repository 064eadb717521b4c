"""Cuts a film: plans its segments, encodes what must be, joins it all by copy, and knows when nothing has changed."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from storyboard.cut.captions import make_srt
from storyboard.cut.conform import Body, choose_sets, plan_segment, settle
from storyboard.cut.encode import blame_shot, encode_segment, temporary_file
from storyboard.cut.h264 import ParameterSets
from storyboard.cut.join import Piece, join_film, read_sets
from storyboard.cut.loudness import Loudness, master_sound
from storyboard.cut.segments import Recipe, Segment, hash_description, make_body, make_key, make_segments
from storyboard.cut.sound import make_sound_key, mix_sound, place_sample
from storyboard.errors import DiskError, MediaError
from storyboard.media import probe_media
from storyboard.model.cut import CutClip, FinishedFilm, Timeline
from storyboard.model.output import Output, Subtitles
from storyboard.processes import Children, find_ffmpeg

# Two encoders with a thread each beat one with two threads: measured on two cores, 55 s of 720p.
_AT_ONCE = max(1, min(4, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class CutProgress:
    """The cut went on: `done` of `total` steps, `what` is under way."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is remembered of a finished film: its hash and size, and how loud it is."""

    sha256: str
    bytes: int
    loudness: float | None
    peak: float | None


def render_cut(
    timeline: Timeline,
    *,
    cache: Path,
    target: Path,
    progress: Callable[[CutProgress], None] | None = None,
    children: Children | None = None,
) -> FinishedFilm:
    """Make the film of a timeline at `target`, reusing what `cache` holds; subtitles as a file go beside it.

    `frames_encoded` counts what this call encoded; all other frames were copied, from takes or from the cache. The film
    appears whole or not at all. Stopping `children` from another thread ends the call with Interrupted. MediaError names
    the shot and the file; DiskError comes from a full or read-only disk.
    """
    if not timeline.clips or timeline.frames < 1:
        raise MediaError("the film has no shots to cut")
    children = children or Children()
    encoder = name_encoder()
    key = _make_film_key(timeline, encoder)
    _write_subtitles(timeline, target)
    record = cache / f"{key}.film.json"
    made = _read_record(record)
    if made and _is_up_to_date(made, target, record):
        return _finish(timeline, target, made, encoded=0)
    cutting = _Cutting(timeline, cache, encoder, children, progress)
    try:
        made, encoded = cutting.cut(target)
    except BaseException:
        # Whatever ended us, ctrl-C too, no encoder may go on working for nobody.
        children.stop()
        raise
    _write_text(record, json.dumps(asdict(made), sort_keys=True))
    _stamp(record, target)
    return _finish(timeline, target, made, encoded=encoded)


def prepare_clip(
    clip: CutClip, output: Output, *, cache: Path, overlap_after: int = 0, children: Children | None = None
) -> int:
    """Encode ahead what the film will need of one clip, as soon as its take is there; how many frames that took.

    `overlap_after` is the length of the next clip's transition. Safe from several threads, and again.
    """
    if output.subtitles is Subtitles.BURN_IN:
        return 0  # where its captions lie is only known once the film is
    head = clip.transition.frames if clip.transition else 0
    segment = make_body(clip, head=head, tail=overlap_after)
    if segment is None:
        return 0
    children, frames = children or Children(), 0
    recipe = Recipe.for_output(output, encoder=name_encoder())
    body = _plan(segment, recipe)
    if body.sets:
        recipe = replace(recipe, parameter_set=choose_parameter_set(body.sets))
    for part in body.encoded:
        _, made = encode_segment(part, recipe, folder=cache, children=children)
        frames += part.frames if made else 0
    return frames


def choose_parameter_set(copied: ParameterSets | None) -> int:
    """The id for our own headers: the lowest from 1 up that the copied clips do not use."""
    taken = copied.ids if copied else frozenset()
    return next(number for number in range(1, 32) if number not in taken)


def name_encoder() -> str:
    """The ffmpeg in use, as keys name it: its file's name, which holds the version, and its size."""
    path = find_ffmpeg()
    return f"{path.name}:{path.stat().st_size}"


class _Cutting:
    """One run over a film: counts its steps and keeps its two encoders busy."""

    def __init__(
        self,
        timeline: Timeline,
        cache: Path,
        encoder: str,
        children: Children,
        progress: Callable[[CutProgress], None] | None,
    ) -> None:
        self.timeline, self.cache, self.encoder, self.children = timeline, cache, encoder, children
        self._progress = progress
        self._done, self._total = 0, 1

    def cut(self, target: Path) -> tuple[Made, int]:
        """Make the film at `target`; what to remember of it, and how many frames were encoded."""
        recipe = Recipe.for_output(self.timeline.output, encoder=self.encoder)
        plans = [_plan(segment, recipe) for segment in make_segments(self.timeline)]
        sets = choose_sets(plans)
        bodies = [settle(body, sets) for body in plans]
        recipe = replace(recipe, parameter_set=choose_parameter_set(sets))
        jobs = {make_key(part, recipe): part for body in bodies for part in body.encoded}
        self._total = len(jobs) + 2
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="cut")
        try:
            # The longest first, so that the last encoder does not work alone for long.
            waiting = sorted(jobs.items(), key=lambda job: -job[1].frames)
            sound = pool.submit(self._make_sound)
            encodings = {key: pool.submit(self._encode, part, recipe) for key, part in waiting}
            _wait_for([sound, *encodings.values()])
        except BaseException:
            self.children.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        encoded = sum(jobs[key].frames for key, future in encodings.items() if future.result()[1])
        files = {key: future.result()[0] for key, future in encodings.items()}
        ours = [read_sets(path) for path in files.values()]
        if any(each != ours[0] for each in ours):
            raise AssertionError("our own segments differ in their headers")
        track, heard = sound.result()
        self._step("joining the film")
        pieces = tuple(_make_pieces(bodies, files, recipe))
        assert sum(piece.count for piece in pieces) == self.timeline.frames
        headers = [each for each in (sets, *ours[:1]) if each]
        made = self._join(pieces, track, target, headers)
        if heard:
            made = replace(made, loudness=heard.integrated, peak=heard.peak)
        return made, encoded

    def _step(self, what: str, done: int = 0) -> None:
        self._done += done
        if self._progress:
            self._progress(CutProgress(done=self._done, total=self._total, what=what))

    def _encode(self, segment: Segment, recipe: Recipe) -> tuple[Path, bool]:
        self.children.check()
        what = f"transition into `{segment.shot}`" if segment.transition else f"shot `{segment.shot}`"
        self._step(what)
        made = encode_segment(segment, recipe, folder=self.cache, children=self.children)
        self._step(what, done=1)
        return made

    def _make_sound(self) -> tuple[Path, Loudness | None]:
        self.children.check()
        key = make_sound_key(self.timeline, self.encoder)
        track, record = self.cache / f"{key}.m4a", self.cache / f"{key}.sound.json"
        if track.is_file() and (text := _read_text(record)) and _is_sound(track):
            self._step("sound", done=1)
            measured = json.loads(text)
            return track, Loudness(**measured) if measured else None
        self._step("sound")
        wanted = self.timeline.output.loudness
        with ExitStack() as stack:
            mix = stack.enter_context(temporary_file(self.cache / f"{key}.f32"))
            encoded = stack.enter_context(temporary_file(track))
            samples = place_sample(self.timeline.frames, self.timeline.output.fps)
            mix_sound(self.timeline, mix, children=self.children)
            loudness = master_sound(
                mix,
                encoded,
                samples=samples,
                loudness=None if wanted is None else float(wanted),
                children=self.children,
            )
            encoded.replace(track)
        _write_text(record, json.dumps(asdict(loudness) if loudness else None))
        self._step("sound", done=1)
        return track, loudness

    def _join(
        self, pieces: Sequence[Piece], track: Path, target: Path, sets: Sequence[ParameterSets]
    ) -> Made:
        output = self.timeline.output
        names = dict(self.timeline.metadata)
        metadata = [("title", self.timeline.title), *sorted(names.items())]
        with temporary_file(target) as temporary:
            join_film(pieces, track, temporary, fps=output.fps, sets=sets, metadata=metadata)
            self.children.check()
            digest = _hash_file(temporary)
            size = temporary.stat().st_size
            try:
                temporary.replace(target)
            except OSError as error:
                raise DiskError(f"cannot write `{target}`: {error.strerror or error}") from error
        self._step("film", done=1)
        return Made(sha256=digest, bytes=size, loudness=None, peak=None)


def _plan(segment: Segment, recipe: Recipe) -> Body:
    try:
        return plan_segment(segment, recipe)
    except MediaError as error:
        raise blame_shot(error, segment) from error


def _wait_for(futures: Sequence[Future[Any]]) -> None:
    done, _ = wait(futures, return_when=FIRST_EXCEPTION)
    for future in done:
        future.result()


def _make_pieces(bodies: Sequence[Body], files: dict[str, Path], recipe: Recipe) -> Iterator[Piece]:
    for body in bodies:
        shot = body.segment.shot
        for part in body.head:
            yield Piece(path=files[make_key(part, recipe)], shot=shot, first=0, count=part.frames)
        if body.run:
            yield Piece(path=body.run.path, shot=shot, first=body.run.first, count=body.run.count)
        for part in body.tail:
            yield Piece(path=files[make_key(part, recipe)], shot=shot, first=0, count=part.frames)


def _make_film_key(timeline: Timeline, encoder: str) -> str:
    recipe = Recipe.for_output(timeline.output, encoder=encoder)
    keys = [make_key(segment, recipe) for segment in make_segments(timeline)]
    sound = make_sound_key(timeline, encoder)
    return hash_description(["film", timeline.title, sorted(timeline.metadata), sound, keys])


def _finish(timeline: Timeline, target: Path, made: Made, *, encoded: int) -> FinishedFilm:
    return FinishedFilm(
        path=target,
        sha256=made.sha256,
        frames=timeline.frames,
        frames_copied=timeline.frames - encoded,
        frames_encoded=encoded,
        loudness=made.loudness,
        peak=made.peak,
    )


def _is_up_to_date(made: Made, target: Path, record: Path) -> bool:
    """Whether `target` is that film: at a glance by size and time, else by its hash."""
    try:
        status = target.stat()
    except OSError:
        return False
    if status.st_size != made.bytes:
        return False
    if _read_text(_stamp_path(record)) == _make_stamp(target):
        return True
    if _hash_file(target) != made.sha256:
        return False
    _stamp(record, target)
    return True


def _stamp_path(record: Path) -> Path:
    return record.with_suffix(".seen")


def _make_stamp(target: Path) -> str:
    status = target.stat()
    return f"{target.resolve()} {status.st_size} {status.st_mtime_ns}"


def _stamp(record: Path, target: Path) -> None:
    with suppress(DiskError, OSError):
        _write_text(_stamp_path(record), _make_stamp(target))


def _read_record(record: Path) -> Made | None:
    text = _read_text(record)
    try:
        return Made(**json.loads(text)) if text else None
    except (ValueError, TypeError):
        return None


def _write_subtitles(timeline: Timeline, target: Path) -> None:
    if timeline.output.subtitles is Subtitles.SIDECAR and timeline.captions:
        sidecar, text = target.with_suffix(".srt"), make_srt(timeline.captions, timeline.output.fps)
        if _read_text(sidecar) != text:
            _write_text(sidecar, text)


def _read_text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write_text(path: Path, text: str) -> None:
    with temporary_file(path) as temporary:
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
            temporary.replace(path)
        except OSError as error:
            raise DiskError(f"cannot write `{path}`: {error.strerror or error}") from error


def _is_sound(track: Path) -> bool:
    try:
        return probe_media(track).audio is not None
    except MediaError:
        return False


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
