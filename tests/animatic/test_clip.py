"""A clip is exactly what was asked for, begins and ends as its pictures, and is the same each time."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyboard.animatic.clip import choose_layer, draw_clip, make_frames, measure_opacity
from storyboard.animatic.spec import ClipSpec, Move, Reference
from tests.animatic.conftest import SMALL, Drawn, measure_psnr

Draw = Callable[..., Drawn]


def fit_picture(path: Path, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").resize((width, height), Image.Resampling.BICUBIC))


@pytest.mark.parametrize(
    ("width", "height", "fps", "frames"),
    [
        (320, 180, Fraction(24), 30),
        (180, 320, Fraction(30000, 1001), 13),
        (240, 240, Fraction(25), 1),
        (322, 182, Fraction(12), 2),
    ],
)
def test_a_clip_has_exactly_its_size_rate_and_frames(
    draw: Draw, width: int, height: int, fps: Fraction, frames: int
) -> None:
    drawn = draw(width=width, height=height, fps=fps, frames=frames, sound=True)
    assert drawn.frames.shape == (frames, height, width, 3)
    with av.open(str(drawn.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.average_rate == fps or frames == 1
        assert video.frames == frames
        assert (video.codec_context.name, video.pix_fmt) == ("h264", "yuv420p")
        context = video.codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48000, 2)
        assert "creation_time" not in container.metadata
        times = [frame.pts * frame.time_base * fps for frame in container.decode(video=0)]
    assert times == list(range(frames))
    assert drawn.sound is not None
    assert abs(drawn.sound.shape[1] - frames / fps * 48000) < 1024


def test_a_clip_without_sound_has_no_audio_stream(draw: Draw) -> None:
    assert draw(frames=2).sound is None


def test_keyframes_come_every_one_to_two_dozen_frames(draw: Draw) -> None:
    drawn = draw(frames=60, fps=Fraction(24), width=160, height=90)
    with av.open(str(drawn.path)) as container:
        keys = [number for number, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert keys[0] == 0
    assert all(12 <= after - before <= 24 for before, after in pairwise(keys))
    assert 60 - keys[-1] <= 24


def test_the_first_frame_is_the_first_picture(draw: Draw, pictures: tuple[Path, Path]) -> None:
    drawn = draw(first=pictures[0], move=Move(zoom=6), speech=("Hold the light.",))
    assert measure_psnr(drawn.frames[0], fit_picture(pictures[0], 320, 180)) > 30


def test_the_last_frame_is_the_last_picture(draw: Draw, pictures: tuple[Path, Path]) -> None:
    for first in (pictures[0], None):
        drawn = draw(first=first, last=pictures[1], move=Move(pan=-6))
        assert measure_psnr(drawn.frames[-1], fit_picture(pictures[1], 320, 180)) > 30


def test_a_picture_of_another_shape_is_cut_at_the_centre(draw: Draw, tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 400), (200, 40, 40))
    picture.paste((40, 90, 180), (0, 88, 400, 312))
    picture.save(tmp_path / "square.png")
    frame = draw(first=tmp_path / "square.png").frames[0].astype(int)
    assert np.abs(frame[2:-2] - (40, 90, 180)).max() < 12


def test_the_picture_moves_from_the_first_frame_to_the_last(draw: Draw, pictures: tuple[Path, Path]) -> None:
    frames = draw(
        first=pictures[0], fps=Fraction(24), frames=24, prompt="", model="", operation=""
    ).frames.astype(int)
    steps = [float(np.abs(after - before).mean()) for before, after in pairwise(frames)]
    assert min(steps) > 0.02
    assert steps[0] > 0.05


@pytest.mark.parametrize("with_first", [True, False])
def test_nothing_is_laid_over_the_first_and_the_last_frame(
    pictures: tuple[Path, Path], with_first: bool
) -> None:
    spec = replace(
        SMALL,
        first=pictures[0] if with_first else None,
        references=(
            Reference(path=pictures[1], label="Mara"),
            Reference(path=None, label="https://example.com/x.png"),
        ),
        paths=(((0.2, 0.3), (0.7, 0.6)),),
        speech=("Hold the light.",),
    )
    drawn, bare = list(make_frames(spec)), list(choose_layer(spec, None).make_frames())
    for place in (0, -1):
        assert drawn[place].y.tobytes() == bare[place].y.tobytes()
        assert drawn[place].cb.tobytes() == bare[place].cb.tobytes()
    assert measure_opacity(spec, spec.frames // 2) == 1
    assert drawn[9].y.tobytes() != bare[9].y.tobytes()


CHANGES = {
    "prompt": {"prompt": "A lighthouse on a reef at dusk, gulls circling."},
    "seed": {"seed": 1},
    "model": {"model": "model-2"},
    "operation": {"operation": "image to video"},
    "move": {"move": Move(pan=1)},
    "preset": {"move": Move(preset="forward_up")},
    "path": {"paths": (((0.2, 0.3), (0.7, 0.6)),)},
    "speech": {"speech": ("Hold the light.",)},
    "card": {"references": (Reference(path=None, label="https://example.com/x.png"),)},
}


def test_any_change_of_the_request_changes_the_picture(draw: Draw, pictures: tuple[Path, Path]) -> None:
    changes = CHANGES | {
        "first": {"first": pictures[0]},
        "other first": {"first": pictures[1]},
        "last": {"last": pictures[0]},
        "reference": {"references": (Reference(path=pictures[0], label="Mara"),)},
        "other reference": {"references": (Reference(path=pictures[1], label="Mara"),)},
        "other label": {"references": (Reference(path=pictures[0], label="Lamp"),)},
    }
    drawn = {"nothing": draw().frames} | {name: draw(**change).frames for name, change in changes.items()}
    assert len({frames.tobytes() for frames in drawn.values()}) == len(drawn)


def test_a_full_stop_more_in_the_prompt_can_be_seen_in_the_painted_scene() -> None:
    spec = replace(SMALL, frames=1)
    other = replace(spec, prompt=spec.prompt + ".")
    one, two = (np.asarray(next(make_frames(each)).y, np.int16) for each in (spec, other))
    assert np.abs(one - two).mean() > 3


def test_the_same_request_gives_the_same_file(draw: Draw, pictures: tuple[Path, Path]) -> None:
    changes = {"first": pictures[0], "move": Move(roll=3), "sound": True, "speech": ("灯不能灭。",)}
    one, two = draw(**changes), draw(**changes)
    assert one.frames.tobytes() == two.frames.tobytes()
    assert one.path.read_bytes() == two.path.read_bytes()


def test_a_base_video_plays_underneath(draw: Draw, pictures: tuple[Path, Path]) -> None:
    base = draw(first=pictures[0], move=Move(pan=10), fps=Fraction(24), frames=24)
    edited = draw(video=base.path, video_role="base", fps=Fraction(12), frames=14)
    assert len(edited.frames) == 14
    assert measure_psnr(edited.frames[0], base.frames[0]) > 18
    assert np.abs(edited.frames[7].astype(int) - edited.frames[6]).mean() > 0.3
    middle = slice(70, 110)  # between the shades
    distances = [np.abs(edited.frames[6][middle].astype(int) - frame[middle]).mean() for frame in base.frames]
    assert abs(int(np.argmin(distances)) - 12) <= 1


def test_a_feature_video_hands_over_its_last_frame(draw: Draw, pictures: tuple[Path, Path]) -> None:
    before = draw(first=pictures[0], move=Move(pan=10))
    after = draw(video=before.path, video_role="feature", width=320, height=180)
    assert measure_psnr(after.frames[0], before.frames[-1]) > 30


def test_a_motion_video_plays_in_an_inset(draw: Draw, pictures: tuple[Path, Path]) -> None:
    before = draw(first=pictures[0], move=Move(pan=10))
    subject = (Reference(path=pictures[1], label="Mara"),)
    drawn = draw(video=before.path, video_role="motion", references=subject)
    assert measure_psnr(drawn.frames[0], fit_picture(pictures[1], 320, 180)) > 28
    assert np.abs(drawn.frames[9][20:60, 240:300].astype(int) - drawn.frames[0][20:60, 240:300]).mean() > 5


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a video")
    with pytest.raises(av.error.InvalidDataError):
        draw_clip(replace(SMALL, video=broken, video_role="base"), tmp_path / "clip.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.mp4"]


@pytest.mark.parametrize("size", [(0, 90), (161, 90), (160, 91)])
def test_an_odd_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="even number of pixels"):
        replace(SMALL, width=size[0], height=size[1])


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "🦊🔥",
        "夜晚，守塔人提着灯，沿着旋转楼梯缓缓向上走。" * 110,
        "word " * 500,
        "x" * 2500,
        "雨中的城市霓虹",
        "Snow in the forest",
        "desert dunes at noon",
        "a quiet room, a woman at the window",
    ],
)
@pytest.mark.parametrize("size", [(160, 90), (90, 160)])
def test_any_prompt_can_be_drawn_small(draw: Draw, prompt: str, size: tuple[int, int]) -> None:
    spec: ClipSpec = replace(SMALL, prompt=prompt, width=size[0], height=size[1], frames=3, speech=(prompt,))
    frames = list(make_frames(spec))
    assert [frame.y.size for frame in frames] == [size] * 3
