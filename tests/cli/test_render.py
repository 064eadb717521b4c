"""`render` with an emulator: the film, what is kept when something fails, and what it says then."""

import json
import os
import resource
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.cli.outside import emulate, start_storyboard


def test_the_film_and_its_document(call: Call, project: Path, serve: Any) -> None:
    place = serve()
    done = call("render", "--base-url", place.url, "--format", "json")
    assert done.status == 0, done.err
    document = json.loads(done.out)
    assert (document["format"], document["film"], document["seconds"]) == (1, "tiny.mp4", 15.0)
    assert (document["submitted"], document["reused"]) == (3, 0)
    assert document["cost"] == {"amount": "9.0", "unit": "unit"}
    assert [(shot["shot"], shot["take"], shot["start"], shot["end"]) for shot in document["shots"]] == [
        ("quay", 1, 0.0, 5.0),
        ("boat", 1, 5.0, 10.0),
        ("gull", 1, 10.0, 15.0),
    ]
    assert done.err.count("cutting the film") == 1
    again = call("render", "--base-url", place.url)
    assert (again.status, again.out) == (0, "")
    assert "3 shots, 0 ordered, 3 reused" in again.err
    assert call("render", "--base-url", place.url, "-q").err == ""
    assert call("plan", "--detailed-exitcode").status == 0
    assert len(place.orders) == 3


def test_where_the_film_goes(call: Call, project: Path, serve: Any) -> None:
    url = serve().url
    (project / "out.mp4").mkdir()
    assert call("render", "--base-url", url, "-o", "out.mp4").status == 0
    assert (project / "out.mp4" / "tiny.mp4").is_file()
    assert call("render", "--base-url", url, "-o", "film.MP4").status == 0
    assert (project / "film.MP4").is_file()
    assert not (project / "tiny.mp4").exists()


def test_a_target_that_cannot_be_written(call: Call, project: Path, serve: Any) -> None:
    """/proc is writable to nobody, root included."""
    place = serve()
    done = call("render", "--base-url", place.url, "-o", "/proc/film.mp4")
    assert done.status == 3
    assert done.err.splitlines()[-2].startswith("error: ")
    assert "/proc" in done.err.splitlines()[-2]
    assert call("render", "--base-url", place.url).status == 0
    assert len(place.orders) == 3


def test_limits_and_locks_refuse_before_anything_is_ordered(call: Call, project: Path, serve: Any) -> None:
    place = serve()
    dear = call("render", "--base-url", place.url, "--max-cost", "8.5")
    assert (dear.status, dear.err.splitlines()[0]) == (4, "error: the plan costs 9.0 units, more than 8.5")
    locked = call("render", "--base-url", place.url, "--locked")
    assert locked.status == 4
    assert "`quay`, `boat`, `gull` would be ordered" in locked.err
    assert place.orders == []
    assert call("render", "--base-url", place.url, "--max-cost", "9", "--jobs", "1").status == 0
    assert call("render", "--base-url", place.url, "--locked").status == 0
    lock = project / "film.lock.yaml"
    kept = lock.read_text(encoding="utf-8")
    lock.write_text(kept.replace("sha256: ", "sha256: 0", 1), encoding="utf-8")
    strange = call("render", "--base-url", place.url, "--locked")
    assert strange.status == 4
    assert "the lock does not name the takes of `boat`" in strange.err
    lock.unlink()
    bare = call("render", "--base-url", place.url, "--locked")
    assert bare.status == 4
    assert "the lock does not name the takes of `quay`, `boat`, `gull`" in bare.err
    assert not lock.exists()
    lock.write_text(kept, encoding="utf-8")


def test_a_task_that_fails(call: Call, project: Path, serve: Any) -> None:
    place = serve("faults: [{kind: fail_task, match: quay, reason: too foggy}]")
    done = call("render", "--base-url", place.url, "--keep-going")
    assert (done.status, done.out) == (3, "")
    assert "tiny.yaml:5:5: error[SB602]: `quay` failed: too foggy" in done.err
    assert "not ordered: `boat`" in done.err
    assert "1 clip is kept; run again to go on from there" in done.err
    assert len(place.orders) == 2
    assert not (project / "tiny.mp4").exists()
    again = call("render", "--base-url", place.url)
    assert (again.status, len(place.orders)) == (0, 4)
    assert "2 ordered, 1 reused" in again.err


def test_the_same_trouble_is_told_once(call: Call, project: Path, serve: Any) -> None:
    place = serve("faults: [{kind: status, status: 500, match: gull, times: 3}]")
    done = call("render", "--base-url", place.url)
    assert done.status == 0, done.err
    assert sum("gull waiting" in line for line in done.err.splitlines()) == 1


def test_a_server_that_is_not_there(call: Call, project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/gateway"
        done = call("render", "--base-url", url)
    assert done.status == 3
    assert "`127.0.0.1` cannot be reached" in done.err
    assert "check the network and the profile's URL" in done.err
    assert len(done.err.splitlines()) < 16, done.err


def test_an_address_that_is_not_the_profiles(call: Call, project: Path, serve: Any) -> None:
    place = serve()
    done = call("render", "--base-url", place.url.replace("gateway", "gatewy"), "-q")
    assert done.status == 3
    assert "404" in done.err
    assert "check the profile's URL" in done.err


def test_an_emulator_that_goes_away(call: Call, project: Path, serve: Any, clip: Path) -> None:
    """It stops while the last clip is drawn; what had arrived is kept."""
    import threading
    import time

    places: list[Any] = []

    def draw(spec: Any, target: Path) -> None:
        emulator = places[0].emulator
        if "boat" in spec.prompt and emulator.alive:
            threading.Thread(target=emulator.__exit__, args=(None, None, None)).start()
            deadline = time.monotonic() + 3
            while emulator.alive and time.monotonic() < deadline:
                time.sleep(0.01)  # the clip must not be there before the server has gone
        shutil.copyfile(clip, target)

    places.append(serve(draw=draw))
    done = call("render", "--base-url", places[0].url)
    assert done.status == 3
    assert "`boat` failed: `127.0.0.1` cannot be reached" in done.err
    assert "the order is kept, and the next run goes on with it" in done.err
    assert "2 clips are kept" in done.err
    assert "Traceback" not in done.err


def test_something_in_place_of_the_stores_folder(call: Call, project: Path) -> None:
    (project / ".storyboard").write_text("", encoding="utf-8")
    for command in ("plan", "render"):
        done = call(command)
        assert done.status == 3
        assert ".storyboard` is not a folder" in done.err
        assert "move it away" in done.err


def test_a_broken_lock(call: Call, project: Path) -> None:
    (project / "film.lock.yaml").write_text("lock: 1\nfilms: [\n", encoding="utf-8")
    for command in ("plan", "render"):
        done = call(command)
        assert (done.status, done.out) == (3, "")
        assert done.err.startswith("error: `film.lock.yaml` is broken at line 3")
    assert not (project / ".storyboard" / "emulator").exists()


def test_a_full_disk(project: Path) -> None:
    """No file may grow beyond 512 kB in that process: what a full disk does, at the first clip."""
    with emulate(project.parent, "--speed", "1000") as (_, url):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 1024, before[1]))
        try:
            process = start_storyboard("render", "--base-url", f"{url}/gateway", folder=project)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "Traceback" not in said
    assert "error: no space left to write" in said
    assert "nothing that was bought is lost" in said


def test_a_port_in_use(call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = call("emulate", "--port", str(port))
    assert done.status == 3
    assert done.err.startswith(f"error: cannot listen on 127.0.0.1:{port}: ")
    assert "choose another port" in done.err


def test_the_emulator_announces_itself_as_a_document_too(project: Path) -> None:
    process = start_storyboard("emulate", "--format", "json", folder=project)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    process.terminate()
    process.communicate(timeout=30)
    document = json.loads("".join(lines))
    assert document["format"] == 1
    assert document["url"].startswith("http://127.0.0.1:")


BROKEN = {
    "not media at all": (b"words, and no media", "cannot be read"),
    "cut off": (None, "cannot be read"),
}


@pytest.mark.parametrize("sort", BROKEN)
def test_broken_footage_is_named_with_its_shot(call: Call, project: Path, clip: Path, sort: str) -> None:
    content, said = BROKEN[sort]
    (project / "old.mp4").write_bytes(content if content is not None else clip.read_bytes()[:400])
    (project / "tiny.yaml").write_text("shots:\n  - {shot: archive, file: old.mp4}\n", encoding="utf-8")
    done = call("render")
    assert done.status in (1, 3)
    assert "`old.mp4`" in done.err
    assert said in done.err
    assert "(shot `archive`)" in done.err


def test_a_picture_as_footage(call: Call, project: Path) -> None:
    from PIL import Image

    Image.new("RGB", (320, 180)).save(project / "old.png")
    (project / "tiny.yaml").write_text("shots:\n  - {shot: archive, file: old.png}\n", encoding="utf-8")
    done = call("render")
    assert done.status in (1, 3)
    assert "`old.png`" in done.err
    assert "`still" in done.err


MISTAKES = """\
title: Many
elements:
  mara: {name: Mara, kind: character, frontal_image: assets/mara.png}
shots:
  - shot: one
    prompt: <<<marra>>> waits
  - shot: two
    duraton: 5
    prompt: x
  - shot: three
    first_frame: {last_frame_of: four}
    prompt: x
  - shot: four
    first_frame: {last_frame_of: three}
    prompt: x
  - shot: five
    first_frame: ../secret.png
    prompt: x
  - shot: six
    first_frame: /etc/passwd
    prompt: x
  - shot: seven
    first_frame: link.png
    prompt: x
"""


def test_several_mistakes_are_told_at_once_and_nothing_is_ordered(
    call: Call, project: Path, serve: Any
) -> None:
    place = serve()
    (project / "tiny.yaml").write_text(MISTAKES, encoding="utf-8")
    # Whatever is read from there would wait for ever: a pipe that nobody writes to.
    os.mkfifo(project.parent / "secret.png")
    (project / "link.png").symlink_to("../secret.png")
    done = call("render", "--base-url", place.url)
    assert (done.status, done.out) == (1, "")
    found = {line.split(" ")[0] for line in done.err.splitlines() if line.startswith("tiny.yaml:")}
    places = {tuple(int(part) for part in one.split(":")[1:3]) for one in found}
    assert {(3, 54), (6, 13), (8, 5), (14, 18), (17, 18), (20, 18), (23, 18)} <= places, done.err
    assert "did you mean `mara`?" in done.err
    assert "did you mean `duration`?" in done.err
    assert "`three` → `four` → `three`" in done.err
    assert done.err.count("leads out of the project folder") >= 2
    assert place.orders == []
    assert not (project / ".storyboard").exists()


def test_unreadable_yaml(call: Call, project: Path) -> None:
    (project / "tiny.yaml").write_text("shots:\n  - prompt: [x\n  - y\n", encoding="utf-8")
    done = call("render")
    assert done.status == 1
    assert done.err.startswith("tiny.yaml:")
    assert "error[SB101]" in done.err
    assert "never closed" in done.err or "not closed" in done.err
