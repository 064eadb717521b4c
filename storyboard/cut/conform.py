"""Decides what of a clip can go into the film as it is, and what has to be encoded.

A stretch is copied where the stream already has the film's size, rate and format and starts with a frame that stands
alone. What lies before the first such frame, and the few frames at the end whose neighbours lean on frames that
are cut away, are encoded beside it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from storyboard.cut.h264 import IDR, PPS, SPS, ParameterSets, parse_avcc, parse_sps, read_units
from storyboard.cut.segments import Part, Recipe, Segment
from storyboard.media import open_media
from storyboard.model.cut import SourceKind

# Fewer frames than this are sooner encoded than joined.
_WORTH_COPYING = 8
# Ten seconds: a long source is encoded in pieces, which keeps all cores busy and costs but a seek each.
_PIECE = 240
# Of a frame: places that come from a file's rounded length are still meant for that frame.
_SLACK = Fraction(1, 50)
DEEPEST_REORDER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """A video stream that may be copied: its headers, and its packets in the order in which they are coded.

    `order` has the number of the frame that each packet shows; `keys` the places of those that stand alone.
    """

    sets: ParameterSets
    order: tuple[int, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Packets to copy from a file: `count` from place `first` on, frames `first` to `first + count` of the source."""

    path: Path
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """How a segment is made: pieces encoded, a run copied, pieces encoded; any of the three may be missing."""

    segment: Segment
    head: tuple[Segment, ...] = ()
    run: Run | None = None
    tail: tuple[Segment, ...] = ()
    sets: ParameterSets | None = None

    @property
    def encoded(self) -> tuple[Segment, ...]:
        """What of it has to be encoded."""
        return self.head + self.tail


def plan_segment(segment: Segment, recipe: Recipe) -> Body:
    """What of a segment can be copied, looking only at itself; reads its file's index and packets."""
    whole = make_encoded(segment)
    part = segment.parts[0]
    if segment.transition or segment.captions or part.fade_in() or part.fade_out():
        return whole
    if part.clip.kind is not SourceKind.VIDEO or part.frames < _WORTH_COPYING:
        return whole
    reel = read_reel(part.clip.media, recipe)
    exact = part.source_time(recipe.fps) * recipe.fps
    place = round(exact)
    if reel is None or abs(exact - place) > _SLACK:
        return whole
    found = find_run(reel, place, part.frames)
    if found is None:
        return whole
    first, count = found
    before = first - place
    after = part.frames - before - count
    run = Run(path=part.clip.media, first=first, count=count)
    head = _take(segment, part, 0, before)
    tail = _take(segment, part, before + count, after)
    return Body(segment=segment, head=head, run=run, tail=tail, sets=reel.sets)


def make_encoded(segment: Segment) -> Body:
    """A segment that is encoded whole, in several pieces where it is long."""
    part = segment.parts[0]
    if segment.transition or segment.captions or part.clip.kind is not SourceKind.VIDEO:
        return Body(segment=segment, head=(segment,))
    return Body(segment=segment, head=_take(segment, part, 0, part.frames))


def _take(segment: Segment, part: Part, offset: int, frames: int) -> tuple[Segment, ...]:
    """Frames of a part as segments of their own, none longer than an encoder should work on alone."""
    pieces = []
    for start in range(offset, offset + frames, _PIECE):
        length = min(_PIECE, offset + frames - start)
        inner = Part(clip=part.clip, first=part.first + start, frames=length)
        pieces.append(Segment(start=segment.start + start, parts=(inner,)))
    return tuple(pieces)


def choose_sets(bodies: Iterable[Body]) -> ParameterSets | None:
    """The headers of the largest group of copied frames; the film copies these clips and encodes the others."""
    counts: Counter[ParameterSets] = Counter()
    for body in bodies:
        if body.run and body.sets:
            counts[body.sets] += body.run.count
    return max(counts, key=lambda sets: (counts[sets], sets.sps)) if counts else None


def settle(body: Body, sets: ParameterSets | None) -> Body:
    """The body as the film can have it: encoded whole if its headers are not the chosen ones."""
    if body.run is None or body.sets == sets:
        return body
    return make_encoded(body.segment)


def find_run(reel: Reel, start: int, frames: int) -> tuple[int, int] | None:
    """The longest run of whole packets inside frames `start` to `start + frames`: its first place and its length."""
    end = start + frames
    first = next((key for key in reel.keys if start <= key < end), None)
    if first is None or end > len(reel.order):
        return None
    closed, highest = first, first - 1
    for place in range(first, end):
        highest = max(highest, reel.order[place])
        if highest >= end:
            break
        if highest == place:  # everything coded so far is shown so far: a cut here loses nobody's reference
            closed = place + 1
    return (first, closed - first) if closed - first >= _WORTH_COPYING else None


def read_reel(path: Path, recipe: Recipe) -> Reel | None:
    """The stream of a file as it could be copied into a film of this recipe; None if it could not."""
    try:
        status = path.stat()
    except OSError:
        status = None  # opening it will say what is wrong
    version = (status.st_size, status.st_mtime_ns) if status else (0, 0)
    return _read_reel(path, version, (recipe.width, recipe.height), recipe.fps)


@lru_cache(maxsize=64)  # a long source may be cut into many shots
def _read_reel(path: Path, _version: tuple[int, int], size: tuple[int, int], fps: Fraction) -> Reel | None:
    with open_media(path) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None or stream.codec_context.name != "h264" or not _fits(stream.codec_context, size):
            return None
        sets = parse_avcc(stream.codec_context.extradata or b"")
        if sets is None or not _is_joinable(sets):
            return None
        times: list[int] = []
        keys: list[int] = []
        known = {*sets.sps, *sets.pps}
        for packet in container.demux(stream):
            if not packet.size:
                continue
            if packet.pts is None or packet.is_discard or packet.is_corrupt:
                return None
            kinds = set()
            for kind, unit in read_units(bytes(packet), sets.length_size):
                kinds.add(kind)
                if kind in (SPS, PPS) and unit not in known:
                    return None
            if packet.is_keyframe and IDR in kinds:
                keys.append(len(times))
            times.append(packet.pts)
        order = _number_frames(times, stream.time_base or Fraction(1), fps)
        container.seek(0)
        shown = next(container.decode(stream), None)
        if shown is None or shown.rotation:
            return None
    if order is None or any(order[key] != key for key in keys):
        return None
    if any(number < place - DEEPEST_REORDER for place, number in enumerate(order)):
        return None
    return Reel(sets=sets, order=order, keys=tuple(keys))


def _fits(context: object, size: tuple[int, int]) -> bool:
    from av.video.codeccontext import VideoCodecContext

    assert isinstance(context, VideoCodecContext)
    aspect = context.sample_aspect_ratio or Fraction(1)
    return (context.width, context.height) == size and context.pix_fmt == "yuv420p" and aspect in (0, 1)


def _is_joinable(sets: ParameterSets) -> bool:
    if sets.length_size != 4:
        return False
    try:
        sequences = [parse_sps(unit) for unit in sets.sps]
        known = sets.ids
    except ValueError:
        return False
    return len(known) < 16 and all(
        # A stream that does not say how deep it reorders lets decoders guess, and drop frames at a join.
        each.reorder is not None
        and each.reorder <= DEEPEST_REORDER
        and each.progressive
        and each.chroma == 1
        and each.bits == 8
        and not each.full_range
        and each.matrix in (1, 2)
        for each in sequences
    )


def _number_frames(times: list[int], base: Fraction, fps: Fraction) -> tuple[int, ...] | None:
    """The frame number of each packet if the rate is constant and the film's, from zero and without gaps."""
    tolerance = max(base, Fraction(1, 1000)) * fps
    order = []
    for time in times:
        exact = time * base * fps
        number = round(exact)
        if abs(exact - number) > tolerance:
            return None
        order.append(number)
    return tuple(order) if sorted(order) == list(range(len(order))) else None
