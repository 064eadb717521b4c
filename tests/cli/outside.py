"""`storyboard` in processes of its own: started, watched, stopped, killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

STORYBOARD = [sys.executable, "-m", "storyboard"]
_TIED = [
    sys.executable,
    "-c",
    # PR_SET_PDEATHSIG: a test run that is killed takes what it has started with it.
    "import ctypes; ctypes.CDLL(None).prctl(1, 15); from storyboard.__main__ import main; main()",
]


def forget_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in [*os.environ]:
        if name.startswith(("STORYBOARD_", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)


def make_environ(**more: str) -> dict[str, str]:
    own = ("STORYBOARD_", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, **more}


def start_storyboard(*arguments: str, folder: Path, **environ: str) -> subprocess.Popen[str]:
    """A process in a group of its own, so that ctrl-C can be sent to all of it and its remains can be counted."""
    return subprocess.Popen(
        [*(_TIED if sys.platform == "linux" else STORYBOARD), *arguments],
        cwd=folder,
        env=make_environ(**environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)


def is_group_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@contextmanager
def emulate(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`storyboard emulate` as a process, and the address that it announced."""
    process = start_storyboard("emulate", "--port", "0", *arguments, folder=folder)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        yield process, line.split()[-1]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
