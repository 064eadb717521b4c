"""A film and its takes become a timeline: which frames of which medium stand where.

A shot's slot is its trim, else what was ordered; providers return a little more (5.041 s for 5), and the tail goes. A
clip that begins with the last frame of the one before repeats it only when that frame is shown, and then it is
dropped here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from storyboard.model.cut import Caption, CutClip, SourceKind, Timeline, Transition
from storyboard.model.film import Extension, Film, Footage, Generated, Held, Shot, ShotFrame
from storyboard.model.take import Take
from storyboard.timecode import count_frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A clip in its place: frames from the film's head, and what of its source was short."""

    shot: str
    start: int
    end: int
    missing: int = 0


def make_clip(
    shot: Shot,
    take: Take,
    *,
    film: Film,
    ordered: Fraction | None,
    before: tuple[Shot, CutClip, Take] | None,
) -> tuple[CutClip, int]:
    """A shot's clip, and by how many frames its source was too short for its slot.

    `ordered` is the length that was asked for (None: as long as it came), `before` the shot played just before.
    """
    fps = film.output.fps
    placing = shot.placing
    assert take.path is not None
    joining = placing.joining if before is not None else None
    transition = None
    if joining is not None and (length := count_frames(joining.seconds, fps)) > 0:
        transition = Transition(kind=joining.kind, frames=length)
    if isinstance(shot.body, Held):
        frames, source_in, missing = count_frames(shot.seconds or Fraction(3), fps), Fraction(0), 0
    else:
        source_in = placing.trim_in or Fraction(0)
        if not source_in and transition is None and before is not None and _repeats_frame(shot, before, fps):
            source_in = take.seconds / take.frames
        available = max(1, int((take.seconds - source_in) * fps + Fraction(1, 100)))
        if placing.trim_out is not None:
            wanted = count_frames(placing.trim_out - (placing.trim_in or 0), fps)
        elif isinstance(shot.body, Footage) or ordered is None:
            wanted = available
        else:
            wanted = count_frames(ordered - (placing.trim_in or 0), fps)
        frames = max(1, min(wanted, available))
        missing = max(0, wanted - frames)
    clip = CutClip(
        shot=shot.id,
        media=take.path,
        sha256=take.sha256,
        kind=SourceKind.STILL if isinstance(shot.body, Held) else SourceKind.VIDEO,
        source_in=source_in,
        frames=frames,
        camera=shot.camera if isinstance(shot.body, Held) else None,
        volume=placing.volume,
        fade_in=min(frames, count_frames(placing.fade_in, fps)),
        fade_out=min(frames, count_frames(placing.fade_out, fps)),
        transition=transition,
    )
    return clip, missing


def _repeats_frame(shot: Shot, before: tuple[Shot, CutClip, Take], fps: Fraction) -> bool:
    """Whether the shot's first frame is the last one that is shown of the shot before."""
    source, clip, take = before
    match shot.body:
        case Extension(source=name):
            handed_over = name == source.id
        case Generated(first_frame=ShotFrame(shot=name, at=None)):
            handed_over = name == source.id
        case _:
            handed_over = False
    if not handed_over or clip.kind is SourceKind.STILL:
        return handed_over
    shown_until = clip.source_in + Fraction(clip.frames) / fps
    return shown_until > take.seconds - (take.seconds / take.frames) + Fraction(1, 1000)


def make_timeline(
    film: Film, takes: Mapping[str, Take], ordered: Mapping[str, Fraction | None]
) -> tuple[Timeline, tuple[Placed, ...]]:
    """The timeline of the shots that have a take, and where each stands; a shot without one is left out."""
    clips: list[CutClip] = []
    placed: list[Placed] = []
    captions: list[Caption] = []
    before: tuple[Shot, CutClip, Take] | None = None
    head = 0
    for shot in film.shots:
        take = takes.get(shot.id)
        if take is None:
            continue
        clip, missing = make_clip(shot, take, film=film, ordered=ordered.get(shot.id), before=before)
        start = head - (clip.transition.frames if clip.transition else 0)
        head = start + clip.frames
        clips.append(clip)
        placed.append(Placed(shot=shot.id, start=start, end=head, missing=missing))
        captions.extend(_make_captions(shot, start, clip.frames))
        before = (shot, clip, take)
    timeline = Timeline(
        title=film.title or film.name,
        output=film.output,
        clips=tuple(clips),
        captions=tuple(captions),
        metadata=film.metadata,
    )
    return timeline, tuple(placed)


def _make_captions(shot: Shot, start: int, frames: int) -> list[Caption]:
    """The shot's caption over all of it, or its lines one after another, each as long as it has characters."""
    if not shot.dialogue:
        return (
            [Caption(text=shot.placing.caption, start=start, frames=frames)] if shot.placing.caption else []
        )
    weights = [len(line.text) for line in shot.dialogue]
    total = sum(weights) or 1
    captions = []
    spoken = 0
    for line, weight in zip(shot.dialogue, weights, strict=True):
        begin = start + frames * spoken // total
        spoken += weight
        captions.append(Caption(text=line.text, start=begin, frames=start + frames * spoken // total - begin))
    return captions
