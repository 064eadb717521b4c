"""Capability tables: strict to read, and saying what the reference says; profiles by name."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard import profiles
from storyboard.errors import UsageError
from storyboard.model.job import Form, Mode, Operation
from storyboard.model.profile import SecondsRule
from storyboard.profiles.registry import list_profiles, load_profile
from storyboard.profiles.table import TableError, load_capabilities, parse_capabilities

FOLDER = Path(profiles.__file__).parent
TEXT = (FOLDER / "gateway" / "capabilities.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list_profiles())
def test_every_profile_is_sound(name: str) -> None:
    profile = load_profile(name)
    table = profile.capabilities
    assert (profile.name, table.profile) == (name, name)
    assert load_profile(name).capabilities is table
    for row in table.rows:
        where = f"{row.operation.value} on {row.model}"
        assert row.source, where
        assert table.model_names[row.model] == table.model_names[row.wire_model] == row.model, where
        assert row.default_mode in row.modes, where
        assert row.forms, where
        for rule in row.forms:
            assert rule.aspect_ratio in ("required", "optional", "forbidden"), where
            if isinstance(rule.seconds, tuple):
                assert rule.default_seconds in rule.seconds, where
        assert set(row.modes) <= set(table.expected_seconds), where
        assert all(price.per in ("second", "call") for price in row.prices), where


def test_the_gateways_numbers() -> None:
    table = load_profile("gateway").capabilities
    omni, text, image = table.rows
    assert [row.operation for row in table.rows] == [
        Operation.OMNI,
        Operation.TEXT_TO_VIDEO,
        Operation.IMAGE_TO_VIDEO,
    ]
    five_or_ten, three_to_ten = (Fraction(5), Fraction(10)), tuple(Fraction(n) for n in range(3, 11))
    lengths = {rule.form: rule.seconds for rule in omni.forms}
    assert lengths.pop(Form.TEXT) == lengths.pop(Form.FRAMES) == five_or_ten
    assert lengths.pop(Form.EDIT) is SecondsRule.AS_SOURCE
    assert set(lengths.values()) == {three_to_ten}
    assert omni.aspect_ratios == ("16:9", "9:16", "1:1")
    assert (omni.references, omni.references_with_video, omni.videos, omni.last_frame_images) == (7, 4, 1, 2)
    assert (omni.default_mode, text.default_mode, image.default_mode) == (Mode.PRO, Mode.STD, Mode.STD)
    assert (omni.sound, omni.camera, omni.negative_prompt_limit, omni.last_frame_alone) == (
        False,
        False,
        0,
        False,
    )
    assert (text.sound, text.camera, text.voices, image.voices) == (True, True, 0, 2)
    assert image.last_frame_alone
    assert not image.camera_with_last_frame
    assert not any(row.cfg_scale for row in table.rows)
    assert not image.prompt_required
    assert table.elements
    assert (table.elements.name_limit, table.elements.refer_images) == (10, (1, 3))
    assert table.images.min_ratio == Fraction(2, 5)
    assert table.limits.link_days == 30


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    prompt_limit: 2500\n    prompt_required: true\n    first_frame",
            "    first_frame",
            "missing key `rows[0].prompt_limit`",
        ),
        ("link_days: 30", "link_days: 30\n  lnk: 3", "unknown key `limits.lnk`"),
        ("link_days: 30", "link_days: many", "`limits.link_days`: `many` is no int"),
        ("link_days: 30", "link_days: 30\n  link_days: 31", "`link_days` stands there twice"),
        ("default_mode: pro", "default_mode: best", "`rows[0].default_mode`: `best` is no mode"),
        ("sides: [720, 2160]", "sides: [720]", "`videos.sides` takes 2 values"),
        ("formats: [mp4, mov]", "formats: mp4", "`videos.formats` should be a list"),
        ("images: true", "images: [true]", "`rows[0].images` should be a word"),
        ("seconds: as-source", "seconds: {a: b}", "rows[0].forms[3].seconds"),
        ("max_ratio: 5/2", "max_ratio: 5/0", "`images.max_ratio`"),
        ("limits:", "limits: [", "gateway.yaml"),
    ],
)
def test_a_mistake_in_a_table_is_named(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(TableError) as caught:
        parse_capabilities(TEXT.replace(old, new, 1), "gateway.yaml")
    assert str(caught.value).startswith("gateway.yaml: ")
    assert said in str(caught.value)


def test_a_table_is_read_once() -> None:
    path = FOLDER / "gateway" / "capabilities.yaml"
    assert load_capabilities(path) is load_capabilities(path)


def test_an_unknown_profile_is_told_what_there_is() -> None:
    with pytest.raises(UsageError, match="no profile `gatway`") as caught:
        load_profile("gatway")
    assert "`gateway`" in caught.value.help
    with pytest.raises(UsageError):
        load_profile("../gateway")


def test_the_list_of_profiles_imports_none() -> None:
    code = (
        "import sys; from storyboard.profiles.registry import list_profiles; assert 'gateway' in list_profiles(); "
        "assert not [m for m in sys.modules if m.startswith('storyboard.profiles.gateway')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
