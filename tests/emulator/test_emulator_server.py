"""The server itself: real clips, its port, its folder, and that nothing of it outlives it."""

import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from storyboard.emulator import Emulator, EmulatorError, EmulatorOptions
from storyboard.emulator.app import list_profiles

SERVE = """
import sys
from pathlib import Path
from storyboard.emulator import EmulatorOptions, serve_emulator

if __name__ == "__main__":
    serve_emulator(EmulatorOptions(speed=1000), lambda line: print(line, flush=True))
    print("ended", flush=True)
"""
ORDER = {
    "model": "Kling-Video-O1",
    "prompt": "<<<element_1>>> 走在东京街头",
    "element_list": [{"element_id": "146"}],
    "mode": "std",
    "aspect_ratio": "1:1",
    "seconds": 3,
}
HEADERS = {"authorization": "Bearer api-key-emulator"}


def test_a_drawn_clip_has_the_size_length_and_rate_of_its_order(start: Any, media: Any) -> None:
    with Emulator(EmulatorOptions(speed=math.inf, workers=1)) as emulator:
        url = f"{emulator.base_url('gateway')}/v1/videos"
        task_id = httpx.post(url, json=ORDER, headers=HEADERS).json()["id"]
        end = time.monotonic() + 60
        while (task := httpx.get(f"{url}/{task_id}", headers=HEADERS).json())["status"] != "completed":
            assert time.monotonic() < end, task
            assert task["status"] != "failed", task
            time.sleep(0.05)
        path = media.folder / "drawn.mp4"
        path.write_bytes(httpx.get(task["video_url"]).content)
    with av.open(str(path)) as container:
        (stream,) = container.streams.video
        frames = sum(1 for _ in container.decode(stream))
        assert (stream.width, stream.height, stream.average_rate, frames) == (960, 960, 24, 73)


def test_a_port_in_use_is_said_clearly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(EmulatorError, match=rf"127\.0\.0\.1:{port}.*choose another port"),
            Emulator(EmulatorOptions(port=port)),
        ):
            pass


def test_an_unknown_profile_is_said_clearly() -> None:
    with (
        pytest.raises(ValueError, match="no such profile to emulate: kong"),
        Emulator(EmulatorOptions(profiles=("kong",))),
    ):
        pass


def test_the_folder_is_the_list_of_profiles() -> None:
    assert "gateway" in list_profiles()


def test_only_the_profiles_that_were_asked_for(start: Any) -> None:
    account = start(profiles=("gateway",))
    assert account.http.get("/v1/elements/presets").status_code == 200
    assert httpx.get(f"{account.emulator.url}/elsewhere").status_code == 404


def test_a_given_folder_stays_and_a_temporary_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with Emulator(EmulatorOptions(speed=math.inf)):
        assert len(list(scratch.iterdir())) == 1
    assert list(scratch.iterdir()) == []
    with Emulator(EmulatorOptions(speed=math.inf, folder=tmp_path / "kept")):
        pass
    assert (tmp_path / "kept").is_dir()


def test_importing_is_cheap() -> None:
    heavy = "{'starlette', 'uvicorn', 'httpx', 'av', 'PIL', 'yaml'}"
    code = f"import sys, storyboard.emulator; print(sorted({heavy} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def _children(pid: int) -> list[int]:
    """Processes whose parent is `pid`, from /proc."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads processes from /proc")
@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["ctrl-c", "term", "kill"]
)
def test_nothing_outlives_the_server(tmp_path: Path, number: signal.Signals) -> None:
    script = tmp_path / "serve.py"
    script.write_text(SERVE)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    server = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        url = f"{line.split()[-1]}/gateway/v1/videos"
        for _ in range(3):
            assert httpx.post(url, json={**ORDER, "seconds": 10}, headers=HEADERS).status_code == 200
        workers = _children(server.pid)
        assert len(workers) >= 2  # the tracker of the pool's resources, and workers
        if number is signal.SIGINT:
            os.killpg(server.pid, number)  # as a terminal does: everyone in the group gets it
        else:
            server.send_signal(number)
        out, err = server.communicate(timeout=20)
        if number is not signal.SIGKILL:
            assert (server.returncode, out, err) == (0, "ended\n", "")
            assert list(scratch.iterdir()) == []
        end = time.monotonic() + 5
        while not all(_gone(pid) for pid in workers) and time.monotonic() < end:
            time.sleep(0.02)
        assert [pid for pid in workers if not _gone(pid)] == []
    finally:
        if server.poll() is None:
            server.kill()
            server.communicate()
