"""What an order costs and how long it takes, by the vendor's price list in units per second.

The gateway reference prices motion control only, and calls its unit yuan; the vendor's list has the same numbers as units
(official reference, section 7), so the rest is read from there.
"""

from decimal import Decimal
from typing import Literal

from storyboard.emulator.ledger import Cost

Mode = Literal["std", "pro"]
Sound = Literal["silent", "audio", "voice"]

UNIT = "unit"
_OMNI = {
    ("std", False): "0.6",
    ("pro", False): "0.8",
    ("std", True): "0.9",
    ("pro", True): "1.2",
}
# The list leaves standard quality with sound empty, which the gateway's own tables do not forbid: the dearer row counts.
_V26 = {
    ("std", "silent"): "0.3",
    ("pro", "silent"): "0.5",
    ("std", "audio"): "1.0",
    ("pro", "audio"): "1.0",
    ("std", "voice"): "1.2",
    ("pro", "voice"): "1.2",
}
_MOTION = {"std": "0.5", "pro": "0.8"}
_SIMULATED_SECONDS = {"std": 12.0, "pro": 18.0}


def price_omni(mode: Mode, seconds: int, *, with_video: bool) -> Cost:
    """Kling-Video-O1."""
    return Cost(amount=Decimal(_OMNI[mode, with_video]) * seconds, unit=UNIT)


def price_v26(mode: Mode, seconds: int, sound: Sound) -> Cost:
    """Kling-V2.6 from text or a picture."""
    return Cost(amount=Decimal(_V26[mode, sound]) * seconds, unit=UNIT)


def price_motion(mode: Mode, seconds: int) -> Cost:
    """Kling-V2.6 motion control."""
    return Cost(amount=Decimal(_MOTION[mode]) * seconds, unit=UNIT)


def guess_latency(mode: Mode, seconds: int) -> float:
    """Simulated seconds from the order to the clip: a minute for five standard seconds."""
    return _SIMULATED_SECONDS[mode] * seconds
