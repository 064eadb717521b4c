"""What a clip is drawn from: everything that a request says and that can be seen or heard."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

PRESETS = ("down_back", "forward_up", "right_turn_forward", "left_turn_forward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A camera move: six axes from -10 to 10, and a preset that is added to them.

    Positive is the camera to the right (`horizontal`, `pan`), up (`vertical`, `tilt`), clockwise (`roll`), closer (`zoom`).
    """

    horizontal: float = 0
    vertical: float = 0
    pan: float = 0
    tilt: float = 0
    roll: float = 0
    zoom: float = 0
    preset: str | None = None

    def __post_init__(self) -> None:
        if self.preset is not None and self.preset not in PRESETS:
            raise ValueError(f"unknown camera preset `{self.preset}`; one of {', '.join(PRESETS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture that is placed in the composition; without a `path`, a card that shows the label (a URL)."""

    path: Path | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec:
    """One clip: its exact size and length, and what is seen and heard in it.

    `width` and `height` are even pixels; `paths` are brush trajectories as fractions of the frame from its top left.
    """

    width: int
    height: int
    fps: Fraction
    frames: int
    prompt: str
    operation: str
    model: str
    first: Path | None = None
    last: Path | None = None
    references: tuple[Reference, ...] = ()
    video: Path | None = None
    video_role: Literal["base", "feature", "motion"] | None = None
    move: Move = Move()
    paths: tuple[tuple[tuple[float, float], ...], ...] = ()
    sound: bool = False
    speech: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if self.width < 2 or self.height < 2 or self.width % 2 or self.height % 2:
            raise ValueError(
                f"a clip is an even number of pixels wide and high, not {self.width}x{self.height}"
            )
        if self.frames < 1 or self.fps <= 0:
            raise ValueError(
                f"a clip has at least one frame and a positive rate, not {self.frames} at {self.fps}"
            )
