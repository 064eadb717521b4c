"""Four seconds of sea, with its sound."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PIL import Image

from drawing.paper import Floats, Sheet, blob, mixed
from drawing.rock import lay_tower
from drawing.sea import cloud, gull, lay_dusk, swell

FPS, SECONDS, RATE = 24, 4, 48_000


def film_sea() -> list[Image.Image]:
    """Four seconds of the evening sea, wave behind wave, with gulls going home."""
    sheet = Sheet(1280, 720, seed=91)
    lay_dusk(sheet, 860, 402)
    sheet.lay(cloud(-160, 120, 760, 150, 92), "#3a3170", "#573a74", shadow=0.38, lift=12)
    sheet.lay(cloud(-220, 46, 900, 120, 93), "#262a5b", "#352f64", shadow=0.38, lift=12)
    sheet.lay(
        blob([(120, 412), (190, 376), (262, 352), (330, 372), (420, 412)]), "#5b3a6a", "#6c3f6c", lift=4
    )
    lay_tower(sheet, 268, 358, 92)
    sky = sheet.rgb.copy()
    bands = [
        (408, 96, 2.0, "#c8696a", "#8d4c74"),
        (436, 150, 4.5, "#935277", "#684372"),
        (474, 220, 8, "#5d4a7c", "#41427a"),
        (522, 310, 13, "#35507e", "#24456a"),
        (584, 420, 20, "#1f5570", "#133c55"),
        (658, 560, 26, "#113c52", "#071d2d"),
    ]
    frames = []
    for n in range(FPS * SECONDS):
        t = n / FPS
        sheet.rgb = sky.copy()
        sheet.rng = np.random.default_rng(94)
        glitter = np.random.default_rng(95)
        for i, (y, length, height, top, foot) in enumerate(bands):
            bob = y + height * 0.5 * np.sin(1.5 * t + i * 1.9)
            sheet.lay(
                swell(1280, bob, length, height, 1.3 * i - t * (1.15 - 0.08 * i), 800),
                top,
                foot,
                shadow=0.38,
                lift=3 + 1.5 * i,
                edge=0.18,
            )
            slivers = []
            for _ in range(26 - 3 * i):
                off, dy, reach, beat = (
                    glitter.normal(),
                    glitter.uniform(6, 16 + 5 * i),
                    glitter.uniform(8, 16 + 7 * i),
                    glitter.uniform(0, 6.3),
                )
                open_ = max(0.0, np.sin(beat + 2.4 * t))
                if open_ > 0.08:
                    x, at, thick = (
                        860 + off * (46 + 26 * i) + 7 * np.sin(t + beat),
                        bob + height + dy,
                        (0.9 + 0.45 * i) * open_,
                    )
                    slivers.append(
                        blob(
                            [
                                (x - reach * open_, at),
                                (x, at - thick),
                                (x + reach * open_, at),
                                (x, at + thick),
                            ],
                            6,
                        )
                    )
            if slivers:
                sheet.lay(slivers, mixed("#ffe2a4", "#ff9f6a", i / 6), shadow=0, edge=0, alpha=0.88)
        flock = [(330, 220, 58, 0.0), (424, 178, 40, 0.9), (500, 252, 34, 1.7), (250, 286, 28, 2.6)]
        wings = [
            gull(x + 52 * t, y - 9 * t + 5 * np.sin(2 * t + p), s, 0.30 + 0.26 * np.sin(7 * t + p))
            for x, y, s, p in flock
        ]
        sheet.lay(wings, "#fff1dc", "#f3d3b5", shadow=0.3, lift=3)
        frames.append(sheet.finish(grain=0.011))
    return frames


def make_surf() -> Floats:
    """Make the sound of it: two channels of shaped noise that swell and draw back."""
    rng = np.random.default_rng(96)
    count = RATE * SECONDS
    t = np.arange(count) / RATE
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    channels = []
    for side in range(2):
        total = np.zeros(count)
        for low, high, slow, start, gain in (
            (40, 320, 0.25, 0.0, 1.0),
            (300, 1800, 0.5, 1.1, 0.55),
            (1500, 7000, 0.5, 1.9, 0.22),
        ):
            noise = np.fft.rfft(rng.normal(size=count))
            noise *= np.exp(
                -((np.log((pitch + 1) / np.sqrt(low * high)) / np.log(high / low)) ** 2) * 4
            ) / np.sqrt(pitch + 30)
            band = np.fft.irfft(noise, count)
            band /= np.sqrt(np.mean(band**2))
            breath = (0.5 + 0.5 * np.sin(2 * np.pi * slow * t - start - 0.35 * side)) ** 1.6
            total += gain * band * (0.25 + 0.75 * breath)
        channels.append(total)
    sound = np.stack(channels)
    quiet: Floats = sound / np.abs(sound).max() * 0.5
    return quiet.astype(np.float32)


def write_film(frames: list[Image.Image], sound: Floats, path: Path) -> None:
    """Encode pictures and sound as H.264 and AAC."""
    with av.open(path, "w", options={"movflags": "faststart"}) as film:
        picture = film.add_stream(
            "libx264", rate=FPS, options={"crf": "23", "preset": "slow", "threads": "1"}
        )
        picture.width, picture.height, picture.pix_fmt = 1280, 720, "yuv420p"
        voice = film.add_stream("aac", rate=RATE, layout="stereo")
        voice.bit_rate = 128_000
        for frame in frames:
            film.mux(picture.encode(av.VideoFrame.from_ndarray(np.asarray(frame), "rgb24")))
        film.mux(picture.encode())
        for start in range(0, sound.shape[1], 1024):
            part = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(sound[:, start : start + 1024]), "fltp", "stereo"
            )
            part.rate, part.pts = RATE, start
            film.mux(voice.encode(part))
        film.mux(voice.encode())
