"""Which frames stand where in the film, and that copied ones are the source's own."""

import hashlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyboard.model.camera import Axis, Camera
from storyboard.model.cut import Caption, SourceKind, Transition, TransitionKind
from storyboard.model.output import Output, Subtitles
from storyboard.processes import run_ffmpeg
from tests.cut.barcode import (
    SMALL,
    USUAL,
    hash_frames,
    make_clip,
    make_timeline,
    read_codes,
    read_luma,
    read_tracks,
    use_clip,
)
from tests.cut.conftest import Cut


def count(clip: int, first: int, last: int) -> list[tuple[int, int]]:
    return [(clip, frame) for frame in range(first, last)]


def assert_plays(film: Path) -> None:
    """The ffmpeg executable decodes the film to its end and has nothing to say."""
    said = run_ffmpeg(["-v", "warning", "-xerror", "-i", str(film), "-f", "null", "-"])
    assert said == ""


def test_hard_cuts_copy_what_conforms(rushes: dict[str, Path], cut: Cut) -> None:
    clips = [use_clip(rushes[name], 48) for name in "abc"]
    film = cut(make_timeline(*clips))
    assert read_codes(film.path) == [*count(1, 0, 48), *count(2, 0, 48), *count(3, 0, 48)]
    sources = [digest for name in "abc" for digest in hash_frames(rushes[name])[:48]]
    assert hash_frames(film.path) == sources
    assert (film.frames, film.frames_copied, film.frames_encoded) == (144, 144, 0)
    assert_plays(film.path)


def test_frames_before_and_after_a_copied_run_are_encoded(rushes: dict[str, Path], cut: Cut) -> None:
    # A hand-over frame dropped at the head, and an end inside a group whose last frame is leant on.
    film = cut(make_timeline(use_clip(rushes["a"], 46, source_in=Fraction(1, 24)), use_clip(rushes["b"], 42)))
    assert read_codes(film.path) == [*count(1, 1, 47), *count(2, 0, 42)]
    assert film.frames_encoded < 20
    hashes, a, b = (hash_frames(path) for path in (film.path, rushes["a"], rushes["b"]))
    assert hashes[15:40] == a[16:41]
    assert hashes[46:85] == b[:39]
    assert_plays(film.path)


@pytest.mark.parametrize(
    "params",
    [
        "bframes=0:keyint=24:scenecut=0",
        "bframes=3:b-pyramid=normal:keyint=250",
        "bframes=3:b-pyramid=normal:keyint=20:min-keyint=20:open-gop=1",
        "sps-id=1:bframes=2:keyint=12",
        "sps-id=7:ref=4:bframes=3:b-adapt=2:keyint=30:cabac=0:8x8dct=0",
        "keyint=12:bframes=2:colormatrix=smpte170m",
        "keyint=12:bframes=2:fake-interlaced=1",
    ],
)
def test_any_coding_of_the_sources(rushes: dict[str, Path], tmp_path: Path, cut: Cut, params: str) -> None:
    other = make_clip(tmp_path / "other.mp4", clip=6, frames=49, params=params)
    timeline = make_timeline(
        use_clip(rushes["wide"], 10),
        use_clip(other, 47, source_in=Fraction(1, 24)),
        use_clip(other, 40, shot="again"),
        use_clip(rushes["wide"], 10, shot="end"),
    )
    film = cut(timeline)
    codes = read_codes(film.path)
    assert codes[10:97] == [*count(6, 1, 48), *count(6, 0, 40)]
    assert read_tracks(film.path).times == [Fraction(frame, 24) for frame in range(107)]
    copied = film.frames_copied > 40
    assert copied == (not any(word in params for word in ("smpte170m", "fake-interlaced")))
    assert_plays(film.path)


def test_any_place_of_a_joined_film_can_be_sought(rushes: dict[str, Path], cut: Cut, tmp_path: Path) -> None:
    clips = [use_clip(rushes["a"], 46, source_in=Fraction(1, 24)), use_clip(rushes["b"], 42, fade_in=4)]
    film = cut(make_timeline(*clips, use_clip(rushes["c"], 40)))
    straight = hash_frames(film.path)
    with av.open(str(film.path)) as container:
        stream = container.streams.video[0]
        assert stream.frames == 128
        assert stream.time_base is not None
        for number in (127, 3, 60, 46, 100, 15, 45, 88):
            container.seek(int(Fraction(number, 24) / stream.time_base), stream=stream)
            wanted = Fraction(number, 24) / stream.time_base
            frame = next(frame for frame in container.decode(stream) if frame.pts == wanted)
            assert hashlib.md5(frame.to_ndarray().tobytes()).hexdigest() == straight[number]


def test_runs_far_into_a_long_source(rushes: dict[str, Path], tmp_path: Path, cut: Cut) -> None:
    long = make_clip(tmp_path / "long.mp4", clip=6, frames=620)
    starts = (570, 230, 400, 3)
    clips = [use_clip(long, 40, shot=f"at{start}", source_in=Fraction(start, 24)) for start in starts]
    film = cut(make_timeline(*clips, use_clip(rushes["wide"], 10)))
    assert read_codes(film.path)[:160] == [code for start in starts for code in count(6, start, start + 40)]
    assert film.frames_copied > 90
    assert_plays(film.path)


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001)])
def test_a_long_source_is_encoded_in_pieces_without_a_seam(tmp_path: Path, cut: Cut, fps: Fraction) -> None:
    long = make_clip(
        tmp_path / "long.mp4", clip=6, frames=round(fps * 23), fps=fps, params="keyint=250:bframes=3"
    )
    output = Output(width=160, height=90, fps=Fraction(24))
    film = cut(make_timeline(use_clip(long, 528, fade_in=12, source_in=Fraction(1, 24)), output=output))
    exact = [(1 + place) * fps / 24 for place in range(12, 528)]
    frames = [frame for _, frame in read_codes(film.path)[12:]]
    assert all(
        abs(frame - wanted) <= fps / 48 + Fraction(1, 50) for frame, wanted in zip(frames, exact, strict=True)
    )
    assert_plays(film.path)


def test_the_largest_group_of_equal_headers_is_copied(
    rushes: dict[str, Path], tmp_path: Path, cut: Cut
) -> None:
    other = make_clip(tmp_path / "other.mp4", clip=6, frames=49, params=USUAL + ":ref=3:cabac=0")
    film = cut(make_timeline(use_clip(rushes["a"], 48), use_clip(other, 48), use_clip(rushes["b"], 48)))
    assert read_codes(film.path) == [*count(1, 0, 48), *count(6, 0, 48), *count(2, 0, 48)]
    assert film.frames_encoded == 48
    assert hash_frames(film.path)[96:] == hash_frames(rushes["b"])[:48]
    assert_plays(film.path)


def test_a_film_of_ours_is_footage_like_any_other(rushes: dict[str, Path], cut: Cut, tmp_path: Path) -> None:
    first = cut(
        make_timeline(use_clip(rushes["a"], 47, source_in=Fraction(1, 24)), use_clip(rushes["b"], 48))
    )
    kept = first.path.rename(tmp_path / "first.mp4")
    film = cut(make_timeline(use_clip(rushes["wide"], 12), use_clip(kept, 95)))
    assert read_codes(film.path)[12:] == [*count(1, 1, 48), *count(2, 0, 48)]
    assert film.frames_encoded <= 15
    assert_plays(film.path)


@pytest.mark.parametrize("kind", list(TransitionKind))
def test_transitions_overlap_exactly(rushes: dict[str, Path], cut: Cut, kind: TransitionKind) -> None:
    into = Transition(kind=kind, frames=9)
    film = cut(make_timeline(use_clip(rushes["a"], 48), use_clip(rushes["b"], 48, transition=into)))
    codes = read_codes(film.path)
    assert film.frames == len(codes) == 87
    assert codes[:39] == count(1, 0, 39)
    assert codes[48:] == count(2, 9, 48)
    frames = [picture.astype(int) for picture in read_luma(film.path)]
    before = [picture.astype(int) for picture in read_luma(rushes["a"])]
    after = [picture.astype(int) for picture in read_luma(rushes["b"])]
    for place in range(39, 48):
        leaving = np.abs(frames[place] - before[place]).mean()
        coming = np.abs(frames[place] - after[place - 39]).mean()
        assert leaving > 0.3
        assert coming > 0.3
    if kind is TransitionKind.FADE:
        assert min(frame.mean() for frame in frames[40:47]) < frames[0].mean() / 2
        return
    # The picture that leaves is nearer at first, the one that comes is nearer at last.
    assert np.abs(frames[39] - before[39]).mean() < np.abs(frames[39] - after[0]).mean()
    assert np.abs(frames[47] - after[8]).mean() < np.abs(frames[47] - before[47]).mean()
    assert_plays(film.path)


def test_a_transition_may_take_whole_clips(rushes: dict[str, Path], cut: Cut) -> None:
    into = Transition(kind=TransitionKind.DISSOLVE, frames=6)
    clips = [use_clip(rushes[name], 12, transition=into) for name in "abc"]
    film = cut(make_timeline(*clips))
    assert film.frames == 24
    assert read_tracks(film.path).frames == 24


@pytest.mark.parametrize(
    "fps", [Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(12), Fraction(60)]
)
@pytest.mark.parametrize("start", [Fraction(0), Fraction(1, 4), Fraction(5, 2)])
def test_other_rates_show_the_frame_whose_time_has_come(
    tmp_path: Path, cut: Cut, fps: Fraction, start: Fraction
) -> None:
    other = make_clip(tmp_path / "other.mp4", clip=6, frames=int(fps * 4), fps=fps)
    film = cut(make_timeline(use_clip(other, 24, source_in=start)))
    codes = read_codes(film.path)
    assert len(codes) == 24
    for place, (clip, frame) in enumerate(codes):
        assert clip == 6
        assert abs(frame - (start + Fraction(place, 24)) * fps) <= max(1, fps / 48)
    assert codes == sorted(codes)


def test_a_variable_rate_becomes_constant(tmp_path: Path, cut: Cut) -> None:
    steady = make_clip(tmp_path / "steady.mp4", clip=6, frames=48)
    uneven = tmp_path / "uneven.mkv"
    # Every third frame missing, so that times jump.
    run_ffmpeg(
        ["-i", str(steady), "-vf", "select=mod(n\\,3)", "-fps_mode", "vfr", "-c:a", "copy", str(uneven)]
    )
    film = cut(make_timeline(use_clip(uneven, 40)))
    codes = read_codes(film.path)
    assert [frame for _, frame in codes[1:]] == [place - (place % 3 == 0) for place in range(1, 40)]


def test_sizes_are_fitted_with_black_bars(rushes: dict[str, Path], cut: Cut) -> None:
    film = cut(make_timeline(use_clip(rushes["wide"], 24)))
    with av.open(str(film.path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (320, 180, 24)
        assert (stream.codec_context.pix_fmt, stream.codec_context.colorspace) == ("yuv420p", 1)
    picture = next(read_luma(film.path))
    assert picture[:45].max() < 24
    assert picture[-45:].max() < 24
    assert read_codes(film.path, (0, 50, 320, 80))[0] == (4, 0)


def test_rotation_is_applied(rushes: dict[str, Path], tmp_path: Path, cut: Cut) -> None:
    turned = tmp_path / "turned.mp4"
    run_ffmpeg(["-display_rotation", "180", "-i", str(rushes["a"]), "-c", "copy", str(turned)])
    film = cut(make_timeline(use_clip(turned, 24)))
    turned_back = np.rot90(next(read_luma(film.path)), 2)
    straight = next(read_luma(rushes["a"]))
    assert np.abs(turned_back.astype(int) - straight).mean() < 3


def test_stretched_pixels_are_made_square(tmp_path: Path, cut: Cut) -> None:
    squeezed = make_clip(tmp_path / "squeezed.mp4", clip=6, size=(160, 180), extra=["-aspect", "16:9"])
    film = cut(make_timeline(use_clip(squeezed, 24)))
    assert read_codes(film.path) == count(6, 0, 24)


def test_a_source_that_is_short_holds_its_last_frame(rushes: dict[str, Path], cut: Cut) -> None:
    film = cut(make_timeline(use_clip(rushes["a"], 52)))
    assert read_codes(film.path) == [*count(1, 0, 49), *[(1, 48)] * 3]


def test_fades_begin_and_end_in_black(rushes: dict[str, Path], cut: Cut) -> None:
    film = cut(make_timeline(use_clip(rushes["a"], 40, fade_in=8, fade_out=8), use_clip(rushes["b"], 20)))
    means = [float(picture.mean()) for picture in read_luma(film.path)]
    assert means[0] < 18
    assert means[39] < 18
    assert means[:8] == sorted(means[:8])
    assert read_codes(film.path)[8:32] == count(1, 8, 32)
    assert_plays(film.path)


def test_stills_are_held_and_moved(rushes: dict[str, Path], tmp_path: Path, cut: Cut) -> None:
    still = tmp_path / "card.png"
    Image.radial_gradient("L").resize((640, 360)).convert("RGB").save(still)
    held = use_clip(still, 20, kind=SourceKind.STILL)
    moved = use_clip(still, 20, kind=SourceKind.STILL, shot="moved", camera=Camera(axes=((Axis.ZOOM, 5),)))
    into = Transition(kind=TransitionKind.DISSOLVE, frames=5)
    last = use_clip(still, 20, kind=SourceKind.STILL, shot="last", transition=into)
    film = cut(make_timeline(held, use_clip(rushes["a"], 16), moved, last))
    frames = [picture.astype(int) for picture in read_luma(film.path)]
    assert len(frames) == 71
    assert max(np.abs(frame - frames[0]).mean() for frame in frames[:20]) < 1
    assert np.abs(frames[36] - frames[47]).mean() > 1
    assert_plays(film.path)


def test_a_tall_transparent_still(tmp_path: Path, cut: Cut) -> None:
    still = tmp_path / "card.webp"
    Image.new("RGBA", (90, 180), (255, 255, 255, 128)).save(still, lossless=True)
    film = cut(make_timeline(use_clip(still, 3, kind=SourceKind.STILL, fade_out=3)))
    picture = next(read_luma(film.path))
    assert picture[:, :110].max() < 20
    assert 60 < picture[90, 160] < 120


@pytest.mark.parametrize("fps", [Fraction(30), Fraction(30000, 1001), Fraction(25)])
def test_other_output_rates(tmp_path: Path, rushes: dict[str, Path], cut: Cut, fps: Fraction) -> None:
    conforming = make_clip(tmp_path / "own.mp4", clip=7, frames=61, fps=fps)
    output = Output(width=320, height=180, fps=fps)
    film = cut(make_timeline(use_clip(conforming, 60), use_clip(rushes["a"], 50), output=output))
    tracks = read_tracks(film.path)
    assert tracks.times == [frame / fps for frame in range(110)]
    assert hash_frames(film.path)[:57] == hash_frames(conforming)[:57]
    assert film.frames_encoded <= 53
    assert abs(tracks.samples.shape[1] - round(110 * 48000 / fps)) <= 1024


def test_burnt_in_captions(rushes: dict[str, Path], cut: Cut) -> None:
    output = Output(width=320, height=180, subtitles=Subtitles.BURN_IN)
    captions = (Caption(text="灯塔 · маяк · lighthouse", start=60, frames=10),)
    film = cut(make_timeline(*(use_clip(rushes[n], 48) for n in "abc"), output=output, captions=captions))
    assert film.frames_encoded == 48
    bright = [int(picture[140:].max()) for picture in read_luma(film.path)]
    assert all((value > 200) == (60 <= place < 70) for place, value in enumerate(bright))
    assert_plays(film.path)


def test_subtitles_beside_the_film(rushes: dict[str, Path], cut: Cut) -> None:
    output = Output(width=320, height=180, subtitles=Subtitles.SIDECAR)
    captions = (
        Caption(text="Second", start=36, frames=12),
        Caption(text="First\n\n— line", start=0, frames=24),
    )
    film = cut(make_timeline(use_clip(rushes["a"], 48), output=output, captions=captions))
    assert film.frames_copied == 48
    assert film.path.with_suffix(".srt").read_text(encoding="utf-8") == (
        "1\n00:00:00,000 --> 00:00:01,000\nFirst\n— line\n\n2\n00:00:01,500 --> 00:00:02,000\nSecond\n"
    )


def test_the_small_output_is_what_the_rushes_are() -> None:
    assert (SMALL.width, SMALL.height, SMALL.fps) == (320, 180, 24)
