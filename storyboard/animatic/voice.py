"""A voice without words: it has the rhythm and the length of a line, so that a cut can be timed to it."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storyboard.animatic.encode import SAMPLE_RATE
from storyboard.animatic.timing import share_time

_RATE = 4.6  # syllables a second
_VOWELS = (
    (730, 1090),
    (530, 1840),
    (300, 2200),
    (570, 840),
    (340, 900),
    (490, 1350),
)  # first two formants, Hz
_SYLLABLE = re.compile(
    r"[aeiouyàâäéèêëîïôöùûü]+|[\u0370-\u04ff]{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", re.I
)


def speak_lines(lines: Sequence[str], samples: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The lines one after the other over the samples, and how much of a voice there is at each (0 to 1); both (samples,)."""
    voice: NDArray[np.float32] = np.zeros(samples, np.float32)
    level: NDArray[np.float32] = np.zeros(samples, np.float32)
    for line, (start, end) in zip(lines, share_time(lines), strict=True):
        first, room = int((start + 0.06 * (end - start)) * samples), int(0.86 * (end - start) * samples)
        syllables = max(1, len(_SYLLABLE.findall(line)))
        length = min(room, int(syllables / _RATE * SAMPLE_RATE))
        if length > SAMPLE_RATE // 50:
            voice[first : first + length] += _mumble(line, syllables, length)
            ramp = np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.08 * SAMPLE_RATE)
            level[first : first + length] = np.minimum(1, ramp)
    return voice, level


def _mumble(line: str, syllables: int, length: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big"))
    place = np.arange(length) / length * syllables
    syllable = place.astype(np.int64).clip(0, syllables - 1)
    part = place - syllable
    # Each syllable rises quickly and fades; the pitch steps with it and falls over the line.
    envelope = (
        np.minimum(1, part / 0.18)
        * np.minimum(1, (1 - part) / 0.4)
        * rng.uniform(0.6, 1.0, syllables)[syllable]
    )
    pitch = float(rng.uniform(115, 185)) * (1.08 - 0.2 * np.arange(length) / length)
    pitch = pitch * (1 + rng.uniform(-0.08, 0.1, syllables)[syllable] * np.sin(np.pi * part))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    vowels = np.asarray(_VOWELS, np.float64)[rng.integers(0, len(_VOWELS), syllables)][syllable]
    sound = np.zeros(length)
    for harmonic in range(1, 18):
        high = harmonic * pitch
        first = np.exp(-(((high - vowels[:, 0]) / 130) ** 2))
        second = 0.4 * np.exp(-(((high - vowels[:, 1]) / 180) ** 2))
        sound += np.sin(harmonic * phase) * (first + second + 0.12 / harmonic)
    mumble: NDArray[np.float32] = (sound * envelope).astype(np.float32)
    return mumble
