"""What is made again and what is not, trouble with files and disks, and stopping."""

import hashlib
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.cut.film import CutProgress, prepare_clip, render_cut
from storyboard.errors import DiskError, Interrupted, MediaError
from storyboard.model.cut import SourceKind, Transition, TransitionKind
from storyboard.model.output import Output
from storyboard.processes import Children
from tests.cut.barcode import make_clip, make_timeline, read_codes, use_clip
from tests.cut.conftest import Cut

HD = Output(width=480, height=270)  # nothing conforms to it, so everything is encoded


def assert_tidy(folder: Path) -> None:
    assert not [path for path in folder.rglob("*") if ".part" in path.name or path.name.startswith(".")]


def test_the_same_film_each_time(rushes: dict[str, Path], tmp_path: Path) -> None:
    into = Transition(kind=TransitionKind.WIPE_LEFT, frames=6)
    clips = [
        use_clip(rushes["a"], 48),
        use_clip(rushes["wide"], 30, transition=into),
        use_clip(rushes["b"], 48),
    ]
    timeline = make_timeline(*clips, metadata=(("comment", "made of three"),))
    films = [
        render_cut(timeline, cache=tmp_path / name / "cache", target=tmp_path / name / "film.mp4")
        for name in "xy"
    ]
    contents = [film.path.read_bytes() for film in films]
    assert contents[0] == contents[1]
    assert films[0].sha256 == hashlib.sha256(contents[0]).hexdigest()
    assert b"made of three" in contents[0]
    assert b"Tide" in contents[0]
    assert contents[0].index(b"moov") < contents[0].index(b"mdat")
    assert_tidy(tmp_path)


def test_an_unchanged_film_is_left_alone(rushes: dict[str, Path], cut: Cut) -> None:
    timeline = make_timeline(*(use_clip(rushes[name], 30) for name in "abc"), output=HD)
    first = cut(timeline)
    assert first.frames_encoded == 90
    written = first.path.stat().st_mtime_ns
    again = cut(timeline)
    assert again == replace(first, frames_encoded=0, frames_copied=90)
    assert again.path.stat().st_mtime_ns == written
    # Touched but the same; then changed; then gone.
    content = first.path.read_bytes()
    first.path.write_bytes(content)
    assert cut(timeline).sha256 == first.sha256
    first.path.write_bytes(content[:-1] + b"?")
    assert cut(timeline).frames_encoded == 0
    assert first.path.read_bytes() == content
    first.path.unlink()
    assert cut(timeline) == again
    assert first.path.read_bytes() == content


def test_one_change_encodes_only_its_segments(rushes: dict[str, Path], cut: Cut) -> None:
    into = Transition(kind=TransitionKind.DISSOLVE, frames=6)
    clips = [use_clip(rushes[name], 30, transition=into) for name in "abc"]
    last = use_clip(rushes["mute"], 30)
    assert cut(make_timeline(*clips, last, output=HD)).frames_encoded == 108
    clips[0] = replace(clips[0], source_in=Fraction(3, 24))
    changed = cut(make_timeline(*clips, last, output=HD))
    assert changed.frames_encoded == 24 + 6
    assert read_codes(changed.path)[:24] == [(1, frame) for frame in range(3, 27)]
    # Where nothing but the sound changes, no picture is encoded.
    clips[1] = replace(clips[1], volume=0.5)
    assert cut(make_timeline(*clips, last, output=HD)).frames_encoded == 0
    # What stands elsewhere in the film now is found again; the two that meet anew are not.
    assert cut(make_timeline(last, *clips, output=HD)).frames_encoded == 24 + 6 + 18


def test_prepared_clips_are_not_encoded_again(rushes: dict[str, Path], tmp_path: Path) -> None:
    into = Transition(kind=TransitionKind.DISSOLVE, frames=6)
    clips = [
        use_clip(rushes["a"], 47, source_in=Fraction(1, 24)),
        use_clip(rushes["wide"], 30, transition=into),
    ]
    cache, counts = tmp_path / "cache", []

    def prepare(place: int) -> None:
        after = 6 if place == 0 else 0
        counts.append(
            prepare_clip(clips[place], Output(width=320, height=180), cache=cache, overlap_after=after)
        )

    threads = [threading.Thread(target=prepare, args=(place,)) for place in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    prepare(0)
    assert counts[-1] == 0
    film = render_cut(make_timeline(*clips), cache=cache, target=tmp_path / "film.mp4")
    assert film.frames_encoded == 6
    assert_tidy(tmp_path)


def test_spoilt_segments_are_made_again(rushes: dict[str, Path], tmp_path: Path, cut: Cut) -> None:
    timeline = make_timeline(use_clip(rushes["a"], 30), use_clip(rushes["b"], 30), output=HD)
    first = cut(timeline)
    first.path.unlink()
    for number, path in enumerate(sorted((tmp_path / "cache").glob("*.m*"))):
        path.write_bytes(path.read_bytes()[: 0 if number else 900])
    again = cut(timeline)
    assert (again.frames_encoded, again.sha256) == (60, first.sha256)


def test_progress_counts_up_to_the_end(rushes: dict[str, Path], tmp_path: Path) -> None:
    heard: list[CutProgress] = []
    timeline = make_timeline(use_clip(rushes["a"], 30), use_clip(rushes["b"], 30), output=HD)
    render_cut(timeline, cache=tmp_path / "c", target=tmp_path / "film.mp4", progress=heard.append)
    assert heard[-1].done == heard[-1].total == 4
    assert {"shot `a`", "shot `b`", "sound", "joining the film"} <= {each.what for each in heard}


@pytest.mark.parametrize("kind", list(SourceKind))
@pytest.mark.parametrize("content", [None, b"", b"no media at all " * 64])
def test_a_bad_file_is_named_with_its_shot(
    rushes: dict[str, Path], tmp_path: Path, content: bytes | None, kind: SourceKind
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(content or b"")
    clip = use_clip(bad, 24, shot="reef", kind=kind)
    if content is None:
        bad.unlink()
    with pytest.raises(MediaError, match=r"shot `reef`.*bad\.mp4") as caught:
        render_cut(
            make_timeline(use_clip(rushes["a"], 30), clip), cache=tmp_path / "c", target=tmp_path / "f.mp4"
        )
    assert caught.value.shot == "reef"
    assert caught.value.help
    assert not (tmp_path / "f.mp4").exists()
    assert_tidy(tmp_path)


def test_a_cut_off_file_is_named_with_its_shot(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", clip=1, extra=["-movflags", "+faststart"])
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with pytest.raises(MediaError, match=r"shot `reef`.*bad\.mp4"):
        render_cut(
            make_timeline(use_clip(bad, 24, shot="reef")), cache=tmp_path / "c", target=tmp_path / "f.mp4"
        )
    with pytest.raises(MediaError, match=r"shot `reef`.*bad\.mp4"):
        prepare_clip(use_clip(bad, 24, shot="reef"), HD, cache=tmp_path / "c")
    assert_tidy(tmp_path)


def test_clips_too_short_for_their_transitions(rushes: dict[str, Path], cut: Cut) -> None:
    into = Transition(kind=TransitionKind.DISSOLVE, frames=20)
    clips = [use_clip(rushes[name], 30, transition=into) for name in "abc"]
    with pytest.raises(MediaError, match="too short for its transitions") as caught:
        cut(make_timeline(*clips))
    assert caught.value.shot == "b"


def test_a_disk_that_cannot_be_written(rushes: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    timeline = make_timeline(use_clip(rushes["a"], 30))
    with pytest.raises(DiskError):
        render_cut(timeline, cache=tmp_path / "file" / "cache", target=tmp_path / "film.mp4")
    with pytest.raises(DiskError):
        render_cut(timeline, cache=tmp_path / "cache", target=tmp_path / "file" / "film.mp4")


def test_stopping_leaves_nothing_half_made(rushes: dict[str, Path], tmp_path: Path) -> None:
    children = Children()
    timeline = make_timeline(
        *(use_clip(rushes[name], 48) for name in "abc"), output=Output(width=1280, height=720)
    )

    def stop(step: CutProgress) -> None:
        if step.what.startswith("shot"):
            threading.Timer(0.15, children.stop).start()

    with pytest.raises(Interrupted):
        render_cut(
            timeline, cache=tmp_path / "c", target=tmp_path / "film.mp4", progress=stop, children=children
        )
    assert not (tmp_path / "film.mp4").exists()
    assert_tidy(tmp_path)


def test_ctrl_c_ends_the_encoders(rushes: dict[str, Path], tmp_path: Path) -> None:
    timeline = make_timeline(*(use_clip(rushes[name], 48) for name in "abc"), output=HD)
    children = Children()

    def interrupt(step: CutProgress) -> None:
        if step.what.startswith("shot"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_cut(
            timeline,
            cache=tmp_path / "c",
            target=tmp_path / "film.mp4",
            progress=interrupt,
            children=children,
        )
    assert children.stopped
    assert_tidy(tmp_path)
