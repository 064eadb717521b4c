"""Keys: what is paid for again after an edit, and what is not (`changes.yaml`)."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.compilation import compile_storyboard
from storyboard.diagnostics import has_errors
from storyboard.model.take import Take
from storyboard.plan.keys import make_action_key, make_plan_key
from storyboard.workspace import hash_file
from tests.cases import make_file

CHANGES = Path(__file__).with_name("changes.yaml")
Keys = dict[str, tuple[str, str]]
"""The plan key and the action key of each job."""


@cache
def read_changes() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(CHANGES.read_text(encoding="utf-8"))
    return document


def list_changes() -> Iterator[Any]:
    for change in read_changes()["changes"]:
        yield pytest.param(change, id=change["name"])


def make_keys(folder: Path, storyboard: str) -> Keys:
    """The keys of a storyboard's jobs, as if each had brought a clip that follows from its order."""
    (folder / "film.yaml").write_text(storyboard, encoding="utf-8")
    compiled = compile_storyboard(folder / "film.yaml", digest=hash_file)
    assert not has_errors(compiled.diagnostics), [one.message for one in compiled.diagnostics]
    plan_keys: dict[str, str] = {}
    takes: dict[str, Take] = {}
    for job in compiled.jobs:
        plan_keys[job.id] = make_plan_key(job, "kling", plan_keys)
        action = make_action_key(job, "kling", takes)
        takes[job.id] = Take(action_key=action, sha256=sha256(action.encode()).hexdigest())
    return {name: (key, takes[name].action_key) for name, key in plan_keys.items()}


def make_files(folder: Path) -> None:
    for name, what in read_changes()["files"].items():
        make_file(folder / name, what)


@cache
def keys_before() -> Keys:
    with TemporaryDirectory() as folder:
        make_files(Path(folder))
        return make_keys(Path(folder), read_changes()["storyboard"])


@pytest.mark.parametrize("change", list(list_changes()))
def test_what_is_ordered_again(change: dict[str, Any], tmp_path: Path) -> None:
    make_files(tmp_path)
    text = read_changes()["storyboard"]
    for words, others in change.get("edit", {}).items():
        assert words in text, f"the storyboard does not say `{words}`"
        text = text.replace(words, others)
    for name, target in change.get("move", {}).items():
        (tmp_path / target).parent.mkdir(exist_ok=True)
        (tmp_path / name).rename(tmp_path / target)
    for name in change.get("paint", []):
        if name.endswith(".png"):
            make_file(tmp_path / name, "640x480")
        else:
            make_file(tmp_path / name, "film 12")
    before, after = keys_before(), make_keys(tmp_path, text)
    renamed = change.get("rename", {})
    before = {renamed.get(name, name): keys for name, keys in before.items()}
    assert before.keys() - after.keys() == set(change.get("gone", []))
    for place, kind in enumerate(("plan", "action")):
        changed = {
            name for name, keys in after.items() if name not in before or keys[place] != before[name][place]
        }
        assert changed == set(change["ordered"]), f"{kind} keys"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.permutations(range(8)))
def test_the_order_of_the_shots_is_in_no_key(order: list[int]) -> None:
    head, shots = read_changes()["storyboard"].split("shots:\n")
    lines = shots.splitlines(keepends=True)
    assert len(lines) == len(order)
    with TemporaryDirectory() as folder:
        make_files(Path(folder))
        keys = make_keys(Path(folder), head + "shots:\n" + "".join(lines[place] for place in order))
    assert keys == keys_before()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    words=st.text(
        st.characters(exclude_categories=["C", "Z"], exclude_characters="{}<>'\"\\"), min_size=1, max_size=30
    ),
    seconds=st.sampled_from([5, 10]),
    strength=st.integers(1, 10),
)
def test_two_orders_share_a_key_only_if_they_are_the_same(words: str, seconds: int, strength: int) -> None:
    text = "shots:\n" + "".join(
        f"  - {{shot: {name}, prompt: '{words}', duration: {length}, camera: {{{axis}: {value}}}}}\n"
        for name, length, axis, value in (
            ("a", seconds, "pan", strength),
            ("same", seconds, "pan", float(strength)),
            ("longer", 15 - seconds, "pan", strength),
            ("other-axis", seconds, "tilt", strength),
            ("other-way", seconds, "pan", -strength),
        )
    )
    with TemporaryDirectory() as folder:
        keys = make_keys(Path(folder), text)
    assert keys["a"] == keys["same"]
    assert len({keys[name] for name in keys}) == len(keys) - 1


def test_keys_stay_as_they_are() -> None:
    """A key that changes with the program orders every film again: raise FORMAT in keys.py if that is meant."""
    with TemporaryDirectory() as folder:
        keys = make_keys(
            Path(folder), "shots:\n  - {shot: gull, prompt: A gull., camera: {pan: -4}, duration: 10}\n"
        )
    assert keys["gull"][0] == keys["gull"][1]
    assert keys["gull"][0] == "1b3c788ea64646aad1d61d3c90354ed01ac1eea23472e74fe2df9bcfffcf9418"
