"""A prompt without a picture becomes the scene that its words name, in English and in Chinese."""

from dataclasses import replace

import numpy as np
import pytest

from storyboard.animatic.framing import Margins
from storyboard.animatic.mood import read_mood
from storyboard.animatic.planes import Planes
from storyboard.animatic.scenery import paint_scene
from storyboard.animatic.weather import make_fall
from tests.animatic.conftest import SMALL

NO_MARGINS = Margins(left=0, top=0, right=0, bottom=0)


@pytest.mark.parametrize(
    ("prompt", "place", "hour", "weather"),
    [
        ("A lighthouse on a reef at dusk", "sea", "dusk", "clear"),
        ("黄昏，礁石上的灯塔", "sea", "dusk", "clear"),
        ("Rain on a neon street, midnight", "city", "night", "rain"),
        ("夜晚的城市，雨中的街道", "city", "night", "rain"),
        ("Morning mist in a pine forest", "forest", "dawn", "fog"),
        ("清晨，森林里的雾", "forest", "dawn", "fog"),
        ("Snow on the mountains at noon", "mountain", "day", "snow"),
        ("She climbs the spiral stairs at night", "stairs", "night", "clear"),
        ("夜里，她走上楼梯", "stairs", "night", "clear"),
        ("室内，白天，桌上一盏灯", "interior", "day", "clear"),
        ("Dunes of the desert at sunset", "desert", "dusk", "clear"),
    ],
)
def test_words_choose_the_scene(prompt: str, place: str, hour: str, weather: str) -> None:
    mood = read_mood(prompt, 0)
    assert (mood.place, mood.hour, mood.weather) == (place, hour, weather)


def test_a_word_inside_another_word_is_not_meant() -> None:
    assert "glow" not in read_mood("a lightning-fast season", 0).features
    assert read_mood("the training of trains, nighttime not meant", 0).weather == "clear"


@pytest.mark.parametrize(
    "prompt",
    ["waves", "a street at night", "a forest", "mountains", "a desert", "a room", "stairs", "thoughts"],
)
def test_a_scene_fills_its_margins_with_soft_gradients(prompt: str) -> None:
    margins = Margins(left=0.2, top=0.1, right=0, bottom=0.1)
    scene = paint_scene(replace(SMALL, prompt=prompt), margins)
    assert scene.width / scene.height == pytest.approx(320 * 1.2 / (180 * 1.2), rel=0.01)
    pixels = np.asarray(scene, np.int16)
    assert pixels.std() > 12
    # No bands: in a row of the sky, neighbours differ by a level here and there, not in steps only.
    assert len(np.unique(pixels[3], axis=0)) > 4


def test_rain_and_snow_fall_outside_only() -> None:
    assert make_fall(replace(SMALL, prompt="A room, rain outside")) is None
    assert make_fall(replace(SMALL, prompt="A clear sea")) is None
    for prompt in ("Rain on the sea at night", "Snow in the forest"):
        fall = make_fall(replace(SMALL, prompt=prompt))
        assert fall is not None
        scene = paint_scene(replace(SMALL, prompt=prompt), NO_MARGINS).resize((320, 180))
        seen = []
        for frame in (0, 1, 7):
            planes = Planes.from_picture(scene)
            fall.paste_at(planes, frame)
            seen.append(planes.y.tobytes())
        assert len({*seen, Planes.from_picture(scene).y.tobytes()}) == 4
