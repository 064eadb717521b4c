"""Brings a mix to its loudness under a true-peak ceiling, and measures what came out (EBU R 128, ITU-R BS.1770)."""

import re
from dataclasses import dataclass
from pathlib import Path

from storyboard.cut.sound import RATE
from storyboard.errors import MediaError
from storyboard.processes import Children, run_ffmpeg

CEILING = -1.0  # dBTP, of the sound as delivered
_HEADROOM = 0.5  # what AAC may add to a peak
_SILENCE = -69.0  # LUFS; the gate of the measurement is at -70
_CLOSE = 0.3  # LU
_ATTEMPTS = 5
_RAW = ["-f", "f32le", "-ar", str(RATE), "-ac", "2"]
_INTEGRATED = re.compile(r"^\s*I:\s+(-?[\d.]+|-inf|nan) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^\s*Peak:\s+(-?[\d.]+|-inf|nan) dBFS", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP."""

    integrated: float
    peak: float

    @property
    def is_silent(self) -> bool:
        """Nothing that the measurement's gate lets through."""
        return self.integrated <= _SILENCE


def master_sound(
    mix: Path, target: Path, *, samples: int, loudness: float | None, children: Children
) -> Loudness | None:
    """Encode raw `mix` as AAC at `target`, brought to `loudness` (None: as it is); what it measures, None if silent.

    The gain is one number for the whole film; a limiter takes only what would pass the ceiling.
    """
    before = measure_loudness([*_RAW, "-i", str(mix)], children)
    if before.is_silent or loudness is None:
        _encode(mix, target, [], samples, children)
        return None if before.is_silent else measure_loudness(["-i", str(target)], children)
    gain, ceiling = loudness - before.integrated, CEILING - _HEADROOM
    limited = before.peak + gain > ceiling
    after = before
    for attempt in range(_ATTEMPTS):
        filters = [f"volume={gain:.3f}dB"]
        if limited:
            # Peaks between samples show at four times the rate.
            level = 10 ** (ceiling / 20)
            limiter = f"alimiter=level=0:limit={level:.6f}:attack=5:release=80:latency=1"
            filters += [f"aresample={RATE * 4}", limiter, f"aresample={RATE}"]
        _encode(mix, target, filters, samples, children)
        after = measure_loudness(["-i", str(target)], children)
        short, over = loudness - after.integrated, after.peak - CEILING
        if over <= 0 and (abs(short) <= _CLOSE or not limited):
            break
        if over > 0:
            limited, ceiling = True, ceiling - over - 0.1
        if attempt < _ATTEMPTS - 2:  # at last the ceiling counts for more than the target
            gain += short
    return after


def measure_loudness(source: list[str], children: Children) -> Loudness:
    """Loudness and true peak of an ffmpeg input."""
    said = run_ffmpeg(
        ["-threads", "1", *source, "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"],
        children=children,
    )
    integrated, peak = _INTEGRATED.findall(said), _PEAK.findall(said)
    if not integrated or not peak:
        raise MediaError("ffmpeg did not say how loud the film is", help="unset STORYBOARD_FFMPEG")
    return Loudness(integrated=_number(integrated[-1]), peak=_number(peak[-1]))


def _number(text: str) -> float:
    return -120.0 if text in ("-inf", "nan") else float(text)


def _encode(mix: Path, target: Path, filters: list[str], samples: int, children: Children) -> None:
    chain = ",".join([*filters, f"apad=whole_len={samples}", f"atrim=end_sample={samples}"])
    steady = ["-map_metadata", "-1", "-threads", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    coder = ["-c:a", "aac", "-b:a", "192k", "-ar", str(RATE), "-ac", "2"]
    source = ["-y", "-threads", "1", "-filter_threads", "1", *_RAW, "-i", str(mix)]
    run_ffmpeg([*source, "-af", chain, *coder, *steady, "-f", "mp4", str(target)], children=children)
