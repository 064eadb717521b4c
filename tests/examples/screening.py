"""Renders an example as its user would, and looks at what came out."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
import yaml
from PIL import Image

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = (64, 36)
"""Pictures are compared at this size, where grain and codec noise are gone."""

Pixels = np.ndarray[Any, np.dtype[np.float64]]


def run_storyboard(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, without any account, and with no ffmpeg to be found."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("STORYBOARD_")}
    return subprocess.run(
        [sys.executable, "-m", "storyboard", *arguments],
        cwd=folder,
        env={**environ, "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@dataclass(frozen=True)
class Screening:
    """A rendered project: its folder, what `render --format json` said, and its film."""

    folder: Path
    said: dict[str, Any]

    @property
    def film(self) -> Path:
        return self.folder / self.said["film"]

    @cached_property
    def spans(self) -> dict[str, range]:
        """The frames of each shot; a dissolve belongs to both its shots."""
        return {
            shot["shot"]: range(round(shot["start"] * 24), round(shot["end"] * 24))
            for shot in self.said["shots"]
        }

    @cached_property
    def frames(self) -> list[Pixels]:
        with av.open(str(self.film)) as container:
            container.streams.video[0].thread_type = "AUTO"
            return [_shrink(frame.to_image()) for frame in container.decode(video=0)]

    @cached_property
    def sound(self) -> tuple[Pixels, int]:
        """The film's sound as one channel, and its rate."""
        with av.open(str(self.film)) as container:
            rate = container.streams.audio[0].rate
            blocks = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
        return np.concatenate(blocks), rate

    def middle(self, shot: str) -> Pixels:
        span = self.spans[shot]
        return self.frames[span[len(span) // 2]]

    def loudness(self, shot: str) -> float:
        """The shot's level in dB below full scale."""
        samples, rate = self.sound
        span = self.spans[shot]
        heard = samples[round(span.start / 24 * rate) : round(span.stop / 24 * rate)]
        return float(20 * np.log10(np.sqrt((heard**2).mean()) + 1e-9))

    def probe(self) -> dict[str, Any]:
        with av.open(str(self.film)) as container:
            video, audio = container.streams.video[0], container.streams.audio[0]
            return {
                "video": video.codec_context.name,
                "audio": audio.codec_context.name,
                "size": (video.width, video.height),
                "rate": video.average_rate,
                "frames": len(self.frames),
                "sound seconds": len(self.sound[0]) / self.sound[1],
            }


def render_example(name: str, folder: Path) -> Screening:
    """Render a copy of an example into a film; the copy holds what is committed and nothing else."""
    copy_example(name, folder)
    return render_folder(folder)


def copy_example(name: str, folder: Path) -> None:
    import shutil

    shutil.copytree(
        EXAMPLES / name,
        folder,
        ignore=lambda where, names: {
            one
            for one in names
            if one in {".storyboard", "__pycache__", "film.lock.yaml"}
            or (one.endswith(".mp4") and not where.endswith("assets"))
        },
    )


def render_folder(folder: Path, *arguments: str) -> Screening:
    done = run_storyboard("render", "--format", "json", *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return Screening(folder, json.loads(done.stdout))


def read_orders(folder: Path) -> list[dict[str, Any]]:
    """Every order that the project's own emulator ever accepted."""
    path = folder / ".storyboard" / "emulator" / "orders.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in map(json.loads, lines) if "refused" not in line and "refunded" not in line]


def name_orders(folder: Path, orders: list[dict[str, Any]]) -> list[str]:
    """The shots that orders of clips were for, by the task numbers in the lock."""
    films = yaml.safe_load((folder / "film.lock.yaml").read_text(encoding="utf-8"))["films"]
    (film,) = films.values()
    known = {job["task_id"]: name for name, job in film["jobs"].items()}
    return sorted(
        known.get(order["task_id"], "unknown") for order in orders if order["operation"] != "element"
    )


def measure_difference(one: Pixels, other: Pixels) -> float:
    """The mean distance of two pictures, 0 to 255 a channel."""
    return float(np.abs(one - other).mean())


def open_picture(path: Path) -> Pixels:
    with Image.open(path) as picture:
        return _shrink(picture)


def _shrink(picture: Image.Image) -> Pixels:
    picture = picture.convert("RGB")
    if picture.width % SMALL[0] == 0 and picture.height % SMALL[1] == 0:
        picture = picture.reduce((picture.width // SMALL[0], picture.height // SMALL[1]))  # quicker
    return np.asarray(picture.resize(SMALL, Image.Resampling.BOX), dtype=np.float64)
