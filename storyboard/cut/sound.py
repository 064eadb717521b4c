"""The film's sound: every clip's track at its exact place, mixed once over the whole film.

Samples are float32, stereo, 48 kHz, in a file as long as the film; work goes in blocks, so memory stays flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from storyboard.cut.segments import hash_description
from storyboard.errors import DiskError, MediaError
from storyboard.media import open_media
from storyboard.model.cut import CutClip, SourceKind, Timeline
from storyboard.processes import Children

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE = 48_000
_EDGE = RATE * 5 // 1000  # a ramp of 5 ms: long enough not to click, too short to be heard
_FRAME = 8  # bytes: two channels of float32
_VERSION = 1
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One clip's sound in the film: samples `start` to `end`, ramps at its ends, crossfades where it overlaps.

    `fade_in` and `fade_out` are linear ramps, `cross_in` and `cross_out` equal-power ones, all in samples.
    """

    clip: CutClip
    start: int
    end: int
    fade_in: int
    fade_out: int
    cross_in: int
    cross_out: int


def place_sample(frame: int, fps: Fraction) -> int:
    """The sample at which an output frame starts, rounded from its exact place in the film, never summed."""
    return int(Fraction(frame) * RATE / fps + Fraction(1, 2))


def make_tracks(timeline: Timeline) -> tuple[Track, ...]:
    """Where each clip's sound lies; a still has none and so no track."""
    fps, tracks, first = timeline.output.fps, [], 0
    overlaps = [0, *(clip.transition.frames if clip.transition else 0 for clip in timeline.clips[1:]), 0]
    for number, clip in enumerate(timeline.clips):
        first -= overlaps[number]
        last = first + clip.frames
        start, end = place_sample(first, fps), place_sample(last, fps)
        if clip.kind is SourceKind.VIDEO and clip.volume > 0:
            tracks.append(
                Track(
                    clip=clip,
                    start=start,
                    end=end,
                    fade_in=max(_EDGE, place_sample(clip.fade_in, fps)),
                    fade_out=max(_EDGE, place_sample(clip.fade_out, fps)),
                    cross_in=place_sample(first + overlaps[number], fps) - start,
                    cross_out=end - place_sample(last - overlaps[number + 1], fps),
                )
            )
        first = last
    return tuple(tracks)


def make_sound_key(timeline: Timeline, encoder: str) -> str:
    """The name of a film's sound: a hash of everything that shapes it."""
    tracks = [
        {
            "media": track.clip.sha256,
            "at": str(track.clip.source_in),
            "volume": track.clip.volume,
            "place": [track.start, track.end],
            "ramps": [track.fade_in, track.fade_out, track.cross_in, track.cross_out],
        }
        for track in make_tracks(timeline)
    ]
    length = place_sample(timeline.frames, timeline.output.fps)
    loudness = timeline.output.loudness
    wanted = None if loudness is None else str(loudness.normalize())
    return hash_description(["sound", _VERSION, encoder, length, wanted, tracks])


def mix_sound(timeline: Timeline, target: Path, *, children: Children) -> bool:
    """Write the film's mix to `target` as raw samples, exactly as long as its picture; True if anything is heard."""
    length = place_sample(timeline.frames, timeline.output.fps)
    heard = False
    try:
        # Plain reads and writes: a mapped file on a full disk would end the process instead of raising.
        with target.open("w+b") as file:
            file.truncate(length * _FRAME)
            for track in make_tracks(timeline):
                heard |= _mix_track(track, file, children)
    except OSError as error:
        raise DiskError(
            f"cannot write in `{target.parent}`: {error.strerror or error}",
            help="free some space and run again; finished work is kept",
        ) from error
    return heard


def _mix_track(track: Track, file: BinaryIO, children: Children) -> bool:
    clip, heard = track.clip, False
    try:
        for place, samples in read_samples(clip.media, clip.source_in, track.end - track.start):
            children.check()
            gain = shape_volume(track, place, len(samples)) * np.float32(clip.volume)
            start = (track.start + place) * _FRAME
            file.seek(start)
            below = np.frombuffer(file.read(len(samples) * _FRAME), np.float32).reshape(-1, 2)
            file.seek(start)
            file.write((below + samples * gain[:, None]).tobytes())
            heard = heard or bool(np.any(samples))
    except MediaError as error:
        raise MediaError(f"shot `{clip.shot}`: {error.message}", help=error.help, shot=clip.shot) from error
    return heard


def shape_volume(track: Track, place: int, count: int) -> Samples:
    """The gain of `count` samples from `place` of the track on: its fades, edges and crossfades."""
    here = np.arange(place, place + count, dtype=np.float64) + 0.5
    left = (track.end - track.start) - here
    gain = np.ones(count)
    if track.cross_in:
        gain *= np.sin(np.clip(here / track.cross_in, 0, 1) * (np.pi / 2))
    if track.cross_out:
        gain *= np.sin(np.clip(left / track.cross_out, 0, 1) * (np.pi / 2))
    if not track.cross_in or track.fade_in > _EDGE:
        gain *= np.clip(here / track.fade_in, 0, 1)
    if not track.cross_out or track.fade_out > _EDGE:
        gain *= np.clip(left / track.fade_out, 0, 1)
    return gain.astype(np.float32)


def read_samples(path: Path, start: Fraction, length: int) -> Iterator[tuple[int, Samples]]:
    """The sound of a file from `start` seconds on, at most `length` samples: blocks, each with its place.

    A file without sound gives none; where sound starts late or has a hole, places are left out.
    """
    from av.audio.resampler import AudioResampler

    with open_media(path) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            return
        origin = Fraction(container.start_time or 0, 1_000_000) if container.start_time else Fraction(0)
        if start > 2:
            container.seek(int((start + origin - 1) * 1_000_000))
        resampler = AudioResampler(format="flt", layout="stereo", rate=RATE)
        place: int | None = None
        for frame in container.decode(stream):
            time = (frame.pts or 0) * (frame.time_base or Fraction(1)) - origin
            exact = round((time - start) * RATE)
            if exact >= length:
                break
            # A track's own clock goes on; only a real gap, as from a lost packet, moves it.
            if place is None or abs(exact - place) > RATE // 20:
                if place is not None:
                    yield from _clip_block(_resample(resampler, None), place, length)
                    resampler = AudioResampler(format="flt", layout="stereo", rate=RATE)
                place = exact
            frame.pts = None
            samples = _resample(resampler, frame)
            yield from _clip_block(samples, place, length)
            place += len(samples)
        if place is not None and place < length:
            yield from _clip_block(_resample(resampler, None), place, length)


def _resample(resampler: object, frame: "AudioFrame | None") -> Samples:
    from av.audio.resampler import AudioResampler

    assert isinstance(resampler, AudioResampler)
    parts = [part.to_ndarray().reshape(-1, 2) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, 2), np.float32)


def _clip_block(samples: Samples, place: int, length: int) -> Iterator[tuple[int, Samples]]:
    first, last = max(0, -place), min(len(samples), length - place)
    if first < last:
        yield place + first, samples[first:last]
