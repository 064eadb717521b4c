"""The demonstration film: what is in it, and what an edit of its storyboard orders again."""

import hashlib
import itertools
import json
import re
import time
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.examples.screening import (
    Screening,
    measure_difference,
    name_orders,
    open_picture,
    read_orders,
    render_folder,
    run_storyboard,
)

ORDER = [
    "sea",
    "rock",
    "door",
    "gulls",
    "watch",
    "course",
    "climb",
    "landing",
    "lighting",
    "vow",
    "beam",
    "answer",
]
MADE_LOCALLY = {"sea", "course"}
CLIPS = sorted(set(ORDER) - MADE_LOCALLY)
WITH_SOUND = ["rock", "door", "gulls", "beam", "vow"]
SILENT = ["watch", "course", "climb", "landing", "lighting", "answer"]
HAND_OVERS = [("rock", "door"), ("climb", "landing")]
PICTURES = [  # shot, which of its frames, the picture it was given
    ("course", 0, "chart"),
    ("lighting", 0, "lamp_room"),
    ("lighting", -1, "lamp_lit"),
    ("vow", 0, "mara_close"),
]


def test_its_streams_and_length(lighthouse: Screening) -> None:
    with av.open(str(lighthouse.folder / "assets" / "sea.mp4")) as sea:
        footage = sum(1 for _ in sea.decode(video=0))
    expected = footage + 10 * 5 * 24 + 4 * 24 - 24  # ten clips of 5 s, a still of 4 s, less a dissolve of 1 s
    facts = lighthouse.probe()
    assert facts["frames"] == expected == lighthouse.said["frames"]
    assert lighthouse.said["seconds"] == expected / 24
    assert (facts["video"], facts["audio"]) == ("h264", "aac")
    assert (facts["size"], facts["rate"]) == ((1280, 720), Fraction(24))
    assert facts["sound seconds"] == pytest.approx(expected / 24, abs=1024 / 48000)


def test_shots_follow_one_another_without_gap(lighthouse: Screening) -> None:
    assert list(lighthouse.spans) == ORDER
    overlaps = [lighthouse.spans[a].stop - lighthouse.spans[b].start for a, b in itertools.pairwise(ORDER)]
    assert overlaps == [24] + [0] * 10
    assert lighthouse.spans["answer"].stop == len(lighthouse.frames)


def test_every_shot_shows_its_own_picture(lighthouse: Screening) -> None:
    nearest = min(
        (measure_difference(lighthouse.middle(a), lighthouse.middle(b)), a, b)
        for a, b in itertools.combinations(ORDER, 2)
    )
    assert nearest[0] > 4, nearest


@pytest.mark.parametrize(("shot", "which", "picture"), PICTURES)
def test_a_shot_begins_and_ends_with_its_pictures(
    lighthouse: Screening, shot: str, which: int, picture: str
) -> None:
    source = open_picture(lighthouse.folder / "assets" / f"{picture}.jpg")
    distances = {
        name: measure_difference(lighthouse.frames[span[which]], source)
        for name, span in lighthouse.spans.items()
    }
    assert distances[shot] < 3
    assert all(distance > 20 for name, distance in distances.items() if name != shot), distances


def test_a_first_frame_lives_on_under_its_dissolve(lighthouse: Screening) -> None:
    source = open_picture(lighthouse.folder / "assets" / "rock_dusk.jpg")
    after_dissolve = lighthouse.frames[lighthouse.spans["rock"].start + 24]
    assert measure_difference(after_dissolve, source) < 15
    assert measure_difference(lighthouse.middle("beam"), source) > 30


@pytest.mark.parametrize(("before", "after"), HAND_OVERS)
def test_a_hand_over_goes_on_without_repeating_a_frame(
    lighthouse: Screening, before: str, after: str
) -> None:
    cut = lighthouse.spans[after].start
    frames = lighthouse.frames
    step = measure_difference(frames[cut - 1], frames[cut])
    usual = [measure_difference(frames[n - 1], frames[n]) for n in range(cut - 12, cut - 1)]
    assert step > 0.3, "the frame that was handed over is seen twice"
    assert step < 3 * max(usual), "the picture jumps"
    assert measure_difference(frames[cut - 1], lighthouse.middle("lighting")) > 10 * step


@pytest.mark.parametrize("shot", WITH_SOUND)
def test_a_shot_with_sound_is_heard(lighthouse: Screening, shot: str) -> None:
    assert lighthouse.loudness(shot) > -35


@pytest.mark.parametrize("shot", SILENT)
def test_a_shot_without_sound_is_silent(lighthouse: Screening, shot: str) -> None:
    assert lighthouse.loudness(shot) < -60


def test_each_order_was_placed_once(lighthouse: Screening) -> None:
    orders = read_orders(lighthouse.folder)
    assert name_orders(lighthouse.folder, orders) == CLIPS
    assert sum(order["operation"] == "element" for order in orders) == 2
    assert lighthouse.said["submitted"] == 12
    assert lighthouse.said["cost"] == {"amount": "39.5", "unit": "unit"}


def test_again_orders_nothing_and_makes_the_same_film_at_once(project: Path) -> None:
    film = next(project.glob("*.mp4"))
    before, orders = film.read_bytes(), read_orders(project)
    film.unlink()
    began = time.monotonic()
    again = render_folder(project)
    assert time.monotonic() - began < 5  # 0.8 s on an idle machine; two seconds are promised
    assert again.said["submitted"] == 0
    assert film.read_bytes() == before
    assert hashlib.sha256(before).hexdigest() == again.said["sha256"]
    assert read_orders(project) == orders


def test_the_lock_round_trips(project: Path) -> None:
    lock = project / "film.lock.yaml"
    before = lock.read_bytes()
    render_folder(project, "--locked")
    assert lock.read_bytes() == before
    lock.unlink()
    render_folder(project)
    assert lock.read_bytes() == before


def test_locked_without_the_store_refuses(project: Path) -> None:
    import shutil

    shutil.rmtree(project / ".storyboard")
    done = run_storyboard("render", "--locked", folder=project)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-2].startswith("error: the lock and the store do not cover the film")
    assert not (project / ".storyboard" / "emulator").exists()


EDITS = [
    ("gulls", "浪花拍岸。", "浪花拍岸,天色渐暗。", ["gulls"]),
    ("rock", "one window glows", "two windows glow", ["door", "rock"]),
]


@pytest.mark.parametrize(("shot", "old", "new", "ordered"), EDITS, ids=[edit[0] for edit in EDITS])
def test_a_new_prompt_orders_its_shot_and_what_grows_out_of_it(
    project: Path, shot: str, old: str, new: str, ordered: list[str]
) -> None:
    board = project / "lighthouse.yaml"
    text = board.read_text(encoding="utf-8")
    assert text.count(old) == 1
    board.write_text(text.replace(old, new), encoding="utf-8")
    before = len(read_orders(project))
    made = render_folder(project)
    assert name_orders(project, read_orders(project)[before:]) == ordered
    assert made.said["submitted"] == len(ordered)
    assert made.said["frames"] == 1368


def test_new_bytes_of_a_picture_order_exactly_what_uses_it(project: Path) -> None:
    path = project / "assets" / "lamp_lit.jpg"
    with Image.open(path) as picture:
        changed = picture.convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    changed.save(path, quality=90)
    before = len(read_orders(project))
    render_folder(project)
    assert name_orders(project, read_orders(project)[before:]) == ["lighting"]


def test_a_new_picture_of_an_element_concerns_the_shots_that_name_it(project: Path) -> None:
    path = project / "assets" / "mara_side.jpg"
    with Image.open(path) as picture:
        changed = picture.convert("RGB")
    changed.save(path, quality=70)
    done = run_storyboard("plan", "--format", "json", "--detailed-exitcode", folder=project)
    assert done.returncode == 2
    runs = {job["shot"] for job in json.loads(done.stdout)["jobs"] if job["action"] == "run"}
    assert runs - {None} == {"watch", "climb", "landing"}


def test_what_is_only_said_differently_orders_nothing(project: Path) -> None:
    board = project / "lighthouse.yaml"
    text = board.read_text(encoding="utf-8")
    text = text.replace("rock_dusk", "dusk_rock").replace("assets/dusk_rock", "assets/dusk")
    text = re.sub(r"shot: gulls", "shot: birds  # renamed", text)
    text = text.replace("fade_out: 1.5s", "fade_out: 2s")
    board.write_text(text, encoding="utf-8")
    (project / "assets" / "rock_dusk.jpg").rename(project / "assets" / "dusk.jpg")
    made = render_folder(project)
    assert made.said["submitted"] == 0
    assert "birds" in made.spans
