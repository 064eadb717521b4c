"""How captions break into lines: the cases are in `wrapping.yaml`."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from storyboard.animatic.typography import measure_text
from storyboard.animatic.wrapping import balance_lines, wrap_text

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("wrapping.yaml").read_text("utf-8"))


def measure_cells(text: str) -> float:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_text_wraps_as_the_case_says(case: dict[str, Any]) -> None:
    wrapped = wrap_text(case["text"], measure_cells, case["width"], lines=case.get("most", 9))
    assert wrapped == case["lines"]


def test_lines_fit_their_width_in_the_font() -> None:
    text = (
        "夜晚，守塔人提着灯，沿着旋转楼梯缓缓向上走。The keeper climbs, slowly — “up and up” — (alone). " * 12
    )
    lines = wrap_text(text, lambda line: measure_text(line, 20), 400, lines=30)
    assert len(lines) > 10
    assert all(measure_text(line, 20) <= 400 for line in lines)


def test_balanced_lines_are_about_equally_long() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    greedy = wrap_text(text, measure_cells, 40, lines=4)
    balanced = balance_lines(text, measure_cells, 40, lines=4)
    assert len(balanced) == len(greedy) == 2
    assert abs(len(balanced[0]) - len(balanced[1])) < abs(len(greedy[0]) - len(greedy[1]))
    assert " ".join(balanced) == text
