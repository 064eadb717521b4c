"""Probing, verifying and taking frames, on small files made here."""

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from storyboard.errors import DiskError, Interrupted, MediaError
from storyboard.media import MediaKind, extract_frame, probe_media, run_ffmpeg, verify_video
from storyboard.processes import Children


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of 320x180 at 24 fps, each frame a grey of its number, with a tone."""
    path = tmp_path_factory.mktemp("reel") / "reel.mp4"
    picture = "color=gray:s=320x180:r=24:d=2,format=gray,geq=lum='16+4*N',format=yuv420p"
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "10", "-g", "20", "-c:a", "aac"]
    run_ffmpeg(["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=d=2", *encode, str(path)])
    return path


def read_grey(path: Path) -> float:
    """The mean red of a picture's middle."""
    with Image.open(path) as picture:
        middle = picture.convert("RGB").crop((140, 70, 180, 110))
        return sum(value for value in middle.resize((1, 1)).getpixel((0, 0))) / 3


def test_probe_video(reel: Path) -> None:
    facts = probe_media(reel)
    assert (facts.kind, facts.format, facts.codec) == (MediaKind.VIDEO, "mp4", "h264")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (320, 180, Fraction(24), 48)
    assert facts.duration == 2
    assert facts.keyframes == 3
    assert facts.pixel_format == "yuv420p"
    assert facts.bytes == reel.stat().st_size
    assert facts.audio is not None
    assert (facts.audio.codec, facts.audio.rate, facts.audio.channels) == ("aac", 44100, 1)
    assert abs(facts.audio.duration - 2) < Fraction(1, 20)
    assert verify_video(reel) == facts


def test_probe_counts_a_matroska_by_its_packets(reel: Path, tmp_path: Path) -> None:
    other = tmp_path / "wrongly_named.mp4"
    run_ffmpeg(["-i", str(reel), "-c", "copy", "-f", "matroska", str(other)])
    facts = verify_video(other)
    assert (facts.format, facts.frames, facts.fps, facts.keyframes) == ("matroska", 48, Fraction(24), 3)


def test_probe_rotation(reel: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.mp4"
    run_ffmpeg(["-display_rotation", "90", "-i", str(reel), "-c", "copy", str(turned)])
    facts = probe_media(turned)
    assert (facts.width, facts.height, facts.rotation % 180) == (180, 320, 90)
    extract_frame(turned, None, tmp_path / "last.png")
    with Image.open(tmp_path / "last.png") as picture:
        assert picture.size == (180, 320)


def test_probe_image_and_sound(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "a.dat", format="PNG")
    facts = probe_media(tmp_path / "a.dat")
    assert (facts.kind, facts.format, facts.width, facts.height) == (MediaKind.IMAGE, "png", 30, 20)
    sound = tmp_path / "a.wav"
    run_ffmpeg(["-f", "lavfi", "-i", "sine=d=1:r=48000", str(sound)])
    facts = probe_media(sound)
    assert facts.kind is MediaKind.AUDIO
    assert (facts.format, facts.duration) == ("wav", 1)
    with pytest.raises(MediaError, match="not a video but audio"):
        verify_video(sound)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist"), (b"", "is empty"), (b"<html>no</html>" * 99, "cannot be|not a media|neither")],
)
def test_probe_says_what_is_wrong(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "odd.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MediaError, match=message) as caught:
        probe_media(path)
    assert "odd.mp4" in caught.value.message


def test_playlists_are_not_followed(reel: Path, tmp_path: Path) -> None:
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{reel}\n#EXT-X-ENDLIST\n")
    with pytest.raises(MediaError):
        probe_media(playlist)


@pytest.mark.parametrize("kept", [0.5, 0.97])
@pytest.mark.parametrize("faststart", [True, False])
def test_verify_refuses_a_cut_off_file(reel: Path, tmp_path: Path, kept: float, faststart: bool) -> None:
    whole, broken = tmp_path / "whole.mp4", tmp_path / "broken.mp4"
    flags = ["-movflags", "+faststart"] if faststart else []
    run_ffmpeg(["-i", str(reel), "-c", "copy", *flags, str(whole)])
    content = whole.read_bytes()
    broken.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        verify_video(broken)


def test_verify_refuses_a_spoilt_end(reel: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.mp4", tmp_path / "broken.mp4"
    run_ffmpeg(["-i", str(reel), "-an", "-c", "copy", "-movflags", "+faststart", str(whole)])
    content = bytearray(whole.read_bytes())
    content[-400:] = b"\0" * 400
    broken.write_bytes(content)
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        verify_video(broken)


@pytest.mark.parametrize("number", [0, 1, 19, 20, 33, 46, 47])
def test_extract_frame_is_exact(reel: Path, tmp_path: Path, number: int) -> None:
    target = tmp_path / "frame.png"
    extract_frame(reel, Fraction(number, 24), target)
    assert read_grey(target) == pytest.approx(16 + 4 * number, abs=2)
    # Anywhere within a frame's time shows that frame.
    extract_frame(reel, Fraction(number, 24) + Fraction(1, 40), tmp_path / "later.png")
    assert (tmp_path / "later.png").read_bytes() == target.read_bytes()


def test_extract_last_frame_is_the_same_each_time(reel: Path, tmp_path: Path) -> None:
    hashes = set()
    for name in ("a.png", "b.png"):
        extract_frame(reel, None, tmp_path / name)
        hashes.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    extract_frame(reel, Fraction(2), tmp_path / "end.png")
    hashes.add(hashlib.sha256((tmp_path / "end.png").read_bytes()).hexdigest())
    assert len(hashes) == 1
    assert read_grey(tmp_path / "a.png") == pytest.approx(16 + 4 * 47, abs=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png", "end.png"]


def test_extract_frame_beyond_the_end(reel: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"no frame at 9 s: it is 2 s long"):
        extract_frame(reel, Fraction(9), tmp_path / "frame.png")
    with pytest.raises(DiskError):
        extract_frame(reel, None, tmp_path / "nowhere" / "frame.png")


def test_run_ffmpeg_reports_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"No such file"):
        run_ffmpeg(["-i", str(tmp_path / "missing.mp4"), str(tmp_path / "out.mp4")])


def test_run_ffmpeg_progress_and_feed(tmp_path: Path) -> None:
    heard: list[int] = []
    picture = bytes(64 * 64 * 3)
    arguments = [
        "-f",
        "rawvideo",
        "-pixel_format",
        "rgb24",
        "-video_size",
        "64x64",
        "-i",
        "-",
        "-f",
        "null",
        "-",
    ]
    run_ffmpeg(arguments, feed=[picture] * 7, progress=heard.append)
    assert heard[-1] == 7


def test_stopped_children_are_gone() -> None:
    children = Children()
    with pytest.raises(Interrupted):
        run_ffmpeg(
            ["-f", "lavfi", "-re", "-i", "testsrc=d=60", "-f", "null", "-"],
            progress=lambda _: children.stop(),
            children=children,
        )
    with pytest.raises(Interrupted):
        run_ffmpeg(["-version"], children=children)
