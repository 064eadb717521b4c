"""The rushes that the cut's tests share, made once."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.cut.film import render_cut
from storyboard.model.cut import FinishedFilm, Timeline
from tests.cut.barcode import make_clip

Cut = Callable[[Timeline], FinishedFilm]


@pytest.fixture(scope="session")
def rushes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three clips as they come from outside (49 frames of which 48 are ordered), and some odd ones."""
    folder = tmp_path_factory.mktemp("rushes")
    made = {name: make_clip(folder / f"{name}.mp4", clip=n, frames=49) for n, name in enumerate("abc", 1)}
    odd = {"clip": 4, "frames": 50}
    made["wide"] = make_clip(folder / "wide.mp4", **odd, fps=Fraction(25), size=(400, 100), sound=None)  # type: ignore[arg-type]
    made["mute"] = make_clip(folder / "mute.mp4", clip=5, frames=49, sound=None)
    return made


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    """Cut a film in the test's folder, with a cache beside it."""

    def make(timeline: Timeline) -> FinishedFilm:
        return render_cut(timeline, cache=tmp_path / "cache", target=tmp_path / "film.mp4")

    return make
