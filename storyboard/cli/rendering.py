"""One `render`, from the question what to do to the line that says where the film is."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import click

from storyboard.cli.options import WRONG, Speech
from storyboard.cli.progress import Progress, make_progress
from storyboard.compilation import Compiled, compile_storyboard
from storyboard.connection import Server, ServerKind, choose_server, open_connection
from storyboard.cut.timeline import Placed
from storyboard.diagnostics import Diagnostic
from storyboard.errors import Interrupted, Refused, UsageError
from storyboard.model.cut import FinishedFilm
from storyboard.model.job import Action, Cost, Plan, VideoOrder
from storyboard.model.take import Take
from storyboard.model.wire import Json
from storyboard.pipeline import Prepared, cut_film, prepare_render, run_plan, write_lock_of
from storyboard.render.runner import RenderResult
from storyboard.report.diagnostic_text import format_diagnostic
from storyboard.report.documents import make_render_document
from storyboard.report.names import make_file_name
from storyboard.report.plan_text import format_cost, format_plan, format_time, sum_plan
from storyboard.workspace import Workspace, open_workspace

_WORLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What was asked for on the command line; `run` does it and gives the exit status."""

    file: Path | None
    output: Path | None
    profile: str | None
    base_url: str | None
    emulate: bool
    locked: bool
    max_cost: Decimal | None
    keep_going: bool
    jobs: int | None
    yes: bool
    speech: Speech

    def run(self) -> int:
        """Compile, plan, ask, order, cut, say; a polite request to end is taken as ctrl-C is."""
        with _heed_termination():
            return self.make_film()

    def make_film(self) -> int:
        """The whole of it; raises Interrupted when the user had enough."""
        began = time.monotonic()
        root = self.file.resolve().parent if self.file is not None else Path.cwd()
        with open_workspace(root) as workspace:
            compiled = compile_storyboard(
                self.file, profile_name=self.profile, digest=workspace.store.digest_file
            )
            self.speech.show_diagnostics(compiled.diagnostics, compiled.sources)
            if not compiled.is_sound:
                return WRONG
            target = self.find_target(compiled, root)
            prepared = prepare_render(compiled, workspace, concurrency=self.jobs)
            runs = [one for one in prepared.plan.jobs if one.action is Action.RUN]
            self.refuse(prepared, compiled.film.name if compiled.film else "")
            takes: Mapping[str, Take] = prepared.takes
            reused = sum(
                one.action is Action.REUSE and one.job.shot is not None for one in prepared.plan.jobs
            )
            result: RenderResult | None = None
            server: Server | None = None
            if runs:
                server = self.choose(compiled, prepared.plan)
            try:
                with make_progress(prepared.plan, self.speech) as progress:
                    if server is not None:
                        result = self.order(compiled, prepared, workspace, server, progress)
                        takes, reused = {**takes, **result.takes}, result.reused
                    write_lock_of(compiled, prepared, takes, workspace)
                    if result is None or not (result.failures or result.skipped):
                        film, placed = cut_film(compiled, takes, workspace, target, watch=progress.watch)
            except (KeyboardInterrupt, Interrupted) as error:
                raise self.make_interrupted(compiled, workspace) from error
            if result is not None and (result.failures or result.skipped):
                self.say_failures(compiled, result)
                return _WORLD
        elapsed = time.monotonic() - began
        self.say_done(compiled, film, placed, takes, result, reused, elapsed, server)
        return 0

    def make_interrupted(self, compiled: Compiled, workspace: Workspace) -> Interrupted:
        """What a stopped run leaves for the next one."""
        plan = prepare_render(compiled, workspace).plan
        clips = [one for one in plan.jobs if isinstance(one.job.order, VideoOrder)]
        kept = sum(one.action is Action.REUSE for one in clips)
        return Interrupted(
            f"interrupted; {kept} of {_count(len(clips), 'clip')} {'is' if kept == 1 else 'are'} kept",
            help="run again to go on from there",
        )

    def find_target(self, compiled: Compiled, root: Path) -> Path:
        """Where the film goes: `-o`, else beside the storyboard, named for its title."""
        assert compiled.film is not None
        container = compiled.film.output.container
        if self.output is not None:
            if self.output.is_dir():
                return self.output / f"{make_file_name(compiled.film)}.{container}"
            if self.output.suffix.lower() != f".{container}":
                raise UsageError(
                    f"the film is {container}, and `{self.output}` is named for something else",
                    help=f"name it `{self.output.with_suffix('.' + container)}`",
                )
            if not self.output.absolute().parent.is_dir():
                raise UsageError(f"there is no folder `{self.output.parent}`", help="make it first")
            return self.output
        target = root / f"{make_file_name(compiled.film)}.{container}"
        try:
            return target.relative_to(Path.cwd())
        except ValueError:
            return target

    def refuse(self, prepared: Prepared, film: str) -> None:
        """Raise Refused where `--locked` or `--max-cost` says no."""
        plan = prepared.plan
        if self.locked and (names := [one.job.id for one in plan.jobs if one.action is Action.RUN]):
            raise Refused(
                f"the lock and the store do not cover the film: {_list_names(names)} would be ordered",
                help="render without `--locked`, then commit the lock; or fetch the store it was made with",
            )
        if self.locked and (names := list_unlocked(prepared, film)):
            raise Refused(
                f"the lock does not name the takes of {_list_names(names)}",
                help="render without `--locked`, look at the film, then commit the lock",
            )
        if self.max_cost is not None and plan.total.amount > self.max_cost:
            raise Refused(
                f"the plan costs {plan.total.amount:f} {plan.total.unit}s, more than {self.max_cost:f}",
                help="see `storyboard plan` for what costs how much",
            )

    def choose(self, compiled: Compiled, plan: Plan) -> Server:
        """The server, with money asked about; raises Refused when the answer is no."""
        assert compiled.profile is not None
        server = choose_server(
            compiled.profile, base_url=self.base_url, emulate=self.emulate, environ=os.environ
        )
        if self.jobs is not None:
            server = replace(server, limits=replace(server.limits, concurrency=self.jobs))
        table = compiled.profile.capabilities
        if server.kind is ServerKind.EMBEDDED:
            self.speech.say(f"{server.why}: the shots are drawn by the emulator on this machine, for free")
        if server.costs_money and not self.yes:
            self.speech.insist(format_plan(plan, table, colour=self.speech.colour))
            if not sys.stdin.isatty():
                raise Refused(
                    "this would spend money, and nobody is there to ask",
                    help="pass `--yes` (with `--max-cost N` to be safe)",
                )
            if not click.confirm(f"Order this for {format_cost(plan.total, table)}?", err=True):
                raise Refused("nothing was ordered")
        else:
            self.speech.say(sum_plan(plan, table) if server.costs_money else self.say_plan(plan))
        return server

    @staticmethod
    def say_plan(plan: Plan) -> str:
        """What an emulator is going to do."""
        runs = sum(one.action is Action.RUN for one in plan.jobs)
        reused = sum(one.action is Action.REUSE for one in plan.jobs)
        return f"{runs} to run, {reused} reused"

    def order(
        self,
        compiled: Compiled,
        prepared: Prepared,
        workspace: Workspace,
        server: Server,
        progress: Progress,
    ) -> RenderResult:
        """Order and wait; on ctrl-C what was bought is kept."""
        assert compiled.profile is not None
        with open_connection(server, compiled.profile, workspace.folder / "emulator") as connection:
            return asyncio.run(
                run_plan(
                    compiled,
                    prepared,
                    workspace,
                    connection,
                    watch=progress.watch,
                    keep_going=self.keep_going,
                )
            )

    def say_failures(self, compiled: Compiled, result: RenderResult) -> None:
        """Each failure at its line, and what is kept."""
        for failure in result.failures:
            fault = failure.fault
            code = f" ({fault.code})" if fault.code and fault.code not in fault.message else ""
            kept = "; the order is kept, and the next run goes on with it" if failure.kept else ""
            diagnostic = Diagnostic(
                code="SB602",
                message=f"`{failure.job}` failed: {fault.message}{code}{kept}",
                span=failure.span,
                help=fault.help,
                shot=failure.shot,
            )
            self.speech.insist(format_diagnostic(diagnostic, compiled.sources, colour=self.speech.colour))
        if result.skipped:
            self.speech.insist("not ordered: " + ", ".join(f"`{name}`" for name in result.skipped))
        done = sum(1 for take in result.takes.values() if take.sha256)
        kept = f"{_count(done, 'clip')} {'is' if done == 1 else 'are'} kept; " if done else ""
        self.speech.insist(f"{kept}run again to go on from there")

    def say_done(
        self,
        compiled: Compiled,
        film: FinishedFilm,
        placed: tuple[Placed, ...],
        takes: Mapping[str, Take],
        result: RenderResult | None,
        reused: int,
        elapsed: float,
        server: Server | None,
    ) -> None:
        """Where the film is, how long it is, and what it took."""
        assert compiled.film is not None
        assert compiled.profile is not None
        fps = float(compiled.film.output.fps)
        table = compiled.profile.capabilities
        cost = result.cost if result is not None else Cost(amount=Decimal(0), unit=table.cost_unit)
        submitted = result.submitted if result is not None else 0
        for place in placed:
            if place.missing:
                self.speech.say(
                    f"warning: `{place.shot}` came {_count(place.missing, 'frame')} too short, and is used as it came"
                )
        if self.speech.is_json:
            jobs = {job.id: job for job in compiled.jobs}
            shots: list[dict[str, Json]] = [
                {
                    "shot": place.shot,
                    "take": jobs[place.shot].take if place.shot in jobs else 1,
                    "start": round(place.start / fps, 6),
                    "end": round(place.end / fps, 6),
                    "media": takes[place.shot].sha256,
                }
                for place in placed
            ]
            self.speech.give_document(
                make_render_document(
                    film,
                    fps=fps,
                    seconds=elapsed,
                    submitted=submitted,
                    reused=reused,
                    cost=cost,
                    shots=shots,
                    name=lambda one: str(one.path),
                )
            )
            return
        length = film.frames / fps
        output = compiled.film.output
        self.speech.say(
            f"{click.style(str(film.path), bold=True)}  {length:.2f} s, {output.width}x{output.height}, "
            f"{_count(len(placed), 'shot')}, {submitted} ordered, {reused} reused, "
            f"in {format_time(elapsed) if elapsed >= 1 else 'less than a second'}"
        )
        if server is not None and server.kind is ServerKind.EMBEDDED:
            self.speech.say(f"for real this run would have cost {format_cost(cost, table)}")
            name = self.file.name if self.file is not None else "the storyboard"
            self.speech.say(
                f"next: edit a prompt in {name} and render again (only that shot is made anew), "
                "or see `storyboard plan` and `storyboard show`"
            )
        elif submitted == 0:
            self.speech.say("nothing was ordered: every clip was in the store")


@contextmanager
def _heed_termination() -> Iterator[None]:
    """SIGTERM as ctrl-C; only a main thread can say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def list_unlocked(prepared: Prepared, film: str) -> list[str]:
    """The shots whose take in the store is not the one that the lock names."""
    locked = prepared.lock.films.get(film, {})
    return [
        one.job.id
        for one in prepared.plan.jobs
        if isinstance(one.job.order, VideoOrder)
        and (
            one.job.id not in locked
            or locked[one.job.id].plan_key != one.plan_key
            or locked[one.job.id].sha256 != prepared.takes[one.job.id].sha256
        )
    ]


def _list_names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:8]) + (", …" if len(names) > 8 else "")
