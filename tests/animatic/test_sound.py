"""Temp sound is as long as the clip, quiet, without clicks, and says when something is said."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from storyboard.animatic.sound import make_sound, measure_loudness
from tests.animatic.conftest import SMALL

PROMPTS = {
    "sea": "Waves break on the reef",
    "rain": "雨夜",
    "wind": "A mountain pass in the snow",
    "city": "A neon street downtown",
    "forest": "Birds in a forest",
    "fire": "A candle burns",
    "room": "An office",
    "nothing": "Two of them argue",
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
def test_ambience_is_exact_quiet_and_without_clicks(prompt: str) -> None:
    spec = replace(SMALL, prompt=prompt, fps=Fraction(30000, 1001), frames=61)
    sound = make_sound(spec)
    assert sound.shape == (round(61 * 1001 / 30000 * 48000), 2)
    assert measure_loudness(sound) == pytest.approx(-23, abs=1)
    assert np.abs(sound).max() < 0.75
    assert np.abs(sound[0]).max() < 1e-4
    assert np.abs(sound[-1]).max() < 1e-3


def test_loudness_agrees_with_the_standards_reference_tone() -> None:
    # EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS is -23 LUFS.
    tone = 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * np.arange(96000) / 48000)
    assert measure_loudness(np.stack([tone, tone], axis=1).astype(np.float32)) == pytest.approx(-23, abs=0.1)


def test_the_prompt_and_the_lines_change_the_sound() -> None:
    base = replace(SMALL, prompt="Two of them argue", frames=24)
    changed = [
        base,
        replace(base, prompt="Two of them argue."),
        replace(base, seed=1),
        replace(base, speech=("Never.",)),
        replace(base, speech=("Always.",)),
    ]
    assert len({make_sound(spec).tobytes() for spec in changed}) == len(changed)
    assert make_sound(base).tobytes() == make_sound(base).tobytes()


def test_a_line_is_heard_while_it_is_read() -> None:
    spec = replace(SMALL, prompt="An office", frames=72, speech=("灯不能灭，你知道的。", "I know."))
    loud = np.abs(make_sound(spec)).mean(axis=1)
    assert loud[24000:72000].mean() > 2 * loud[-12000:].mean()


def test_the_shortest_clip_has_sound() -> None:
    assert make_sound(replace(SMALL, frames=1, fps=Fraction(60), speech=("No.",))).shape == (800, 2)
