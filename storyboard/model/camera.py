"""Camera moves, in the six axes and four presets that the field's APIs agree on."""

from dataclasses import dataclass
from enum import Enum


class Axis(Enum):
    """One axis of a simple camera move; values run from -10 to 10 and are never zero."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    PAN = "pan"
    TILT = "tilt"
    ROLL = "roll"
    ZOOM = "zoom"


class Preset(Enum):
    """A compound move that an API knows by name."""

    DOWN_BACK = "down_back"
    FORWARD_UP = "forward_up"
    RIGHT_TURN_FORWARD = "right_turn_forward"
    LEFT_TURN_FORWARD = "left_turn_forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What the camera does in a shot: one or more axes, or a preset, never both.

    `as_prompt` asks for the move in words, for models that have no camera control.
    """

    axes: tuple[tuple[Axis, float], ...] = ()
    preset: Preset | None = None
    as_prompt: bool = False
