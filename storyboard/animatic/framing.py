"""Where the camera looks: the window that each frame sees of a wider picture, in frame sizes."""

import hashlib
import math
from dataclasses import dataclass

from storyboard.animatic.spec import Move

# What a value of 10 does: shares of the frame, a factor, degrees.
_TRAVEL, _SWING, _ZOOM, _ROLL = 0.22, 0.26, 1.5, 14.0

_PRESETS = {
    "down_back": Move(vertical=-6, zoom=-6),
    "forward_up": Move(tilt=6, zoom=7),
    "right_turn_forward": Move(pan=7, zoom=6, roll=1),
    "left_turn_forward": Move(pan=-7, zoom=6, roll=-1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a picture that one frame sees: centre offsets in frame sizes, magnification, degrees clockwise."""

    x: float
    y: float
    zoom: float
    angle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How far a picture must reach beyond the frame on each side, in frame sizes."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A move as distances: how far the window has gone at the end of the clip; at the start it is the frame itself."""

    x: float
    y: float
    zoom: float
    angle: float

    def window_at(self, progress: float) -> Window:
        """The window at a progress: 0 the frame itself, 1 the end of the move, -1 as far before it."""
        return Window(
            x=self.x * progress, y=self.y * progress, zoom=self.zoom**progress, angle=self.angle * progress
        )


def make_camera(move: Move, seed: str = "") -> Camera:
    """The distances of a move; no move at all gives a slow drift that `seed` chooses."""
    preset = _PRESETS[move.preset] if move.preset is not None else Move()
    x = (move.horizontal + preset.horizontal) * _TRAVEL + (move.pan + preset.pan) * _SWING
    y = (move.vertical + preset.vertical) * _TRAVEL + (move.tilt + preset.tilt) * _SWING
    zoom, roll = move.zoom + preset.zoom, move.roll + preset.roll
    if not (x or y or zoom or roll):
        digest = hashlib.sha256(seed.encode()).digest()
        return Camera(
            x=(digest[0] / 255 - 0.5) * 0.02, y=(digest[1] / 255 - 0.5) * 0.012, zoom=1.04, angle=0.0
        )
    return Camera(x=x / 10, y=-y / 10, zoom=_ZOOM ** (zoom / 10), angle=roll / 10 * _ROLL)


def ease_progress(frame: int, frames: int) -> float:
    """How far a move has come at a frame, from 0 to 1: gently faster in the middle, never still at the ends."""
    if frames < 2:
        return 0.0
    share = frame / (frames - 1)
    return 0.75 * share + 0.25 * share * share * (3 - 2 * share)


def measure_margins(camera: Camera, aspect: float, *, start: float = 0.0, end: float = 1.0) -> Margins:
    """What the windows between two progresses see outside the frame; `aspect` is width over height."""
    left = top = right = bottom = 0.0
    for step in range(17):
        window = camera.window_at(start + (end - start) * step / 16)
        turn = math.radians(window.angle)
        cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
        half_x = (cos + sin / aspect) / 2 / window.zoom
        half_y = (cos + sin * aspect) / 2 / window.zoom
        left, right = max(left, half_x - window.x - 0.5), max(right, half_x + window.x - 0.5)
        top, bottom = max(top, half_y - window.y - 0.5), max(bottom, half_y + window.y - 0.5)
    return Margins(left=left, top=top, right=right, bottom=bottom)


def make_box(
    window: Window, margins: Margins, width: int, height: int, scale: float
) -> tuple[float, float, float, float]:
    """A window as left, top, right, bottom in the pixels of a picture that has margins and a scale."""
    middle_x = (margins.left + 0.5 + window.x) * width * scale
    middle_y = (margins.top + 0.5 + window.y) * height * scale
    half_x, half_y = width * scale / window.zoom / 2, height * scale / window.zoom / 2
    return middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y
