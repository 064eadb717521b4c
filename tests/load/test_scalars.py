"""Plain words as YAML 1.2's core schema reads them, in a storyboard and by themselves."""

from pathlib import Path

import pytest

from storyboard.load.scalars import resolve_scalar
from storyboard.load.storyboard import load_bytes
from storyboard.source import Sources


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("16:9", "16:9"),
        ("9:16", "9:16"),
        ("1:1", "1:1"),
        ("00:00:05:12", "00:00:05:12"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("+5", 5),
        ("-5", -5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("-.INF", "-.INF"),
        (".nan", ".nan"),
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("2026-11-21", "2026-11-21"),
        ("=", "="),
        (".", "."),
        ("-", "-"),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_core_schema(typed: str, value: object) -> None:
    found = resolve_scalar(typed)
    assert (type(found), found) == (type(value), value)


def test_words_stay_what_the_writer_typed() -> None:
    text = (
        "title: 007\nlogline: 1_000\nauthor: yes\nlanguage: no\noutput: {aspect_ratio: 9:16}\nshots: [on]\n"
    )
    board, troubles = load_bytes(text.encode(), "film.yaml", Sources(), root=Path(), name="film")
    assert board is not None
    assert troubles == ()
    assert (board.title, board.logline, board.author, board.language) == ("007", "1_000", "yes", "no")
    assert (board.output.width, board.output.height) == (720, 1280)
    assert board.scenes[0].shots[0].keys["prompt"].node.text == "on"  # type: ignore[union-attr]
