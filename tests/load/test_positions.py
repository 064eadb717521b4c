"""Lines and columns, after everything that moves them."""

from pathlib import Path

import pytest

from storyboard.diagnostics import Diagnostic
from storyboard.load.storyboard import load_bytes
from storyboard.source import Place, Sources, make_span, split_span


def find_places(data: bytes) -> tuple[list[Place], tuple[Diagnostic, ...]]:
    sources = Sources()
    _, troubles = load_bytes(data, "film.yaml", sources, root=Path(), name="film")
    return [sources.locate(one.span) for one in troubles], troubles


MISTAKE = "title: 海🐚ü\nshots:\n  - {title🐚: x, prompt: A 🐚., promt: y}\n"
"""Two unknown keys in line 3, columns 6 and 31: the shell is one character, whatever it takes in bytes."""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_characters_count_in_every_encoding_and_line_end(end: str, encoding: str) -> None:
    places, _ = find_places(MISTAKE.replace("\n", end).encode(encoding))
    assert [(one.line, one.column, one.end_column) for one in places] == [(3, 6, 12), (3, 31, 36)]


@pytest.mark.parametrize("comment", ["# a comment\n", "\n\n\n", "--- # one document\n", "%YAML 1.2\n---\n"])
def test_lines_before_the_text_count(comment: str) -> None:
    places, _ = find_places((comment + "shots:\n  - promt: x\n").encode())
    assert [(one.line, one.column) for one in places] == [(comment.count("\n") + 2, 5)]


def test_an_alias_is_said_where_its_value_was_typed() -> None:
    places, troubles = find_places(
        b"defaults: &all {promt: x}\nscenes:\n  - {defaults: *all, shots: [A gull.]}\n"
    )
    assert {(one.line, one.column) for one in places} == {(1, 17)}
    assert {one.code for one in troubles} == {"SB104"}


def test_a_merged_mistake_is_said_where_it_was_typed() -> None:
    places, _ = find_places(b"vars: {all: &all {promt: x}}\nshots:\n  - {<<: *all, duration: 5}\n")
    assert [(one.line, one.column) for one in places] == [(1, 19)]


def test_a_span_holds_its_numbers() -> None:
    for numbers in [(0, 0, 0), (3, 17, 17), (4095, 2**26 - 2, 2**26 - 1), (1, 0, 2**26 - 1)]:
        assert split_span(make_span(*numbers)) == numbers


def test_the_whole_file_may_be_one_mistake() -> None:
    places, _ = find_places(b"A gull.\nTwo gulls.")
    assert [(one.line, one.column, one.end_line, one.end_column) for one in places] == [(1, 1, 2, 11)]
