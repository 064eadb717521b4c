"""Temp sound: a quiet ambience for the prompt."""

import numpy as np
from numpy.typing import NDArray

from storyboard.animatic.encode import SAMPLE_RATE
from storyboard.animatic.spec import ClipSpec


def make_sound(spec: ClipSpec) -> NDArray[np.float32]:
    """Silence."""
    return np.zeros((round(spec.frames / spec.fps * SAMPLE_RATE), 2), np.float32)
