"""The real profile, the real client and the emulator: what its ledger says was bought."""

import json
import math
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from storyboard.emulator import Emulator, EmulatorOptions
from tests.render import fakes
from tests.render.gateway import make_shots, render

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds of grey that every order gets."""
    path = tmp_path_factory.mktemp("clip") / "grey.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        frame = av.VideoFrame.from_ndarray(np.full((720, 1280, 3), 90, dtype=np.uint8), format="rgb24")
        for number in range(120):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


class Rented:
    """An emulator and what it sold."""

    def __init__(self, emulator: Emulator, ledger: Path) -> None:
        self.url = emulator.base_url("gateway")
        self.ledger = ledger

    def list_sold(self) -> list[dict[str, Any]]:
        lines = map(json.loads, self.ledger.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if "refused" not in line and "refunded" not in line]

    def assert_sold_once(self, count: int) -> None:
        sold = Counter(line["request_sha256"] for line in self.list_sold())
        assert len(sold) == count
        assert set(sold.values()) == {1}


Rent = Callable[..., Rented]


@pytest.fixture
def rent(tmp_path: Path, clip: Path) -> Iterator[Rent]:
    with ExitStack() as stack:

        def begin(faults: str = "", speed: float = math.inf) -> Rented:
            ledger, script = tmp_path / "orders.jsonl", tmp_path / "faults.yaml"
            script.write_text(f"faults: [{faults}]\n", encoding="utf-8")
            options = EmulatorOptions(speed=speed, ledger=ledger, faults=script)
            emulator = Emulator(options, draw=lambda spec, target: shutil.copyfile(clip, target))
            return Rented(stack.enter_context(emulator), ledger)

        yield begin


def test_a_film_with_an_element_a_frame_and_a_clip_of_its_own(tmp_path: Path, rent: Rent) -> None:
    shop = rent()
    for name in ("front.png", "side.png"):
        Image.new("RGB", (640, 640), "teal").save(tmp_path / name)
    element = fakes.make_element("mara", tmp_path / "front.png")
    order: Any = element.job.order
    side: Any = fakes.make_element("mara", tmp_path / "side.png").job.order
    object.__setattr__(order, "refer_images", (side.frontal_image,))
    jobs = make_shots(element=element)
    first = render(tmp_path, shop.url, *jobs)
    assert first.failures == ()
    assert first.submitted == 5
    assert {take.frames for take in first.takes.values()} == {120, 0}
    again = render(tmp_path, shop.url, *jobs)
    assert (again.submitted, again.reused) == (0, 5)
    # Another machine finds everything at the provider, the element too.
    (tmp_path / "other").mkdir()
    other = render(tmp_path / "other", shop.url, *jobs)
    assert (other.submitted, other.failures) == (0, ())
    shop.assert_sold_once(5)


@pytest.mark.parametrize(
    "faults",
    [
        "{kind: drop, when: after, times: 2}",
        "{kind: drop, when: before, times: 2}",
        "{kind: timeout_after_accept, seconds: 1}",
        "{kind: status, status: 429, code: 1303, times: 8}",
        "{kind: status, status: 429, code: 1302, event: query, times: 8}",
        "{kind: status, status: 500, code: 5000, times: 2}",
        "{kind: status, status: 504, code: 5002, times: 2}",
        "{kind: drop, event: query, times: 3}",
        "{kind: truncate_download, times: 2}",
        "{kind: corrupt_download}",
        "{kind: expired_link}",
    ],
)
def test_what_goes_wrong_passes_and_costs_nothing(tmp_path: Path, rent: Rent, faults: str) -> None:
    shop = rent(faults)
    result = render(tmp_path, shop.url, *make_shots())
    assert result.failures == ()
    assert len(result.takes) == 3
    shop.assert_sold_once(3)


def test_a_failed_task_is_ordered_anew_by_the_next_run_only(tmp_path: Path, rent: Rent) -> None:
    shop = rent("{kind: fail_task, match: harbour}")
    result = render(tmp_path, shop.url, *make_shots())
    assert [failure.job for failure in result.failures] == ["harbour"]
    assert result.failures[0].task_id == shop.list_sold()[0]["task_id"]
    assert result.skipped == ("leaving", "night")
    assert len(shop.list_sold()) == 1
    again = render(tmp_path, shop.url, *make_shots())
    assert (again.failures, again.submitted) == ((), 3)
    assert len({line["external_task_id"] for line in shop.list_sold()}) == 4


def test_a_broken_link_keeps_the_order_for_the_next_run(tmp_path: Path, rent: Rent) -> None:
    shop = rent("{kind: corrupt_download, match: harbour, times: 5}")
    result = render(tmp_path, shop.url, *make_shots())
    assert [(failure.job, failure.kept) for failure in result.failures] == [("harbour", True)]
    assert render(tmp_path, shop.url, *make_shots()).failures == ()
    shop.assert_sold_once(3)


@pytest.mark.parametrize(
    ("point", "count"), [("before POST", 1), ("after POST", 1), ("after POST", 3), ("downloaded", 1)]
)
def test_a_killed_process_is_resumed(tmp_path: Path, rent: Rent, point: str, count: int) -> None:
    shop = rent(speed=500)
    command = [sys.executable, "-m", "tests.render.gateway", str(tmp_path), shop.url, point, str(count)]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL
    result = render(tmp_path, shop.url, *make_shots())
    assert result.failures == ()
    shop.assert_sold_once(3)
