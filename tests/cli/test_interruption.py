"""Ctrl-C, a polite end and kill -9 in the middle: nothing is left running, nothing is lost, nothing is bought twice."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.outside import emulate, is_group_gone, start_storyboard, wait_until


def count_clips(project: Path) -> int:
    """How many takes the store knows; their media arrive a moment before they are written down."""
    return sum(1 for _ in (project / ".storyboard" / "actions").rglob("*.json"))


def stop_in_the_middle(project: Path, number: int, *words: str) -> tuple[subprocess.Popen[str], str]:
    """Start a render, and send it a signal once its first clip has arrived; what it said."""
    process = start_storyboard("render", *words, folder=project)
    try:
        wait_until(lambda: count_clips(project) >= 1 or process.poll() is not None, "a first clip")
        process.send_signal(number)
        _, said = process.communicate(timeout=10)
    finally:
        process.kill()
    wait_until(lambda: is_group_gone(process.pid), "the end of all its processes", 10)
    assert not (project / "tiny.mp4").exists()
    return process, said


def finish(project: Path, *words: str) -> dict[str, object]:
    process = start_storyboard("render", "--format", "json", *words, folder=project)
    out, said = process.communicate(timeout=90)
    assert process.returncode == 0, said
    document: dict[str, object] = json.loads(out)
    return document


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-C", "SIGTERM"])
def test_an_interrupted_run_is_resumed(project: Path, number: int) -> None:
    process, said = stop_in_the_middle(project, number)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    interrupted, help = said.splitlines()[-2:]
    assert interrupted.startswith("interrupted; ")
    assert interrupted.endswith(("of 3 clips is kept", "of 3 clips are kept"))
    assert help == "  help: run again to go on from there"
    kept = int(interrupted.split()[1])
    assert kept >= 1
    document = finish(project)
    assert (document["submitted"], document["reused"]) == (3 - kept, kept)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-C", "kill -9"])
def test_nothing_is_ordered_twice_from_a_server_that_lives_on(project: Path, number: int) -> None:
    ledger = project.parent / "orders.jsonl"
    with emulate(project.parent, "--speed", "1000", "--ledger", str(ledger)) as (_, url):
        words = ("--base-url", f"{url}/gateway")
        process, said = stop_in_the_middle(project, number, *words)
        assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
        assert "Traceback" not in said
        finish(project, *words)
    orders = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert len({order["external_task_id"] for order in orders}) == len(orders) == 3


def test_an_emulator_leaves_nothing_behind(project: Path) -> None:
    with emulate(project) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    wait_until(lambda: is_group_gone(process.pid), "the end of all its processes", 10)


def test_an_interrupted_cut_keeps_every_clip(project: Path) -> None:
    with emulate(project.parent, "--speed", "1000") as (_, url):
        words = ("render", "--base-url", f"{url}/gateway")
        process = start_storyboard(*words, folder=project)
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if "cutting the film" in line:
                    process.send_signal(signal.SIGINT)
                    break
            _, said = process.communicate(timeout=10)
        finally:
            process.kill()
        assert process.returncode == 130, said
        assert said.splitlines()[-2] == "interrupted; 3 of 3 clips are kept"
        assert not (project / "tiny.mp4").exists()
        wait_until(lambda: is_group_gone(process.pid), "the end of all its processes", 10)
        assert finish(project, *words[1:])["submitted"] == 0
