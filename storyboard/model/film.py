"""The film: every shot explicit, every name resolved, nothing chosen yet that a profile has to choose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path

from storyboard.model.board import Element, Voice
from storyboard.model.camera import Camera
from storyboard.model.cut import TransitionKind
from storyboard.model.job import Mode, Prompt, VideoRole
from storyboard.model.output import Output
from storyboard.source import NO_SPAN, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFile:
    """A file that was found inside the project folder; `name` is its path relative to that folder."""

    path: Path
    name: str
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An http(s) address."""

    url: str
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotFrame:
    """A frame of another shot: its last one, or the one at `at` seconds."""

    shot: str
    at: Fraction | None = None
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotVideo:
    """The whole clip of another shot."""

    shot: str
    span: Span = NO_SPAN


Picture = ProjectFile | Address | ShotFrame
Video = ProjectFile | Address | ShotVideo


class Neighbour(Enum):
    """On which side of its source a shot that is made to match it stands."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A shot made from words, frames and references; which of the APIs' forms it takes follows from what is there."""

    first_frame: Picture | None = None
    last_frame: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A shot that goes on where another ends, without a cut."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A shot made to come after or before another."""

    source: str
    side: Neighbour
    keep_sound: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referenced:
    """A shot made from a video: changed as the prompt says (BASE), or following its style or camera (FEATURE)."""

    video: Video
    role: VideoRole
    keep_sound: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A video that exists."""

    video: ProjectFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A picture held for the shot's duration."""

    picture: ProjectFile


Body = Generated | Extension | Matching | Referenced | Footage | Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A spoken line: who says it, in which voice, and the words."""

    who: str
    speaker: str
    text: str
    voice: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How a shot takes over from the one before; `seconds` of overlap."""

    kind: TransitionKind
    seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What the cut does with a shot's clip; times in exact seconds."""

    trim_in: Fraction | None = None
    trim_out: Fraction | None = None
    volume: float = 1.0
    joining: Joining | None = None
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What a prompt may call by number, in numbering order, by the names that the writer gave."""

    elements: tuple[str, ...] = ()
    images: tuple[Picture, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot of the film.

    `places` has the span of each value that was typed or inherited, by key, and `keys` that of the key itself;
    `inherited` names the keys that a default gave. Where a key is in none, nobody typed it. `damaged` shots had
    something refused while loading: what is missing in them is not reported again.
    """

    id: str
    number: int
    span: Span
    body: Body
    scene: str = ""
    prompt: Prompt = ()
    negative_prompt: str | None = None
    model: str | None = None
    mode: Mode | None = None
    seconds: Fraction | None = None
    aspect_ratio: str | None = None
    sound: bool | None = None
    cfg_scale: float | None = None
    camera: Camera | None = None
    references: References = field(default_factory=References)
    dialogue: tuple[Line, ...] = ()
    placing: Placing = field(default_factory=Placing)
    extra: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    keys: Mapping[str, Span] = field(default_factory=dict)
    inherited: Mapping[str, Span] = field(default_factory=dict)
    damaged: bool = False

    def find_place(self, key: str) -> Span:
        """Where the value of a key was typed, else the shot itself."""
        return self.places.get(key, self.span)

    def is_typed(self, key: str) -> bool:
        """Whether the writer typed the key on the shot itself, not in a default."""
        return key in self.places and key not in self.inherited


def list_sources(shot: Shot) -> Iterator[tuple[str, Span]]:
    """The shots that a shot is made from, each with the place that says so."""
    body = shot.body
    match body:
        case Generated():
            for key, frame in (("first_frame", body.first_frame), ("last_frame", body.last_frame)):
                if isinstance(frame, ShotFrame):
                    yield frame.shot, shot.find_place(key)
        case Extension():
            yield body.source, shot.find_place("extend")
        case Matching():
            key = "next_shot_of" if "next_shot_of" in shot.places else "previous_shot_of"
            yield body.source, shot.find_place(key)
        case Referenced():
            if isinstance(body.video, ShotVideo):
                yield body.video.shot, body.video.span


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Everything that a plan and a cut need, independent of any profile."""

    root: Path
    name: str
    title: str
    span: Span
    output: Output
    shots: tuple[Shot, ...]
    elements: Mapping[str, Element]
    element_images: Mapping[str, tuple[Picture, ...]]
    """Each element's pictures, frontal first, found and inside the project."""
    voices: Mapping[str, Voice]
    metadata: tuple[tuple[str, str], ...] = ()
    language: str = ""
