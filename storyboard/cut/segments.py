"""A timeline as segments: one body per clip and one per transition, each with the key of what shapes it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from storyboard.errors import MediaError
from storyboard.model.camera import Camera
from storyboard.model.cut import Caption, CutClip, SourceKind, Timeline, Transition
from storyboard.model.output import Output, Subtitles

# Raised when the same description would give other frames than before.
VERSION = 1
QUALITY = {"c:v": "libx264", "preset": "veryfast", "crf": "18", "profile:v": "high"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of one clip's own frames: `frames` of them from its frame `first` on."""

    clip: CutClip
    first: int
    frames: int

    def source_time(self, fps: Fraction) -> Fraction:
        """Where in its source the part starts, in seconds."""
        return self.clip.source_in + self.first / fps

    def fade_in(self) -> int:
        """The clip's fade from black, if it reaches into this part."""
        return self.clip.fade_in if self.first < self.clip.fade_in else 0

    def fade_out(self) -> int:
        """The clip's fade to black, if it reaches into this part."""
        return self.clip.fade_out if self.first + self.frames > self.clip.frames - self.clip.fade_out else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of the film that is made in one piece: one part, or two parts under a transition.

    `captions` are those burnt into it, counted from its own first frame.
    """

    start: int
    parts: tuple[Part, ...]
    transition: Transition | None = None
    captions: tuple[Caption, ...] = ()

    @property
    def frames(self) -> int:
        """Its length in output frames."""
        return self.parts[0].frames

    @property
    def shot(self) -> str:
        """The shot it belongs to; a transition belongs to the shot that it leads into."""
        return self.parts[-1].clip.shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What all segments that we encode for a film share.

    `parameter_set` is the id that our own H.264 headers carry, so that they live beside those of copied clips;
    `encoder` names the ffmpeg that is used.
    """

    width: int
    height: int
    fps: Fraction
    parameter_set: int
    encoder: str

    @classmethod
    def for_output(cls, output: Output, *, encoder: str, parameter_set: int = 1) -> "Recipe":
        """The recipe for an output; sizes are rounded down to the even ones that 4:2:0 needs."""
        width, height = max(2, output.width & ~1), max(2, output.height & ~1)
        return cls(width=width, height=height, fps=output.fps, parameter_set=parameter_set, encoder=encoder)

    @property
    def coder(self) -> str:
        """x264's parameters: short closed groups, so that the next edit finds places to copy from.

        `sps-id` keeps our headers apart from a copied clip's, `stitchable` keeps them free of what the pictures are;
        `subme=1` takes a fifth less time than the preset's 2, for 4 % more bytes.
        """
        groups = "keyint=12:min-keyint=12:scenecut=0:open-gop=0:bframes=2:b-pyramid=none"
        return f"sps-id={self.parameter_set}:stitchable=1:{groups}:subme=1"


def make_body(clip: CutClip, *, head: int, tail: int, start: int = 0) -> Segment | None:
    """A clip without the `head` and `tail` frames that its transitions take; None if nothing is left."""
    frames = clip.frames - head - tail
    if frames < 0 or clip.frames < 1:
        raise MediaError(
            f"shot `{clip.shot}` is {clip.frames} frames long, too short for its transitions ({head} and {tail} frames)",
            help="shorten the transitions or lengthen the shot",
            shot=clip.shot,
        )
    if frames == 0:
        return None
    return Segment(start=start, parts=(Part(clip=clip, first=head, frames=frames),))


def make_segments(timeline: Timeline) -> tuple[Segment, ...]:
    """All segments of a film in order; together they are exactly `timeline.frames` long."""
    burnt = timeline.captions if timeline.output.subtitles is Subtitles.BURN_IN else ()
    return tuple(_with_captions(segment, burnt) for segment in _cut_segments(timeline.clips))


def _cut_segments(clips: tuple[CutClip, ...]) -> Iterator[Segment]:
    start = 0
    overlaps = [0, *(clip.transition.frames if clip.transition else 0 for clip in clips[1:]), 0]
    for number, clip in enumerate(clips):
        head, tail = overlaps[number], overlaps[number + 1]
        body = make_body(clip, head=head, tail=tail, start=start + head)
        if head:
            before = clips[number - 1]
            outgoing = Part(clip=before, first=before.frames - head, frames=head)
            incoming = Part(clip=clip, first=0, frames=head)
            yield Segment(start=start, parts=(outgoing, incoming), transition=clip.transition)
        if body:
            yield body
        start += clip.frames - tail


def _with_captions(segment: Segment, captions: tuple[Caption, ...]) -> Segment:
    inside = []
    for caption in captions:
        first = max(0, caption.start - segment.start)
        end = min(segment.frames, caption.start + caption.frames - segment.start)
        if first < end and caption.text.strip():
            inside.append(Caption(text=caption.text, start=first, frames=end - first))
    return replace(segment, captions=tuple(inside)) if inside else segment


def make_key(segment: Segment, recipe: Recipe) -> str:
    """The name of a segment's encoding: a hash of everything that shapes its frames and of nothing else."""
    return hash_description(
        {
            "version": VERSION,
            "width": recipe.width,
            "height": recipe.height,
            "fps": str(recipe.fps),
            "coder": [recipe.coder, QUALITY],
            "encoder": recipe.encoder,
            "parts": [_describe_part(part, recipe.fps) for part in segment.parts],
            "transition": segment.transition.kind.value if segment.transition else None,
            "captions": [(caption.text, caption.start, caption.frames) for caption in segment.captions],
        }
    )


def hash_description(description: object) -> str:
    """The SHA-256 of a description made of plain values, the same on every machine."""
    text = json.dumps(description, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _describe_part(part: Part, fps: Fraction) -> dict[str, object]:
    clip = part.clip
    described: dict[str, object] = {"media": clip.sha256, "kind": clip.kind.value, "frames": part.frames}
    if clip.kind is SourceKind.VIDEO:
        described["at"] = str(part.source_time(fps))
    elif clip.camera:
        described["move"] = (part.first, clip.frames, describe_camera(clip.camera))
    if part.fade_in():
        described["fade_in"] = (part.first, part.fade_in())
    if part.fade_out():
        described["fade_out"] = (clip.frames - part.first, part.fade_out())
    return described


def describe_camera(camera: Camera | None) -> object:
    """A camera move as plain values, for keys."""
    if camera is None:
        return None
    preset = camera.preset.value if camera.preset else None
    return [preset, [(axis.value, value) for axis, value in camera.axes]]
