"""kill -9 at every point of the payment protocol, and two runs at once: nothing is bought twice, nothing is lost."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.render.fakes import FakeProvider, run
from tests.render.victim import JOBS

ROOT = Path(__file__).parents[2]

POINTS = [
    ("claimed", 2),
    ("before submitting", 1),
    ("before POST orders", 3),
    ("after POST orders", 1),
    ("after POST orders", 4),
    ("before submitted", 2),
    ("after submitted", 2),
    ("after GET tasks", 2),
    ("half a download", 2),
    ("media without take", 1),
    ("take without row", 3),
    ("after done", 4),
]


def spawn(folder: Path, point: str = "never", count: int = 1) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.render.victim", str(folder), point, str(count)]
    return subprocess.Popen(command, cwd=ROOT)


def assert_bought_once(folder: Path) -> None:
    provider = FakeProvider(folder / "provider")
    assert sorted(order["prompt"] for order in provider.orders) == [planned.job.id for planned in JOBS]
    result = run(folder, provider, *JOBS)
    assert (result.submitted, result.reused) == (0, len(JOBS))


@pytest.mark.parametrize(("point", "count"), POINTS)
def test_a_killed_run_is_resumed(tmp_path: Path, point: str, count: int) -> None:
    assert spawn(tmp_path, point, count).wait(30) == -signal.SIGKILL
    provider = FakeProvider(tmp_path / "provider")
    bought = len(provider.orders)
    result = run(tmp_path, provider, *JOBS)
    assert not result.failures
    assert result.submitted == len(JOBS) - bought
    assert_bought_once(tmp_path)


def test_a_run_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    dice = random.Random(7)
    for _ in range(6):
        victim = spawn(tmp_path)
        time.sleep(dice.uniform(0.3, 0.8))
        victim.kill()
        victim.wait(30)
    assert spawn(tmp_path).wait(30) == 0
    assert_bought_once(tmp_path)


def test_two_runs_at_once_buy_everything_once(tmp_path: Path) -> None:
    victims = [spawn(tmp_path) for _ in range(3)]
    assert [victim.wait(30) for victim in victims] == [0, 0, 0]
    assert_bought_once(tmp_path)
