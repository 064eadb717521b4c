"""Lettering: glyphs in any script, inside the safe area, legible at any size."""

from dataclasses import replace

import numpy as np
import pytest

from storyboard.animatic.clip import choose_layer, make_frames
from storyboard.animatic.typography import Style, draw_lines, keep_drawable, load_font
from tests.animatic.conftest import SMALL


@pytest.mark.parametrize(
    "text", ["黄昏灯塔", "灯台の夕暮れ", "등대", "маяк", "φαρος", "lighthouse", "é, ß, ñ"]
)
def test_every_script_is_drawn_as_glyphs_and_not_as_boxes(text: str) -> None:
    box = bytes(load_font(32).getmask("\U0010fffd"))
    glyphs = {char: bytes(load_font(32).getmask(char)) for char in text if not char.isspace()}
    assert all(glyph != box and any(glyph) for glyph in glyphs.values())
    assert len(set(glyphs.values())) == len(glyphs)


def test_what_the_font_cannot_draw_is_left_out() -> None:
    assert keep_drawable("fox 🦊 火\x00") == "fox  火"
    assert keep_drawable("φάρος") == "φαρος"


def test_text_is_drawn_with_a_shadow_around_it() -> None:
    words, margin = draw_lines(["灯塔"], Style(size=32))
    alpha = np.asarray(words.getchannel("A"))
    assert margin > 8
    assert alpha.max() == 255
    assert not alpha[0].any()


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
def test_the_caption_stays_in_the_lower_part_and_within_the_margins(size: tuple[int, int]) -> None:
    width, height = size
    spec = replace(
        SMALL, width=width, height=height, frames=9, prompt="夜晚的灯塔，Mara climbs the stairs. " * 60
    )
    drawn = np.asarray(list(make_frames(spec))[4].y, np.int16)
    bare = np.asarray(list(choose_layer(spec, None).make_frames())[4].y, np.int16)
    lighter = drawn - bare > 60
    rows, columns = np.nonzero(lighter[height // 3 :])
    assert len(rows) > 100
    assert rows.min() + height // 3 > height * 0.55
    assert rows.max() + height // 3 < height * 0.97
    assert columns.min() > width * 0.04
    assert columns.max() < width * 0.96
