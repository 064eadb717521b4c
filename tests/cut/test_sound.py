"""Lengths, places, edges and loudness of the film's sound."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from storyboard.cut.loudness import measure_loudness
from storyboard.cut.sound import make_tracks, place_sample, shape_volume
from storyboard.model.cut import Transition, TransitionKind
from storyboard.model.output import Output
from storyboard.processes import Children
from tests.cut.barcode import make_clip, make_timeline, read_tracks, use_clip
from tests.cut.conftest import Cut

AS_IT_IS = Output(width=320, height=180, loudness=None)


def loud(samples: NDArray[np.float32], start: float, end: float) -> float:
    """Root mean square of the left channel between two times in seconds."""
    part = samples[0, int(start * 48000) : int(end * 48000)].astype(float)
    return float(np.sqrt((part**2).mean()))


def test_sound_is_as_long_as_the_picture(rushes: dict[str, Path], cut: Cut) -> None:
    film = cut(
        make_timeline(use_clip(rushes["a"], 47), use_clip(rushes["mute"], 31), use_clip(rushes["b"], 20))
    )
    tracks = read_tracks(film.path)
    assert tracks.frames == 98
    assert tracks.rate == 48000
    assert abs(tracks.samples.shape[1] - 98 * 2000) <= 1024
    assert loud(tracks.samples, 2.0, 3.2) < 1e-3
    assert loud(tracks.samples, 0.1, 1.9) > 0.05
    assert loud(tracks.samples, 3.3, 4.0) > 0.05


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
@pytest.mark.parametrize("rate", [44100, 48000, 22050])
def test_any_rate_and_layout(tmp_path: Path, cut: Cut, rate: int, layout: str) -> None:
    sound = f"sine=f=440:r={rate},volume=0.5,aformat=channel_layouts={layout}"
    film = cut(make_timeline(use_clip(make_clip(tmp_path / "a.mp4", clip=1, sound=sound), 24)))
    samples = read_tracks(film.path).samples
    spectrum = np.abs(np.fft.rfft(samples[0, 4800:43200]))
    assert np.argmax(spectrum) * 48000 / 38400 == pytest.approx(440, abs=1.5)
    assert loud(samples[::-1], 0.2, 0.8) > 0.02


def test_sound_stays_with_its_picture(tmp_path: Path, cut: Cut) -> None:
    # A beep from 1.0 s to 1.1 s of the source, used from 0.5 s on, behind a second of another clip.
    sound = "sine=f=1000:r=44100,volume='if(between(t,1,1.1),1,0)':eval=frame"
    beep = make_clip(
        tmp_path / "beep.mp4", clip=1, frames=72, sound=sound, extra=["-c:a", "pcm_s16le", "-f", "mov"]
    )
    mute = make_clip(tmp_path / "mute.mp4", clip=2, sound=None)
    clips = [use_clip(mute, 24), use_clip(beep, 36, source_in=Fraction(1, 2))]
    film = cut(make_timeline(*clips, output=AS_IT_IS))
    heard = np.abs(read_tracks(film.path).samples[0]) > 0.03
    assert np.argmax(heard) / 48000 == pytest.approx(1.5, abs=0.025)
    assert (len(heard) - np.argmax(heard[::-1])) / 48000 == pytest.approx(1.6, abs=0.035)


def test_far_into_a_long_source(tmp_path: Path, cut: Cut) -> None:
    sound = "sine=f=1000:r=48000,volume='if(between(t,7,7.5),1,0)':eval=frame"
    long = make_clip(tmp_path / "long.mp4", clip=1, frames=240, sound=sound)
    film = cut(make_timeline(use_clip(long, 48, source_in=Fraction(6)), output=AS_IT_IS))
    heard = np.abs(read_tracks(film.path).samples[0]) > 0.03
    assert np.argmax(heard) / 48000 == pytest.approx(1.0, abs=0.03)


def test_no_clicks_at_hard_cuts(tmp_path: Path, cut: Cut) -> None:
    tones = [f"sine=f={f}:r=48000,volume=6" for f in (100, 130)]
    clips = [make_clip(tmp_path / f"{n}.mp4", clip=n, sound=tone) for n, tone in enumerate(tones)]
    film = cut(make_timeline(*(use_clip(clip, 23) for clip in clips), output=AS_IT_IS))
    samples = read_tracks(film.path).samples[0].astype(float)
    # A click is a jump of the slope that the tones by themselves do not have.
    bend = np.abs(np.diff(samples, 2))
    edge = 23 * 2000
    assert bend[edge - 200 : edge + 200].max() < 6 * bend[10000:40000].max()
    assert np.abs(samples[edge - 4 : edge + 4]).max() < 0.05


def test_crossfades_keep_the_power(rushes: dict[str, Path]) -> None:
    into = Transition(kind=TransitionKind.DISSOLVE, frames=12)
    a, b = make_tracks(make_timeline(use_clip(rushes["a"], 48), use_clip(rushes["b"], 48, transition=into)))
    assert (a.end, b.start) == (48 * 2000, 36 * 2000)
    length = a.end - b.start
    power = shape_volume(a, b.start - a.start, length) ** 2 + shape_volume(b, 0, length) ** 2
    assert power == pytest.approx(np.ones(length), abs=1e-5)


def test_places_never_drift() -> None:
    fps = Fraction(30000, 1001)
    places = [place_sample(frame, fps) for frame in range(20_000)]
    assert all(
        abs(place - Fraction(frame * 48000) / fps) <= Fraction(1, 2) for frame, place in enumerate(places)
    )


def test_volume_and_fades(tmp_path: Path, cut: Cut) -> None:
    tone = make_clip(tmp_path / "tone.mp4", clip=1, frames=48)
    quiet = use_clip(tone, 24, shot="quiet", volume=0.25, fade_out=12)
    samples = read_tracks(cut(make_timeline(use_clip(tone, 24), quiet, output=AS_IT_IS)).path).samples
    assert loud(samples, 1.1, 1.4) / loud(samples, 0.2, 0.9) == pytest.approx(0.25, rel=0.05)
    assert loud(samples, 1.9, 2.0) < 0.25 * loud(samples, 1.1, 1.4)


@pytest.mark.parametrize(
    "sound",
    [
        "sine=f=440:r=48000,volume=0.02",
        "anoisesrc=c=pink:r=48000:seed=3:a=0.3,tremolo=f=4:d=0.9",
        "anoisesrc=c=white:r=48000:seed=5:a=0.02,volume='if(lt(mod(t,0.5),0.01),8,1)':eval=frame",
    ],
)
def test_loudness_is_met_under_the_ceiling(tmp_path: Path, cut: Cut, sound: str) -> None:
    clip = make_clip(tmp_path / "a.mp4", clip=1, frames=73, sound=sound)
    film = cut(make_timeline(use_clip(clip, 72)))
    assert film.loudness == pytest.approx(-14, abs=0.5)
    assert film.peak is not None
    assert film.peak <= -1
    measured = measure_loudness(["-i", str(film.path)], Children())
    assert measured.integrated == pytest.approx(film.loudness, abs=0.11)
    assert measured.peak == pytest.approx(film.peak, abs=0.11)


def test_another_target(rushes: dict[str, Path], cut: Cut) -> None:
    output = Output(width=320, height=180, loudness=Decimal("-23"))
    assert cut(make_timeline(use_clip(rushes["a"], 48), output=output)).loudness == pytest.approx(
        -23, abs=0.5
    )


def test_silence_stays_silent(rushes: dict[str, Path], cut: Cut) -> None:
    film = cut(make_timeline(use_clip(rushes["mute"], 48), use_clip(rushes["a"], 24, volume=0.0)))
    assert film.loudness is None
    assert np.abs(read_tracks(film.path).samples).max() == 0
