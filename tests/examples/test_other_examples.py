"""Each of the other examples becomes the film that its storyboard describes."""

import itertools
from pathlib import Path

import pytest

from tests.examples.screening import (
    EXAMPLES,
    measure_difference,
    name_orders,
    open_picture,
    read_orders,
    render_example,
    render_folder,
    run_storyboard,
)


def test_tide(tmp_path: Path) -> None:
    """Five lines are a film: two shots, the second with a camera move of its own."""
    film = render_example("tide", tmp_path / "tide")
    facts = film.probe()
    assert (facts["video"], facts["audio"], facts["frames"]) == ("h264", "aac", 240)
    first, second = film.spans
    assert measure_difference(film.middle(first), film.middle(second)) > 5
    begin, end = film.spans[second][0], film.spans[second][-1]
    assert measure_difference(film.frames[begin], film.frames[end]) > 2, "the camera does not move"


def test_keeper(tmp_path: Path) -> None:
    """The front page's film: the second shot goes on where the first one ended, without a frame twice."""
    film = render_example("keeper", tmp_path / "keeper")
    assert film.probe()["frames"] == 240
    cut = film.spans["shot-2"][0]
    step = measure_difference(film.frames[cut - 1], film.frames[cut])
    assert 0 < step < 3
    assert measure_difference(film.middle("rock"), film.middle("shot-2")) > 1


def test_slides(tmp_path: Path) -> None:
    """Pages are held as they are, and each turn leads from one to the next."""
    film = render_example("slides", tmp_path / "slides")
    pages = [open_picture(film.folder / "assets" / f"page{number}.jpg") for number in (1, 2, 3)]
    assert film.probe()["frames"] == (3 + 5 + 3 + 5 + 3) * 24
    for number, page in enumerate(pages, 1):
        assert measure_difference(film.middle(f"page-{number}"), page) < 2
    for number in (1, 2):
        turn = film.spans[f"turn-{number}"]
        assert measure_difference(film.frames[turn[0]], pages[number - 1]) < 2
        assert measure_difference(film.frames[turn[-1]], pages[number]) < 2
        between = film.frames[turn[len(turn) // 2]]
        assert min(measure_difference(between, page) for page in pages) > 4
    assert min(measure_difference(a, b) for a, b in itertools.combinations(pages, 2)) > 5
    assert name_orders(film.folder, read_orders(film.folder)) == ["turn-1", "turn-2"]


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/*.yaml")))
def test_every_example_is_without_mistakes(name: str) -> None:
    done = run_storyboard("check", "--format", "json", folder=EXAMPLES / name)
    assert done.returncode == 0, done.stdout
    assert '"error"' not in done.stdout


def test_a_new_project_renders_at_once(tmp_path: Path) -> None:
    made = run_storyboard("new", "harbour", folder=tmp_path)
    assert (made.returncode, made.stderr.splitlines()[-1]) == (0, "next: cd harbour && storyboard render")
    film = render_folder(tmp_path / "harbour")
    assert film.film.name == "harbour.mp4"
    assert film.probe()["frames"] == (3 * 5 - 1) * 24
    cut = film.spans["wait"].start
    assert 0.2 < measure_difference(film.frames[cut - 1], film.frames[cut]) < 8
