"""`make bench`: measures, prints a table, and ends with 1 when a promise is not kept.

Each row is a ratio of two wall times, ours over the rival's, both the best of several runs on this machine in this run.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
STORYBOARD = [PYTHON, "-m", "storyboard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise: seconds of ours, seconds of the rival's, and the ratio that it must not pass (None: only shown)."""

    what: str
    rival: str
    ours: float
    theirs: float
    most: float | None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def is_kept(self) -> bool:
        return self.most is None or self.ratio <= self.most


def measure(command: list[str], *, folder: Path, times: int = 5) -> float:
    """The best wall time of a command, in seconds; it must succeed."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def write_long_storyboard(path: Path, shots: int) -> None:
    """A storyboard with elements, a template in every prompt, chains of frames, camera moves and transitions."""
    lines = ["title: Long", "vars: {weather: rain, hour: dusk}", "elements:"]
    lines += [f"  e{number}: {{id: '{100 + number}'}}" for number in range(20)]
    lines += ["defaults: {mode: std, duration: 5}", "shots:"]
    for number in range(shots):
        lines.append(f"  - shot: s{number}")
        one, other = number % 20, (number + 7) % 20
        if number % 4 == 0:
            lines.append(
                f"    prompt: Shot {number}, <<<e{one}>>> and <<<e{other}>>> in the {{{{ weather }}}} at {{{{ hour }}}}."
            )
            lines += [f"    elements: [e{one}, e{other}]", "    notes: one of many"]
        elif number % 4 == 1:
            lines.append(f"    prompt: Shot {number} of a street in the {{{{ weather }}}}, people pass.")
            lines += [f"    first_frame: {{last_frame_of: s{number - 1}}}", "    sound: on"]
        else:
            lines.append(f"    prompt: Shot {number} of a street in the {{{{ weather }}}} at {{{{ hour }}}}.")
            lines += [
                f"    camera: {{pan: {number % 9 + 1}}}",
                "    transition: {dissolve: 0.5s}",
                "    tags: [a, b]",
            ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bench_start(folder: Path) -> Row:
    return Row(
        what="storyboard --version",
        rival="python -c pass",
        ours=measure([*STORYBOARD, "--version"], folder=folder, times=15),
        theirs=measure([PYTHON, "-c", "pass"], folder=folder, times=15),
        most=2.5,
    )


def bench_check(folder: Path) -> tuple[Row, ...]:
    load = "import yaml; yaml.load(open('long.yaml', encoding='utf-8'), yaml.CSafeLoader)"
    check = [*STORYBOARD, "check", "-q"]
    write_long_storyboard(folder / "ten.yaml", 10)
    write_long_storyboard(folder / "thousand.yaml", 1_000)
    write_long_storyboard(folder / "long.yaml", 10_000)
    ten = measure([*check, "ten.yaml"], folder=folder)
    thousand = measure([*check, "thousand.yaml"], folder=folder)
    long = measure([*check, "long.yaml"], folder=folder)
    bare = measure([PYTHON, "-c", "pass"], folder=folder, times=15)
    loaded = measure([PYTHON, "-c", load], folder=folder)
    return (
        Row(what="check of 10 shots", rival="python -c pass", ours=ten, theirs=bare, most=None),
        Row(
            what="check of 10,000 shots", rival="yaml.load(CSafeLoader)", ours=long, theirs=loaded, most=None
        ),
        Row(
            what="check of 10,000 shots", rival="check of 1,000 shots", ours=long, theirs=thousand, most=11.0
        ),
    )


def bench_demo(folder: Path) -> tuple[Row, Row]:
    shutil.copytree(
        ROOT / "examples" / "lighthouse", folder / "lighthouse", ignore=shutil.ignore_patterns(".storyboard")
    )
    render = [*STORYBOARD, "render", "lighthouse/lighthouse.yaml", "--emulate"]
    first = measure(render, folder=folder, times=1)
    again = measure(render, folder=folder, times=3)
    return (
        Row(what="render lighthouse, first", rival="the 90 s it may take", ours=first, theirs=90.0, most=1.0),
        Row(
            what="render lighthouse, nothing changed",
            rival="the 2 s it may take",
            ours=again,
            theirs=2.0,
            most=1.0,
        ),
    )


def main() -> int:
    """Measure all, print the table."""
    rows: list[Row] = []
    benches: list[Callable[[Path], Row | tuple[Row, ...]]] = [bench_start, bench_check, bench_demo]
    for bench in benches:
        with tempfile.TemporaryDirectory() as folder:
            made = bench(Path(folder))
            rows.extend(made if isinstance(made, tuple) else (made,))
    print("| what | against | ours s | theirs s | ratio | at most |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        most = f"{row.most:g}" if row.most is not None else "–"
        mark = "" if row.is_kept else " **missed**"
        print(
            f"| {row.what} | {row.rival} | {row.ours:.3f} | {row.theirs:.3f} | {row.ratio:.2f} | {most}{mark} |"
        )
    return 0 if all(row.is_kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
