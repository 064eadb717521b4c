"""Draws a request as a clip: what `draw_clip` is for, start to end, is on this page."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from storyboard.animatic.framing import ease_progress, make_box, make_camera, measure_margins
from storyboard.animatic.encode import SAMPLE_RATE, write_clip
from storyboard.animatic.picture import choose_scale, extend_picture, load_picture
from storyboard.animatic.planes import Planes
from storyboard.animatic.spec import ClipSpec


def draw_clip(spec: ClipSpec, target: Path) -> None:
    """Write the clip as an MP4 (H.264, and AAC when `sound`): exactly its frames, the same each time."""
    samples = round(spec.frames / spec.fps * SAMPLE_RATE)
    sound = np.zeros((samples, 2), np.float32) if spec.sound else None
    write_clip(target, _make_frames(spec), size=(spec.width, spec.height), fps=spec.fps, sound=sound)


def _make_frames(spec: ClipSpec) -> Iterator[Planes]:
    path = spec.first or spec.last
    if path is None:
        picture = Image.new("RGB", (spec.width, spec.height), (38, 52, 70))
    else:
        picture = load_picture(path, 2 * max(spec.width, spec.height))
    camera = make_camera(spec.move, f"{spec.prompt}{spec.seed}")
    margins = measure_margins(camera, spec.width / spec.height)
    scale = choose_scale(picture, spec.width, spec.height, max(camera.zoom, 1.0))
    wide = Planes.from_picture(
        extend_picture(picture, width=spec.width, height=spec.height, margins=margins, scale=scale)
    )
    for frame in range(spec.frames):
        window = camera.window_at(ease_progress(frame, spec.frames))
        box = make_box(window, margins, spec.width, spec.height, scale)
        yield wide.resample((spec.width, spec.height), box, window.angle)
