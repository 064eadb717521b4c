"""A small project, the command line called in this process, and emulators that hand out one prepared clip."""

import io
import math
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyboard.animatic.spec import ClipSpec
from storyboard.cli.main import run
from storyboard.emulator import Emulator, EmulatorOptions
from tests.cli.outside import forget_accounts

BOARD = """\
title: Tiny
output: {resolution: 320x180, fps: 12}
defaults: {mode: std, duration: 5}
shots:
  - shot: quay
    prompt: a stone quay in the fog
  - shot: boat
    first_frame: {last_frame_of: quay}
    prompt: a red boat comes in
  - shot: gull
    prompt: a gull on a post
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one storyboard of three shots; the current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "tiny.yaml").write_text(BOARD, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs the command line with these words; `given` is what stands on standard input."""
    forget_accounts(monkeypatch)

    def call(*arguments: str, given: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        capfd.readouterr()
        status = run(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
        said = capfd.readouterr()
        return Outcome(status, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds of small moving picture with a silent track."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    shades = np.arange(360).astype(np.uint8)[:, None, None]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(24), options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(121):  # one more than is asked for, as the API sends them
            pixels = np.broadcast_to(shades + np.uint8(number), (360, 640, 3))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@dataclass(frozen=True)
class Place:
    """An emulator that runs: its address for `--base-url`, and the file that it notes orders in."""

    emulator: Emulator
    url: str
    ledger: Path

    @property
    def orders(self) -> list[str]:
        """The lines of what it accepted."""
        lines = self.ledger.read_text(encoding="utf-8").splitlines() if self.ledger.exists() else []
        return [line for line in lines if '"refused"' not in line and '"refunded"' not in line]


@pytest.fixture
def serve(tmp_path: Path, clip: Path) -> Iterator[Callable[..., Place]]:
    """Starts an emulator for the length of a test: `serve(faults="faults: [...]")`."""
    with ExitStack() as stack:

        def begin(faults: str = "", draw: Callable[[ClipSpec, Path], None] | None = None) -> Place:
            options: dict[str, Any] = {"speed": math.inf, "ledger": tmp_path / "orders.jsonl"}
            if faults:
                options["faults"] = tmp_path / "faults.yaml"
                options["faults"].write_text(faults, encoding="utf-8")

            def copy(_spec: ClipSpec, target: Path) -> None:
                shutil.copyfile(clip, target)

            emulator = stack.enter_context(Emulator(EmulatorOptions(**options), draw=draw or copy))
            return Place(emulator, emulator.base_url("gateway"), options["ledger"])

        yield begin
