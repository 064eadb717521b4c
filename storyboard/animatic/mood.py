"""What a prompt's words say about its scene: where, when, in what weather, with what in it; in English and Chinese."""

import colorsys
import hashlib
import re
from dataclasses import dataclass
from functools import cache

import numpy as np

Colour = tuple[float, float, float]

# The first that is found wins; an English word matches with its endings, a Chinese one anywhere.
_PLACES = {
    "stairs": "stair staircase steps spiral 楼梯 阶梯 台阶 旋梯",
    "interior": "room interior indoor kitchen bedroom office hall cabin desk table studio corridor window sofa cafe "
    "restaurant classroom library 室内 房间 屋内 厨房 卧室 办公 书桌 桌 大厅 走廊 窗 沙发 教室 咖啡馆 图书馆",
    "city": "city street town skyscraper building rooftop neon downtown tokyo shanghai york alley traffic 城 街 楼 霓虹 "
    "小巷 都市 东京 上海 北京",
    "sea": "sea ocean reef wave beach shore coast island harbour harbor ship boat lighthouse underwater gull sail tide "
    "lake river whale 海 洋 礁 浪 滩 岸 岛 港 船 灯塔 鸥 湖 江 河 潮 鲸",
    "forest": "forest wood tree jungle pine leaf leaves bamboo garden park 森林 树 林 竹 丛 花园 公园 松",
    "mountain": "mountain peak cliff summit alps glacier valley canyon volcano 山 峰 崖 峡谷 雪山 冰川 火山",
    "desert": "desert dune sand mars camel 沙漠 沙丘 戈壁 火星 骆驼",
}
_HOURS = {
    "night": "night midnight moon moonlit star stars starry dark neon 夜 月 星 黑暗 午夜 霓虹",
    "dusk": "dusk sunset evening twilight golden gloaming 黄昏 日落 傍晚 夕阳 暮 晚霞",
    "dawn": "dawn sunrise morning daybreak 黎明 日出 清晨 早晨 拂晓 晨",
    "day": "day noon sunny bright midday summer 白天 正午 中午 晴 阳光 夏",
}
_WEATHERS = {
    "rain": "rain storm drizzle thunder downpour 雨 暴风 雷",
    "snow": "snow blizzard winter frost 雪 冬 霜",
    "fog": "fog mist haze foggy misty smoke cloud clouds cloudy 雾 霾 烟 云",
}
_FEATURES = {
    "lighthouse": "lighthouse beacon 灯塔",
    "birds": "gull bird crow swallow pigeon seagull 鸥 鸟 燕 鸽 雁",
    "boat": "boat ship sail dinghy vessel 船 帆 舟",
    "glow": "fire lamp lantern candle light lit flame lights 火 灯 烛 焰 光",
    "moon": "moon moonlit 月",
    "rocks": "reef rock cliff 礁 岩 崖 石",
    "person": "man woman girl boy person she he keeper child figure 人 男 女 孩 她 他 守",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a scene, from 0 to 1: the sky from top to horizon, its light, and layers from far to near."""

    zenith: Colour
    middle: Colour
    horizon: Colour
    light: Colour
    far: Colour
    near: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What is painted for a prompt; `seed` is a number that any change of the prompt changes."""

    place: str
    hour: str
    weather: str
    features: frozenset[str]
    palette: Palette
    seed: int


def _rgb(code: str) -> Colour:
    return int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255


_PALETTES: dict[str, tuple[tuple[str, ...], ...]] = {
    "day": (
        ("3f7fb5", "86b8d6", "e6eee6", "fff6da", "a9c3cb", "24464f"),
        ("4f93b8", "a5cfd3", "f2ecd8", "fff3cf", "b3c8bf", "2b4a45"),
        ("5a86b8", "a9c0d9", "f3e7dc", "fff1d6", "b4bccd", "303f5c"),
    ),
    "dawn": (
        ("46618f", "b59bb5", "fbd3b0", "ffe6b8", "b79cae", "2f3350"),
        ("3f6d8c", "9fb4ba", "f8dcb4", "fff0c4", "a3b0b5", "22404e"),
        ("5c5f96", "cf9fae", "ffd6a8", "ffe9b0", "c09fb0", "3a2f52"),
    ),
    "dusk": (
        ("23305c", "95567a", "f79a5e", "ffd38a", "8f5b78", "171a35"),
        ("1c3a57", "6f6f8a", "f0a46a", "ffdc96", "6d6a86", "0f2033"),
        ("3a2a58", "b3536a", "fdb46a", "ffe09a", "9c5468", "201533"),
    ),
    "night": (
        ("060d1f", "10264a", "2c4d74", "dfe9f5", "24415f", "050a16"),
        ("0a0b22", "1c2350", "414a80", "e9e6f7", "2e3566", "07081a"),
        ("04141c", "0b313f", "21606a", "e2f4ee", "1b4a55", "030e14"),
    ),
}


def read_mood(prompt: str, seed: int) -> Mood:
    """The scene of a prompt; words that are not known leave the choice to the prompt's hash."""
    digest = hashlib.sha256(f"{seed}\n{prompt}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    text = prompt.lower()
    place = _find_first(_PLACES, text) or str(rng.choice(["hills", "sea", "mountain", "hills"]))
    hour = _find_first(_HOURS, text) or str(rng.choice(["dusk", "dawn", "day", "dusk"]))
    weather = _find_first(_WEATHERS, text) or "clear"
    features = frozenset(name for name, words in _FEATURES.items() if _compile(words).search(text))
    return Mood(
        place=place,
        hour=hour,
        weather=weather,
        features=features,
        palette=_make_palette(hour, weather, place, rng),
        seed=int.from_bytes(digest[8:16], "big"),
    )


def _find_first(table: dict[str, str], text: str) -> str | None:
    """The name whose words come first in the text: what a prompt opens with is what it is about."""
    found = {name: match.start() for name, words in table.items() if (match := _compile(words).search(text))}
    return min(found, key=found.__getitem__) if found else None


@cache
def _compile(words: str) -> re.Pattern[str]:
    latin = [word for word in words.split() if word.isascii()]
    other = [word for word in words.split() if not word.isascii()]
    return re.compile("|".join([rf"\b(?:{'|'.join(latin)})(?:s|es|y|ing)?\b", *other]))


def _make_palette(hour: str, weather: str, place: str, rng: np.random.Generator) -> Palette:
    """A palette of the hour, turned a little in hue and lightness by the prompt, greyed by the weather."""
    choices = _PALETTES[hour]
    colours = [_rgb(code) for code in choices[int(rng.integers(len(choices)))]]
    turn, lift = rng.uniform(-0.03, 0.03), rng.uniform(0.93, 1.07)
    grey = {"rain": 0.5, "fog": 0.4, "snow": 0.45}.get(weather, 0.0) * (0.3 if place == "city" else 1.0)
    dim = {"rain": 0.8, "snow": 1.06}.get(weather, 1.0)
    shifted = [_shift(colour, turn, lift * dim, grey) for colour in colours]
    if place == "desert":
        shifted[4:] = [mix_colours(colour, (0.78, 0.45, 0.25), 0.5) for colour in shifted[4:]]
    elif place == "forest":
        shifted[4:] = [mix_colours(colour, (0.10, 0.30, 0.20), 0.35) for colour in shifted[4:]]
    return Palette(
        zenith=shifted[0],
        middle=shifted[1],
        horizon=shifted[2],
        light=shifted[3],
        far=shifted[4],
        near=shifted[5],
    )


def _shift(colour: Colour, turn: float, lift: float, grey: float) -> Colour:
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb((hue + turn) % 1, min(1.0, lightness * lift), saturation * (1 - grey))


def mix_colours(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: 0 is one, 1 the other."""
    r, g, b = (a + (c - a) * share for a, c in zip(one, other, strict=True))
    return r, g, b
