"""What is seen on a terminal: the table while the film is made, and the lines that stay."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from storyboard.cli.options import Speech
from storyboard.cli.progress import make_progress
from tests.cli.outside import STORYBOARD, emulate, make_environ

_CONTROL = re.compile(r"\x1b\[(\?\d+[hl]|[\d;]*([A-Za-z]))")


class Screen:
    """As much of a terminal as a live table needs: lines, carriage returns, going up, clearing a line."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = [""]
        self.row = self.column = 0
        self.seen: list[str] = []

    def feed(self, text: str) -> None:
        place = 0
        while place < len(text):
            match = _CONTROL.match(text, place)
            if match:
                self._control(match.group(1), match.group(2))
                place = match.end()
                continue
            self._write(text[place])
            place += 1

    def _control(self, what: str, letter: str | None) -> None:
        if letter == "A":
            self.row = max(0, self.row - int(what[:-1] or 1))
        elif letter == "K":
            self.seen.append(self.lines[self.row])
            self.lines[self.row] = "" if what == "2K" else self.lines[self.row][: self.column]

    def _write(self, letter: str) -> None:
        if letter == "\r":
            self.column = 0
            return
        if letter == "\n" or self.column >= self.width:
            self.row, self.column = self.row + 1, 0
            self.lines += [""] * (self.row + 1 - len(self.lines))
        if letter != "\n":
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + letter + line[self.column + 1 :]
            self.column += 1

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines).strip()


def render_on_terminal(
    project: Path, url: str, *, rows: int, columns: int, term: str
) -> tuple[int, str, Screen]:
    """Render on a terminal of that size: the exit status, every byte that came, and the screen at the end."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*STORYBOARD, "render", "--base-url", f"{url}/gateway"],
        cwd=project,
        env=make_environ(TERM=term),
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    said = bytearray()
    while True:
        try:
            block = os.read(main, 65536)
        except OSError:  # the other end has closed
            break
        if not block:
            break
        said += block
    os.close(main)
    screen = Screen(columns)
    text = said.decode("utf-8")
    screen.feed(text)
    return process.wait(30), text, screen


@pytest.mark.parametrize(("rows", "columns"), [(30, 100), (8, 60)])
def test_the_table_lives_and_goes(project: Path, rows: int, columns: int) -> None:
    wide = "a-quay-with-a-name-that-no-terminal-has-room-for-in-one-line"
    board = (project / "tiny.yaml").read_text(encoding="utf-8").replace("quay\n", f"{wide}\n", 1)
    (project / "tiny.yaml").write_text(
        board.replace("last_frame_of: quay", f"last_frame_of: {wide}"), encoding="utf-8"
    )
    with emulate(project.parent, "--speed", "1000") as (_, url):
        status, text, screen = render_on_terminal(
            project, url, rows=rows, columns=columns, term="xterm-256color"
        )
    assert status == 0, text
    drawn = [line for line in screen.seen if line.strip()]
    assert any("▸ boat" in line for line in drawn), text
    assert any("of 3" in line and "━" in line for line in drawn), text
    assert max(map(len, drawn)) <= columns
    # Nothing of the table stays, and what stays is told once.
    lines = screen.text.splitlines()
    assert lines[0] == "3 to run, 0 reused"
    assert lines[1].startswith("tiny.mp4  15.00 s, 320x180, 3 shots")
    assert "━" not in screen.text
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l"), "the cursor stays hidden"


def test_a_dumb_terminal_gets_plain_lines(project: Path) -> None:
    with emulate(project.parent, "--speed", "1000") as (_, url):
        status, text, _ = render_on_terminal(project, url, rows=24, columns=80, term="dumb")
    assert status == 0, text
    assert "\x1b" not in text
    assert re.search(r"^ +\d+\.\d s  boat done  \[3/3\]", text, re.MULTILINE)


def test_a_film_with_more_jobs_than_lines_shows_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs and what failed comes before what is done, and that before what waits."""
    import io

    from rich.console import Console

    from storyboard.compilation import compile_storyboard
    from storyboard.model.events import JobEvent, JobPhase
    from storyboard.pipeline import plan_film

    shots = "".join(f"  - {{shot: s{number:02}, prompt: a quay}}\n" for number in range(40))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"shots:\n{shots}".encode())))
    compiled = compile_storyboard(None)
    plan, _ = plan_film(compiled, find_take=lambda _: None, locked={}, local_takes={}, concurrency=5)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    table = make_progress(plan, Speech(format="text", color="auto", quiet=False, verbose=False))
    for number in range(20):
        table.watch(JobEvent(job=f"s{number:02}", phase=JobPhase.DONE))
    table.watch(JobEvent(job="s30", phase=JobPhase.RENDERING))
    table.watch(JobEvent(job="s35", phase=JobPhase.FAILED, note="refused"))
    console = Console(width=60, file=io.StringIO(), record=True)
    console.print(table.draw())  # type: ignore[attr-defined]
    shown = console.export_text()
    assert "▸ s30" in shown
    assert "✗ s35" in shown
    assert "and 21 more" in shown
    assert "21 of 40" in shown
    assert all(len(line) <= 60 for line in shown.splitlines())
