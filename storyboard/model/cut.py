"""The cut: which piece of which medium stands where in the film, in whole frames.

The nouns are OpenTimelineIO's (timeline, clip, transition). All times are exact: positions and lengths count
frames at the output's rate; places inside a source are rational seconds.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path

from storyboard.model.camera import Camera
from storyboard.model.output import Output


class TransitionKind(Enum):
    """How one clip gives way to the next; the value is ffmpeg's xfade name."""

    DISSOLVE = "fade"
    FADE = "fadeblack"
    WIPE_LEFT = "wipeleft"
    WIPE_RIGHT = "wiperight"
    WIPE_UP = "wipeup"
    WIPE_DOWN = "wipedown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An overlap of `frames` output frames between the clip before and the clip that carries it."""

    kind: TransitionKind
    frames: int


class SourceKind(Enum):
    """What sort of medium a clip shows."""

    VIDEO = "video"
    STILL = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutClip:
    """One shot's place in the film.

    `media` is shown from `source_in` (seconds into the source) for `frames` output frames, overlaps included.
    `volume` scales its sound; `fade_in` and `fade_out` are output frames from and to black and silence.
    """

    shot: str
    media: Path
    sha256: str
    kind: SourceKind
    source_in: Fraction
    frames: int
    camera: Camera | None = None
    volume: float = 1.0
    fade_in: int = 0
    fade_out: int = 0
    transition: Transition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A line of text on the film, from `start` for `frames` output frames."""

    text: str
    start: int
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A whole film, ready to be cut: clips in order, each with its transition from the one before."""

    title: str
    output: Output
    clips: tuple[CutClip, ...]
    captions: tuple[Caption, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def frames(self) -> int:
        """The length of the film in output frames: the sum of its clips less the overlaps.

        The first clip's transition, which has nothing before it, does not count.
        """
        overlaps = sum(clip.transition.frames for clip in self.clips[1:] if clip.transition)
        return sum(clip.frames for clip in self.clips) - overlaps


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedFilm:
    """A film on disk and how it was made; `loudness` is the measured LUFS, `peak` the true peak in dBTP."""

    path: Path
    sha256: str
    frames: int
    frames_copied: int
    frames_encoded: int
    loudness: float | None = None
    peak: float | None = None
