"""A small clip to start from, pictures to put in it, and what came out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from storyboard.animatic.clip import draw_clip
from storyboard.animatic.spec import ClipSpec

SMALL = ClipSpec(
    width=320,
    height=180,
    fps=Fraction(12),
    frames=18,
    prompt="A lighthouse on a reef at dusk, gulls circling",
    operation="text to video",
    model="model-1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A clip decoded: frames of shape (frames, height, width, 3), and sound of shape (2, samples) or nothing."""

    path: Path
    frames: NDArray[np.uint8]
    sound: NDArray[np.float32] | None


def decode_clip(path: Path) -> Drawn:
    with av.open(str(path)) as container:
        frames = np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
    with av.open(str(path)) as container:
        sound = None
        if container.streams.audio:
            sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    return Drawn(path=path, frames=frames, sound=sound)


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Drawn]:
    """Draw the small clip with some changes, and decode it."""
    count = 0

    def draw_changed(**changes: Any) -> Drawn:
        nonlocal count
        count += 1
        target = tmp_path / f"clip-{count}.mp4"
        draw_clip(replace(SMALL, **changes), target)
        return decode_clip(target)

    return draw_changed


def make_picture(seed: int, width: int = 640, height: int = 360) -> Image.Image:
    """A smooth picture with some shapes in it, different for each seed."""
    rng = np.random.default_rng(seed)
    picture = Image.fromarray(rng.integers(30, 220, (5, 7, 3), dtype=np.uint8))
    picture = picture.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.03, 0.1) * width
        draw.ellipse((x, y, x + size, y + size), fill=tuple(rng.integers(20, 235, 3).tolist()))
    return picture.filter(ImageFilter.GaussianBlur(1.2))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two picture files of 640 by 360."""
    folder = tmp_path_factory.mktemp("pictures")
    paths = folder / "one.png", folder / "two.png"
    for seed, path in enumerate(paths):
        make_picture(seed).save(path)
    return paths


def measure_psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return 99.0 if error == 0 else 10 * float(np.log10(255**2 / error))
