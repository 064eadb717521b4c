"""What is seen while a film is made: a live table on a terminal, plain lines elsewhere, with an estimate."""

import os
import sys
import threading
import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from storyboard.cli.options import Speech
from storyboard.model.events import CutEvent, Event, JobEvent, JobPhase
from storyboard.model.job import Action, Plan
from storyboard.report.plan_text import format_time

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

_ENDED = frozenset({JobPhase.DONE, JobPhase.REUSED, JobPhase.FAILED, JobPhase.SKIPPED})
_TONES = {
    JobPhase.WAITING: "dim",
    JobPhase.SUBMITTING: "yellow",
    JobPhase.QUEUED: "yellow",
    JobPhase.RENDERING: "bold yellow",
    JobPhase.DOWNLOADING: "bold cyan",
    JobPhase.DONE: "green",
    JobPhase.REUSED: "green",
    JobPhase.FAILED: "bold red",
    JobPhase.SKIPPED: "red",
}
_SHARES = {
    JobPhase.SUBMITTING: 0.02,
    JobPhase.QUEUED: 0.05,
    JobPhase.RENDERING: 0.4,
    JobPhase.DOWNLOADING: 0.95,
}
"""How much of a job counts as done in each phase, for the estimate."""


class Progress(Protocol):
    """Watches a run, inside a `with` block."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def watch(self, event: Event) -> None:
        """Something happened."""
        ...


def make_progress(plan: Plan, speech: Speech) -> Progress:
    """The progress for this terminal, or for none."""
    if speech.quiet:
        return _Silence()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return _Table(plan, speech)
    return _Lines(plan, speech)


class _Silence:
    """Nothing is shown."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def watch(self, event: Event) -> None:
        """Nothing."""


class _Reckoning:
    """How far a run is, and how long it will still take: by the share of expected work that is done."""

    def __init__(self, plan: Plan) -> None:
        self.weights = {one.job.id: max(one.seconds, 1.0) for one in plan.jobs if one.action is Action.RUN}
        self.phases = {one.job.id: JobPhase.WAITING for one in plan.jobs}
        self.since: dict[str, float] = {}
        self.took: dict[str, float] = {}
        self.began = time.monotonic()

    def note(self, event: JobEvent) -> None:
        now = time.monotonic()
        self.phases[event.job] = event.phase
        self.since.setdefault(event.job, now)
        if event.phase in _ENDED:
            self.took[event.job] = now - self.since[event.job]

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    @property
    def share(self) -> float:
        total = sum(self.weights.values())
        if not total:
            return 1.0
        done = sum(
            weight * (1.0 if self.phases[job] in _ENDED else _SHARES.get(self.phases[job], 0.0))
            for job, weight in self.weights.items()
        )
        return done / total

    @property
    def remaining(self) -> str:
        """`about 20 s left`, once enough is done to tell."""
        share = self.share
        if share >= 1.0:
            return ""
        if share < 0.1 or self.elapsed < 2:
            return "estimating"
        return f"about {format_time(self.elapsed * (1 - share) / share)} left"


class _Lines(_Silence):
    """A line for each thing that changed, for logs."""

    def __init__(self, plan: Plan, speech: Speech) -> None:
        self.speech = speech
        self.reckoning = _Reckoning(plan)
        self.total = len(self.reckoning.weights)
        self.said: dict[str, set[str]] = {}
        # The pieces of a cut are made, and told of, by several threads.
        self.cutting = threading.Lock()

    def watch(self, event: Event) -> None:
        """A line when a job is submitted, done or failed, and when the cut begins."""
        if isinstance(event, CutEvent):
            if self.cutting.acquire(blocking=False):  # once, and never given back
                self.speech.say(f"{self.reckoning.elapsed:6.1f} s  cutting the film")
            return
        self.reckoning.note(event)
        if event.job not in self.reckoning.weights and event.phase is not JobPhase.FAILED:
            return
        is_end = event.phase in _ENDED
        if not (is_end or event.phase is JobPhase.SUBMITTING or event.note or self.speech.verbose):
            return
        # What is tried again and again is told of once.
        trouble = f"{event.phase.value} {event.note.partition('; again in')[0]}"
        said = self.said.setdefault(event.job, set())
        if trouble in said and not is_end:
            return
        said.add(trouble)
        ended = sum(self.reckoning.phases[job] in _ENDED for job in self.reckoning.weights)
        left = self.reckoning.remaining
        tail = f"  [{ended}/{self.total}{', ' + left if left else ''}]" if is_end else ""
        note = f": {event.note}" if event.note else ""
        self.speech.say(f"{self.reckoning.elapsed:6.1f} s  {event.job} {event.phase.value}{note}{tail}")


class _Table:
    """A table that lives on the terminal until the film is done."""

    def __init__(self, plan: Plan, speech: Speech) -> None:
        self.speech = speech
        self.reckoning = _Reckoning(plan)
        self.order = [one.job.id for one in plan.jobs if one.action is not Action.LOCAL]
        self.notes: dict[str, str] = {}
        self.cut: CutEvent | None = None
        self.live: Live | None = None
        self.width, self.height = 80, 24

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.live import Live

        self.live = Live(
            get_renderable=self.draw,
            console=Console(stderr=True, highlight=False),
            refresh_per_second=8,
            transient=True,
        )
        self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def watch(self, event: Event) -> None:
        """Keep what happened; it is drawn a moment later."""
        if isinstance(event, CutEvent):
            self.cut = event
            return
        self.reckoning.note(event)
        self.notes[event.job] = event.note

    def draw(self) -> "Group":
        """The table as it stands."""
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        if self.live is not None:
            self.width, self.height = self.live.console.size
        now = time.monotonic()
        rows = Table.grid(padding=(0, 2))
        for _ in range(4):
            rows.add_column(no_wrap=True, overflow="ellipsis")
        shown = self._choose(max(1, min(24, self.height - 5)))
        for job in shown:
            phase = self.reckoning.phases[job]
            begun = self.reckoning.since.get(job)
            took = self.reckoning.took.get(job, now - begun if begun is not None else 0.0)
            tone = _TONES[phase]
            mark = {"done": "✓", "reused": "✓", "failed": "✗", "skipped": "✗", "waiting": "·"}.get(
                phase.value, "▸"
            )
            name = Text(f" {mark} {job}", style=tone)
            name.truncate(max(12, self.width - 26), overflow="ellipsis")
            rows.add_row(
                name,
                Text(phase.value, style=tone),
                Text(
                    f"{took:.0f} s" if begun is not None and phase is not JobPhase.REUSED else "", style="dim"
                ),
                Text(self.notes.get(job, ""), style="dim", overflow="ellipsis", no_wrap=True),
            )
        share = self.reckoning.share
        counts = Counter(self.reckoning.phases[job] in _ENDED for job in self.order)
        is_narrow = self.width < 90
        words = f"{counts[True]} of {len(self.order)}" + ("" if is_narrow else " shots and elements")
        left = self.reckoning.remaining
        if self.cut is not None:
            share = self.cut.done / max(1, self.cut.total)
            words, left = f"cutting: {self.cut.what}", ""
        footer = Table.grid(padding=(0, 2))
        for _ in range(5):
            footer.add_column(no_wrap=True, overflow="ellipsis")
        bar = ProgressBar(total=1.0, completed=share, width=12 if is_narrow else 32)
        told = Text(words)
        told.truncate(max(10, self.width - (bar.width or 0) - 30), overflow="ellipsis")
        footer.add_row(
            Text(" "),
            bar,
            told,
            Text(f"{self.reckoning.elapsed:.0f} s", style="dim"),
            Text(left, style="dim"),
        )
        hidden = len(self.order) - len(shown)
        return Group(rows, Text(f"   and {hidden} more" if hidden else "", style="dim"), footer)

    def _choose(self, room: int) -> list[str]:
        """The jobs that say most where there is no room for all: what runs, what failed, what ended last, what waits."""
        if len(self.order) <= room:
            return self.order
        reckoning = self.reckoning

        def rank(job: str) -> tuple[int, float]:
            phase = reckoning.phases[job]
            if phase in (JobPhase.DONE, JobPhase.REUSED):
                return 2, -(reckoning.since.get(job, 0.0) + reckoning.took.get(job, 0.0))
            return {JobPhase.FAILED: 1, JobPhase.WAITING: 3, JobPhase.SKIPPED: 4}.get(phase, 0), 0.0

        chosen = set(sorted(self.order, key=rank)[:room])
        return [job for job in self.order if job in chosen]
