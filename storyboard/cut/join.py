"""Joins copied and encoded pieces into one video track without touching a frame, and lays the sound beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyboard.cut.conform import DEEPEST_REORDER
from storyboard.cut.h264 import ParameterSets, make_avcc, parse_avcc
from storyboard.errors import DiskError, MediaError
from storyboard.media import open_media

# Frames; up to here reading on is as fast as seeking.
_FAR = 200

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of packets that goes into the film: `count` of them from place `first` of the file at `path`."""

    path: Path
    shot: str
    first: int
    count: int


def join_film(
    pieces: Sequence[Piece],
    sound: Path,
    target: Path,
    *,
    fps: Fraction,
    sets: Sequence[ParameterSets],
    metadata: Sequence[tuple[str, str]],
) -> None:
    """Write the pieces in order and the sound as an MP4 at `target`, ready to play while it loads.

    Every frame lasts exactly one period of `fps`. All parameter sets stand in the track's header, so that each piece
    finds its own by id; times of decoding run on over the whole, a fixed depth ahead of the times of showing.
    """
    import av
    import av.error

    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    try:
        with av.open(str(target), "w", format="mp4", options=options) as film:
            film.metadata.update({name: value for name, value in metadata if value})
            video = _add_video(film, pieces[0].path, fps, make_avcc(*sets))
            with open_media(sound) as source:
                audio = film.add_stream_from_template(source.streams.audio[0])
            pictures = ((packet, video) for packet in _read_pieces(pieces, fps))
            sounds = ((packet, audio) for packet in _read_sound(sound))
            # In the order of their times, so that the writer has nothing to hold back.
            for packet, track in merge(pictures, sounds, key=lambda pair: _time(pair[0])):
                packet.stream = track
                film.mux(packet)
    except (av.error.FFmpegError, OSError) as error:
        raise DiskError(
            f"cannot write in `{target.parent}`: {error.strerror or error}",
            help="free some space or choose another folder; run again to go on",
        ) from error


def _add_video(film: "OutputContainer", model: Path, fps: Fraction, headers: bytes) -> "VideoStream":
    with open_media(model) as source:
        video = film.add_stream_from_template(source.streams.video[0], opaque=False)
    context = video.codec_context
    context.extradata = headers
    context.color_primaries = context.color_trc = context.colorspace = 1
    context.color_range = 1
    video.time_base = 1 / fps
    return video


def read_sets(path: Path) -> ParameterSets:
    """The headers of a segment that we encoded."""
    with open_media(path) as container:
        sets = parse_avcc(container.streams.video[0].codec_context.extradata or b"")
    if sets is None:
        raise MediaError(f"`{path}` is spoilt", help="remove it and run again")
    return sets


def _read_pieces(pieces: Sequence[Piece], fps: Fraction) -> Iterator["Packet[Any]"]:
    start = 0
    for piece in pieces:
        packets = list(_read_packets(piece, fps))
        if len(packets) != piece.count:
            raise MediaError(
                f"shot `{piece.shot}`: `{piece.path}` has {piece.first + len(packets)} frames"
                f" where {piece.first + piece.count} were there before",
                help="run again",
                shot=piece.shot,
            )
        order = {time: number for number, time in enumerate(sorted(packet.pts or 0 for packet in packets))}
        for place, packet in enumerate(packets):
            packet.pts, packet.dts = start + order[packet.pts or 0], start + place - DEEPEST_REORDER
            packet.time_base, packet.duration = 1 / fps, 1
            yield packet
        start += piece.count


def _read_packets(piece: Piece, fps: Fraction) -> Iterator["Packet[Any]"]:
    with open_media(piece.path) as container:
        stream = container.streams.video[0]
        place, base = 0, stream.time_base or Fraction(1)
        if piece.first > _FAR:
            # A run starts with a frame that stands alone and that is shown where it is coded.
            container.seek(int((piece.first - 1) / fps / base), stream=stream)
            place = -1
        for packet in container.demux(stream):
            if not packet.size:
                continue
            if place < 0:
                number = round((packet.pts or 0) * base * fps)
                place = number if packet.is_keyframe and number <= piece.first else place
                if place < 0:
                    continue
            if place >= piece.first + piece.count:
                break
            if place >= piece.first:
                yield packet
            place += 1


def _read_sound(path: Path) -> Iterator["Packet[Any]"]:
    with open_media(path) as container:
        for packet in container.demux(container.streams.audio[0]):
            if packet.size:
                yield packet


def _time(packet: "Packet[Any]") -> Fraction:
    return (packet.dts or 0) * (packet.time_base or Fraction(1))
