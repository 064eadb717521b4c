"""The camera goes where it is told, smoothly, and never shows what lies beyond the picture."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from storyboard.animatic.camera import make_moved_frames
from storyboard.animatic.framing import ease_progress, make_camera
from storyboard.animatic.spec import PRESETS, Move
from tests.animatic.conftest import make_picture, measure_psnr

WIDTH, HEIGHT = 320, 180


def make_dot(x: float, y: float, size: float = 11) -> Image.Image:
    """A soft white dot on black, as sharp as the frame is."""
    large = Image.new("L", (WIDTH * 8, HEIGHT * 8))
    ImageDraw.Draw(large).ellipse([(x - size) * 8, (y - size) * 8, (x + size) * 8, (y + size) * 8], fill=255)
    return large.filter(ImageFilter.GaussianBlur(12)).reduce(4).convert("RGB")


def find_dot(frame: Image.Image) -> tuple[float, float, float]:
    """Its centre of mass in pixels, and its area."""
    light: NDArray[np.float64] = np.asarray(frame.convert("L"), np.float64)
    y, x = np.mgrid[: frame.height, : frame.width]
    return (
        float((light * (x + 0.5)).sum() / light.sum()),
        float((light * (y + 0.5)).sum() / light.sum()),
        float(light.sum() / 255),
    )


def track_dot(move: Move, *, x: float = 160, y: float = 90, frames: int = 2) -> NDArray[np.float64]:
    moved = make_moved_frames(make_dot(x, y), width=WIDTH, height=HEIGHT, frames=frames, move=move)
    return np.asarray([find_dot(frame) for frame in moved])


@pytest.mark.parametrize(
    "move",
    [
        Move(horizontal=2),
        Move(vertical=-2),
        Move(zoom=5),
        Move(zoom=-5),
        Move(pan=1.5, tilt=1, zoom=2),
        Move(),
    ],
    ids=str,
)
def test_a_move_is_smooth_below_a_tenth_of_a_pixel(move: Move) -> None:
    frames = 48
    seen = track_dot(move, x=130, y=80, frames=frames)
    camera = make_camera(move)
    windows = [camera.window_at(ease_progress(frame, frames)) for frame in range(frames)]
    meant = np.asarray(
        [
            (
                ((130 / WIDTH - 0.5) - window.x) * window.zoom * WIDTH + WIDTH / 2,
                ((80 / HEIGHT - 0.5) - window.y) * window.zoom * HEIGHT + HEIGHT / 2,
            )
            for window in windows
        ]
    )
    error = seen[:, :2] - meant
    jitter = error - error.mean(axis=0)
    assert float(np.sqrt((jitter**2).mean())) < 0.1
    assert np.abs(error).max() < 0.6


def test_a_roll_is_smooth() -> None:
    seen = track_dot(Move(roll=5), x=200, y=90, frames=48)
    angles = np.degrees(np.arctan2(seen[:, 1] - 90, seen[:, 0] - 160))
    meant = [-make_camera(Move(roll=5)).window_at(ease_progress(frame, 48)).angle for frame in range(48)]
    assert float(np.sqrt(np.mean((angles - meant) ** 2))) < np.degrees(0.1 / 40)


@pytest.mark.parametrize(
    ("move", "x", "y"),
    [
        (Move(horizontal=4), -1, 0),
        (Move(horizontal=-4), 1, 0),
        (Move(pan=4), -1, 0),
        (Move(vertical=4), 0, 1),
        (Move(vertical=-4), 0, -1),
        (Move(tilt=4), 0, 1),
    ],
    ids=str,
)
def test_the_picture_goes_the_other_way_than_the_camera(move: Move, x: int, y: int) -> None:
    start, end = track_dot(move)
    assert np.sign(np.round(end[0] - start[0])) == x
    assert np.sign(np.round(end[1] - start[1])) == y


def test_zoom_comes_closer_or_goes_away() -> None:
    for zoom, factor in ((10, 1.5**2), (-10, 1 / 1.5**2)):
        start, end = track_dot(Move(zoom=zoom))
        assert end[2] / start[2] == pytest.approx(factor, rel=0.03)


def test_a_clockwise_camera_turns_the_picture_the_other_way() -> None:
    start, end = track_dot(Move(roll=8), x=220)
    assert end[1] < start[1] - 5


def test_a_move_is_as_long_as_its_value() -> None:
    distances = [track_dot(Move(horizontal=-value))[1][0] - 160 for value in (1.0, 2.0, 4.0)]
    assert distances[1] == pytest.approx(2 * distances[0], rel=0.03)
    assert distances[2] == pytest.approx(4 * distances[0], rel=0.03)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_moves(preset: str) -> None:
    start, end = track_dot(Move(preset=preset))
    assert np.abs(end - start).max() > 5


@pytest.mark.parametrize(
    "move",
    [
        Move(roll=10),
        Move(roll=-10, zoom=-10),
        Move(horizontal=10, vertical=-10),
        Move(pan=-10, tilt=10, zoom=-10),
    ],
    ids=str,
)
def test_no_black_shows_at_the_edges(move: Move) -> None:
    white = Image.new("RGB", (640, 360), (255, 255, 255))
    for frame in make_moved_frames(white, width=WIDTH, height=HEIGHT, frames=4, move=move):
        assert np.asarray(frame).min() > 150


def test_the_first_frame_is_the_picture_whatever_the_move() -> None:
    picture = make_picture(3)
    fitted = np.asarray(picture.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    for move in (Move(), Move(roll=7), Move(pan=-10, zoom=-10)):
        first = next(make_moved_frames(picture, width=WIDTH, height=HEIGHT, frames=3, move=move))
        assert measure_psnr(np.asarray(first), fitted) > 32


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown camera preset `sideways`"):
        Move(preset="sideways")
