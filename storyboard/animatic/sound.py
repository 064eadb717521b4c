"""Temp sound: a quiet ambience that the prompt's words choose, and a voice that mumbles the lines that are spoken.

Sound is 48 kHz stereo, floats from -1 to 1, shape (samples, 2).
"""

import hashlib
import math
import re

import numpy as np
from numpy.typing import NDArray

from storyboard.animatic.encode import SAMPLE_RATE
from storyboard.animatic.spec import ClipSpec
from storyboard.animatic.voice import speak_lines

Sound = NDArray[np.float32]

_LOUDNESS = -23.0  # LUFS, by EBU R 128
_CEILING = 0.7
_ENDS = 0.008  # seconds of fade, so that a cut does not click
_DUCK = 0.35  # ambience under a voice

_WORDS = {
    "sea": "sea|ocean|wave|reef|beach|shore|coast|lighthouse|gull|tide|harbou?r|boat|海|浪|礁|岸|港|船|灯塔|鸥|潮",
    "rain": "rain|storm|drizzle|downpour|雨|暴风",
    "wind": "wind|snow|mountain|desert|dune|cliff|blizzard|风|雪|山|沙漠|崖",
    "city": "city|street|traffic|town|neon|downtown|crowd|城|街|霓虹|车|人群",
    "forest": "forest|wood|tree|jungle|garden|bird|meadow|林|树|鸟|花园|草地",
    "fire": "fire|flame|candle|hearth|burn|火|焰|烛",
    "room": "room|interior|office|kitchen|desk|library|stairs?|室|屋|厨房|办公|书|楼梯",
}


def make_sound(spec: ClipSpec) -> Sound:
    """The sound of a clip, exactly as long as its frames, at about -23 LUFS."""
    samples = round(spec.frames / spec.fps * SAMPLE_RATE)
    digest = hashlib.sha256(f"sound {spec.seed} {spec.prompt}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    sound = _make_ambience(spec.prompt.lower(), samples, rng)
    if spec.speech:
        voice, level = speak_lines(spec.speech, samples)
        sound = _normalise(sound) * (1 - (1 - _DUCK) * level[:, None]) + voice[:, None] * 0.36
    return _fade_ends(_limit(_normalise(sound)))


def _make_ambience(text: str, samples: int, rng: np.random.Generator) -> Sound:
    found = [name for name, words in _WORDS.items() if re.search(words, text)]
    sound = _make_pad(samples, rng) * (0.16 if found else 1.0)
    makers = {
        "sea": _make_sea,
        "rain": _make_rain,
        "wind": _make_wind,
        "city": _make_city,
        "forest": _make_forest,
        "fire": _make_fire,
        "room": _make_room,
    }
    for rank, name in enumerate(found[:3]):
        sound = sound + makers[name](samples, rng) * (1.0, 0.55, 0.4)[rank]
    return sound


def _make_pad(samples: int, rng: np.random.Generator) -> Sound:
    """A soft open chord that breathes; its key is the prompt's."""
    time = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    root = 110 * 2 ** (float(rng.integers(0, 12)) / 12)
    sound: Sound = np.zeros((samples, 2), np.float32)
    for ratio, weight in (
        (1, 1.0),
        (1.5, 0.6),
        (2, 0.5),
        (2.5 if rng.random() < 0.5 else 2.4, 0.28),
        (3, 0.2),
    ):
        for side in (0, 1):
            detune = 1 + float(rng.uniform(-0.0016, 0.0016))
            breath = 0.7 + 0.3 * np.sin(
                2 * np.pi * (float(rng.uniform(0.07, 0.2)) * time + float(rng.random()))
            )
            phase = np.float32(2 * np.pi * root * ratio * detune) * time + np.float32(rng.uniform(0, 6.28))
            sound[:, side] += weight * breath * np.sin(phase)
    return sound * np.float32(0.05)


def _make_sea(samples: int, rng: np.random.Generator) -> Sound:
    """Swell after swell: a low body, and a hiss that follows it up the beach."""
    time = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    period, phase = float(rng.uniform(5.5, 7.5)), float(rng.random())
    swell = (0.5 - 0.5 * np.cos(2 * np.pi * (time / period + phase))) ** 1.6
    wash = (0.5 - 0.5 * np.cos(2 * np.pi * (time / period + phase - 0.09))) ** 3.5
    body, hiss = _make_noise(samples, rng, 60, 700), _make_noise(samples, rng, 1200, 6500)
    shore = body * (0.25 + 0.75 * swell[:, None]) * 0.1 + hiss * (0.04 + wash[:, None]) * 0.035
    return shore.astype(np.float32)


def _make_wind(samples: int, rng: np.random.Generator) -> Sound:
    gust = _make_drift(samples, rng, 0.5)
    low, high = _make_noise(samples, rng, 90, 420), _make_noise(samples, rng, 380, 1100)
    return low * (0.3 + 0.7 * gust[:, None]) * 0.1 + high * (gust[:, None] ** 2) * 0.05


def _make_rain(samples: int, rng: np.random.Generator) -> Sound:
    """A steady veil, and drops near by."""
    veil = _make_noise(samples, rng, 900, 9000) * 0.04
    drops: Sound = np.zeros((samples, 2), np.float32)
    length = int(0.018 * SAMPLE_RATE)
    decay = np.exp(-np.arange(length, dtype=np.float32) / (0.003 * SAMPLE_RATE))
    for _ in range(int(samples / SAMPLE_RATE * 38)):
        start, side = int(rng.integers(0, max(1, samples - length))), int(rng.integers(0, 2))
        pitch, gain = float(rng.uniform(1400, 4200)), float(rng.uniform(0.01, 0.05))
        drop = np.sin(2 * np.pi * pitch / SAMPLE_RATE * np.arange(length, dtype=np.float32)) * decay * gain
        room = min(length, samples - start)
        drops[start : start + room, side] += drop[:room]
    return veil + drops


def _make_city(samples: int, rng: np.random.Generator) -> Sound:
    """A rumble, a far hum, something that passes."""
    time = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    passing = _make_drift(samples, rng, 0.35)
    hum = np.sin(2 * np.pi * 100 * time) * 0.006 + np.sin(2 * np.pi * 150 * time) * 0.004
    rumble, tyres = _make_noise(samples, rng, 35, 220), _make_noise(samples, rng, 350, 1800)
    street = rumble * 0.11 + tyres * (0.15 + passing[:, None]) * 0.028 + hum[:, None]
    return street.astype(np.float32)


def _make_forest(samples: int, rng: np.random.Generator) -> Sound:
    """Leaves in the air, and now and then a bird."""
    leaves = (
        _make_noise(samples, rng, 500, 4500) * (0.3 + 0.7 * _make_drift(samples, rng, 0.7)[:, None]) * 0.028
    )
    sound: Sound = leaves.astype(np.float32)
    for _ in range(max(1, int(samples / SAMPLE_RATE * 0.9))):
        pitch, side, at = (
            float(rng.uniform(2300, 4200)),
            float(rng.random()),
            int(rng.integers(0, max(1, samples))),
        )
        for note in range(int(rng.integers(2, 5))):
            length = int(0.07 * SAMPLE_RATE)
            start = at + note * int(0.11 * SAMPLE_RATE)
            if start + length > samples:
                break
            turn = np.linspace(0, 1, length, dtype=np.float32)
            chirp = np.sin(2 * np.pi * np.cumsum(pitch * (1 + 0.16 * np.sin(np.pi * turn))) / SAMPLE_RATE)
            chirp = (chirp * np.sin(np.pi * turn) ** 2 * 0.012).astype(np.float32)
            sound[start : start + length, 0] += chirp * side
            sound[start : start + length, 1] += chirp * (1 - side)
    return sound


def _make_fire(samples: int, rng: np.random.Generator) -> Sound:
    """A low flutter with crackles."""
    crackle = (rng.random((samples, 1)) < 14 / SAMPLE_RATE) * rng.uniform(0.2, 1, (samples, 1))
    kernel = np.exp(-np.arange(220, dtype=np.float32) / 40) * rng.uniform(-1, 1, 220)
    snaps = np.convolve(crackle[:, 0], kernel)[:samples].astype(np.float32)[:, None]
    flutter = _make_noise(samples, rng, 60, 500) * (0.4 + 0.6 * _make_drift(samples, rng, 3.0)[:, None])
    return (flutter * 0.05 + snaps * 0.09).astype(np.float32)


def _make_room(samples: int, rng: np.random.Generator) -> Sound:
    return _make_noise(samples, rng, 40, 260) * 0.05 + _make_noise(samples, rng, 300, 2400) * 0.006


def _make_noise(samples: int, rng: np.random.Generator, low: float, high: float) -> Sound:
    """Noise between two frequencies with soft slopes, of unit power, different on the left and the right."""
    even = -(-samples // 4800) * 4800  # a length that the transform is fast at
    place = np.fft.rfftfreq(even, 1 / SAMPLE_RATE).astype(np.float32) + np.float32(1e-3)
    shape = 1 / ((1 + (low / place) ** 4) * (1 + (place / high) ** 4) * np.sqrt(place))
    sides = []
    for _ in range(2):
        spectrum = np.fft.rfft(rng.standard_normal(even, np.float32)) * shape
        side = np.fft.irfft(spectrum.astype(np.complex64), even)[:samples]
        sides.append(side / max(1e-9, float(np.sqrt(np.mean(side**2)))))
    return np.stack(sides, axis=1).astype(np.float32)


def _make_drift(samples: int, rng: np.random.Generator, rate: float) -> Sound:
    """A slow random curve from 0 to 1, shape (samples,), with about `rate` turns a second."""
    count = max(4, int(samples / SAMPLE_RATE * rate) + 4)
    place = np.linspace(0, count - 3, samples)
    cell = place.astype(np.int64)
    part = place - cell
    part = part * part * (3 - 2 * part)
    knots = rng.random(count)
    return (knots[cell] * (1 - part) + knots[cell + 1] * part).astype(np.float32)


def _normalise(sound: Sound) -> Sound:
    """Bring the whole to the target loudness."""
    return (sound * 10 ** ((_LOUDNESS - measure_loudness(sound)) / 20)).astype(np.float32)


def measure_loudness(sound: Sound) -> float:
    """The integrated loudness in LUFS without gating (ITU-R BS.1770-4, its two filters as a weighting of the spectrum)."""
    if not len(sound):
        return _LOUDNESS
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(len(sound)))
    shelf = (1.53512485958697 - 2.69169618940638 * turn + 1.19839281085285 * turn**2) / (
        1 - 1.69065929318241 * turn + 0.73248077421585 * turn**2
    )
    high_pass = (1 - 2 * turn + turn**2) / (1 - 1.99004745483398 * turn + 0.99007225036621 * turn**2)
    weight = np.abs(shelf * high_pass) ** 2
    power = sum(float((np.abs(np.fft.rfft(side)) ** 2 * weight).sum()) for side in sound.T)
    mean_square = 2 * power / len(sound) ** 2
    return -0.691 + 10 * math.log10(max(mean_square, 1e-12))


def _limit(sound: Sound) -> Sound:
    limited: Sound = np.tanh(sound / np.float32(_CEILING)) * np.float32(_CEILING)
    return limited


def _fade_ends(sound: Sound) -> Sound:
    length = min(int(_ENDS * SAMPLE_RATE), len(sound) // 2)
    if length:
        ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)[:, None]
        sound[:length] *= ramp
        sound[-length:] *= ramp[::-1]
    return sound
