"""Which job may do what, and when: arithmetic over events, without a clock and without IO.

`step(state, *events)` gives the next state and what is to be done now. Every event carries its own time (seconds
on any clock that does not run backwards); the runner performs the actions and answers each with one event.

A job goes   waiting -> checking -> ready -> placing -> running <-> asking -> fetching -> done
and ends done, failed or skipped. A *lazy* job (a library element) is `known` after its check, and is only made when
a job that needs it must itself be ordered.
"""

from bisect import insort
from dataclasses import replace
from typing import assert_never

from storyboard.model.wire import Fault, FaultKind
from storyboard.render.moves import (
    Ask,
    Asked,
    Began,
    Check,
    Checked,
    Fail,
    Fetch,
    Got,
    Grant,
    Happened,
    Lost,
    Outcome,
    Place,
    Placed,
    Retry,
    Settle,
    Skip,
    Ticked,
    Todo,
    Troubled,
    Wake,
    Wanted,
)
from storyboard.render.pace import Watch, find_next_look, find_pause, learn_pace
from storyboard.render.ports import UNREACHABLE
from storyboard.render.state import ENDED, Phase, State, Trouble

_ACTIVE = frozenset({Phase.CHECKING, Phase.PLACING, Phase.RUNNING, Phase.ASKING, Phase.FETCHING})
_AT_PROVIDER = frozenset({Phase.PLACING, Phase.RUNNING, Phase.ASKING})

_HOLDS_ALL = frozenset({FaultKind.RATE_LIMITED, FaultKind.CONCURRENCY})
"""Faults of the account and not of the job: every order waits a while."""

_STOPS_ALL = frozenset({FaultKind.AUTH, FaultKind.CLOCK, FaultKind.QUOTA_EXHAUSTED})
"""Faults that the next order would meet as well."""

_PATIENT = _HOLDS_ALL | {FaultKind.MAINTENANCE, FaultKind.UNKNOWN_OUTCOME}
"""Faults that pass by themselves: tried again for a time, not for a number of times."""

_FETCH_TRIES = 5
_MINUTE = 60.0


def step(state: State, *events: Happened) -> tuple[State, tuple[Todo, ...]]:
    """The state after some events, and what is to be done now."""
    draft = _Draft(state)
    for event in events:
        draft.take_in(event)
        draft.go_on(event.at)
    if events:
        draft.plan_wake(events[-1].at)
    return draft.make_state(), tuple(draft.todo)


class _Draft:
    """A state while a step works on it; it never leaves this module."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.graph = state.graph
        self.phases = dict(state.phases)
        self.ready = list(state.ready)
        self.delayed = dict(state.delayed)
        self.watches = dict(state.watches)
        self.troubles = dict(state.troubles)
        self.active = set(state.active)
        self.wanted = list(state.wanted)
        self.sent = state.sent
        self.hold = state.hold
        self.stopped_by = state.stopped_by
        self.pace = state.pace
        self.todo: list[Todo] = []

    def make_state(self) -> State:
        return replace(
            self.state,
            phases=self.phases,
            ready=tuple(self.ready),
            delayed=self.delayed,
            watches=self.watches,
            troubles=self.troubles,
            active=frozenset(self.active),
            wanted=tuple(self.wanted),
            sent=self.sent,
            hold=self.hold,
            stopped_by=self.stopped_by,
            pace=self.pace,
        )

    def take_in(self, event: Happened) -> None:
        match event:
            case Began():
                for node in self.graph.nodes.values():
                    if node.eager or not node.needs:
                        self.check(node.id)
            case Checked(job=job, outcome=outcome):
                self.take_check(event.at, job, outcome, event.since)
            case Placed(job=job):
                self.troubles.pop(job, None)
                self.watch(event.at, job, event.since)
            case Asked(job=job, done=done):
                self.take_answer(event.at, job, done=done)
            case Got(job=job):
                self.finish(job)
            case Lost(job=job):
                self.watches.pop(job, None)
                self.require(job)
            case Troubled(job=job, fault=fault):
                self.take_trouble(event.at, job, fault)
            case Wanted(number=number):
                self.wanted.append(number)
            case Ticked():
                pass
            case _:
                assert_never(event)

    # What events mean

    def enter(self, job: str, phase: Phase) -> None:
        self.phases[job] = phase
        (self.active.add if phase in _ACTIVE else self.active.discard)(job)

    def check(self, job: str) -> None:
        self.enter(job, Phase.CHECKING)
        self.todo.append(Check(job=job))

    def take_check(self, at: float, job: str, outcome: Outcome, since: float) -> None:
        match outcome:
            case Outcome.HAVE:
                self.finish(job)
            case Outcome.ORDERED:
                self.watch(at, job, since)
            case Outcome.ABSENT:
                self.enter(job, Phase.WAITING)
                if all(map(self.is_known, self.graph.nodes[job].needs)):
                    self.check(job)
                elif broken := self.find_broken(job):
                    self.skip(job, broken)
            case Outcome.MISSING if self.graph.nodes[job].lazy:
                self.enter(job, Phase.KNOWN)
                self.wake_dependants(job)
            case Outcome.MISSING:
                self.require(job)

    def require(self, job: str) -> None:
        """The job has to be ordered: wake the lazy ones that it needs, and wait for them."""
        if broken := self.find_broken(job):
            self.enter(job, Phase.WAITING)
            self.skip(job, broken)
            return
        self.enter(job, Phase.HELD)
        for need in self.graph.nodes[job].needs:
            if self.phases[need] is Phase.KNOWN:
                self.require(need)
        self.release(job)

    def release(self, job: str) -> None:
        if all(self.phases[need] is Phase.DONE for need in self.graph.nodes[job].needs):
            self.enter(job, Phase.READY)
            insort(self.ready, (self.graph.ranks[job], job))

    def watch(self, at: float, job: str, since: float | None) -> None:
        self.enter(job, Phase.RUNNING)
        self.look_again(at, job, Watch(since=at if since is None else since, from_=at, next=at))

    def look_again(self, at: float, job: str, watch: Watch) -> None:
        due = find_next_look(
            watch,
            at=at,
            seconds=self.graph.nodes[job].seconds,
            pace=self.pace,
            poll_seconds=self.graph.limits.poll_seconds,
            timing=self.graph.timing,
        )
        self.watches[job] = replace(watch, next=due)

    def take_answer(self, at: float, job: str, *, done: bool) -> None:
        watch = self.watches[job]
        if not watch.finished:
            self.troubles.pop(job, None)
        if done:
            if not watch.finished and watch.from_ == watch.since:
                expected, seconds = self.graph.nodes[job].seconds, at - watch.since
                self.pace = learn_pace(self.pace, expected=expected, seconds=seconds, exact=watch.asked > 0)
            self.watches[job] = replace(watch, finished=True)
            self.enter(job, Phase.FETCHING)
            self.todo.append(Fetch(job=job))
            return
        if at - watch.from_ > self.graph.limits.task_seconds:
            text = f"the task has not finished after {self.graph.limits.task_seconds:.0f} s; the next run asks again"
            self.fail(job, Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=text))
            return
        self.look_again(at, job, replace(watch, asked=watch.asked + 1))
        self.enter(job, Phase.RUNNING)

    def take_trouble(self, at: float, job: str, fault: Fault) -> None:
        phase = self.phases[job]
        past = self.troubles.get(job, Trouble(tries=0, since=at))
        trouble = replace(past, tries=past.tries + 1)
        timing = self.graph.timing
        allowed = _FETCH_TRIES if phase is Phase.FETCHING else timing.tries
        patient = fault.kind in _PATIENT and phase is not Phase.FETCHING
        again = at - trouble.since < timing.patience if patient else trouble.tries < allowed
        if not fault.retry or not again:
            self.fail(job, fault)
            return
        self.troubles[job] = trouble
        pause = max(fault.wait or 0.0, find_pause(timing, job, trouble.tries))
        self.todo.append(Retry(job=job, fault=fault, seconds=pause))
        if fault.kind in _HOLDS_ALL:
            self.hold = max(self.hold, at + pause)
        if phase in (Phase.ASKING, Phase.FETCHING):
            self.watches[job] = replace(self.watches[job], next=at + pause)
            self.enter(job, Phase.RUNNING)
        else:
            self.delayed[job] = at + pause
            self.enter(job, Phase.READY)

    def finish(self, job: str) -> None:
        self.enter(job, Phase.DONE)
        self.watches.pop(job, None)
        self.troubles.pop(job, None)
        self.wake_dependants(job)

    def fail(self, job: str, fault: Fault) -> None:
        self.enter(job, Phase.FAILED)
        self.watches.pop(job, None)
        self.todo.append(Fail(job=job, fault=fault))
        hopeless = fault.kind in _STOPS_ALL or fault.code == UNREACHABLE
        if not self.stopped_by and (hopeless or not self.graph.keep_going):
            self.stopped_by = job
        self.skip_dependants(job, job)

    def skip(self, job: str, because: str) -> None:
        self.enter(job, Phase.SKIPPED)
        self.todo.append(Skip(job=job, because=because))
        self.skip_dependants(job, because)

    def skip_dependants(self, job: str, because: str) -> None:
        """What a broken job takes along; who needs only the key of a lazy job may still be in the store."""
        keyed = self.graph.nodes[job].lazy and self.phases[job] is Phase.FAILED
        hopeless = {Phase.HELD, Phase.KNOWN} if keyed else {Phase.HELD, Phase.KNOWN, Phase.WAITING}
        for follower in self.graph.dependants[job]:
            if self.phases[follower] in hopeless:
                self.skip(follower, because)

    def wake_dependants(self, job: str) -> None:
        for follower in self.graph.dependants[job]:
            phase = self.phases[follower]
            if phase is Phase.HELD:
                self.release(follower)
            elif phase is Phase.WAITING and all(map(self.is_known, self.graph.nodes[follower].needs)):
                self.check(follower)

    def is_known(self, job: str) -> bool:
        """Whether the keys of what depends on a job can be made."""
        phase = self.phases[job]
        if not self.graph.nodes[job].lazy:
            return phase is Phase.DONE
        return phase not in (Phase.WAITING, Phase.CHECKING, Phase.SKIPPED)

    def find_broken(self, job: str) -> str:
        needs = self.graph.nodes[job].needs
        return next((need for need in needs if self.phases[need] in (Phase.FAILED, Phase.SKIPPED)), "")

    # What may happen next

    def go_on(self, at: float) -> None:
        for job, due in sorted(self.delayed.items()):
            if due <= at:
                del self.delayed[job]
                insort(self.ready, (self.graph.ranks[job], job))
        self.place_orders(at)
        for job, watch in sorted(self.watches.items()):
            if self.phases[job] is Phase.RUNNING and watch.next <= at:
                self.enter(job, Phase.ASKING)
                self.todo.append(Ask(job=job))
        self.grant_requests(at)
        if not self.active and (self.stopped_by or not (self.ready or self.delayed)):
            self.close()

    def place_orders(self, at: float) -> None:
        """Orders leave while there are slots, and never while a check is out: it may find a task that takes one."""
        if self.stopped_by or at < self.hold or not self.ready:
            return
        if any(self.phases[job] is Phase.CHECKING for job in self.active):
            return
        free = self.graph.limits.concurrency - self.count_tasks()
        for _, job in self.ready[: max(0, free)]:
            self.enter(job, Phase.PLACING)
            self.todo.append(Place(job=job))
        del self.ready[: max(0, free)]

    def count_tasks(self) -> int:
        return sum(
            self.phases[job] in _AT_PROVIDER and not (job in self.watches and self.watches[job].finished)
            for job in self.active
        )

    def grant_requests(self, at: float) -> None:
        limit = self.graph.limits.requests_per_minute
        self.sent = tuple(time for time in self.sent if time > at - _MINUTE)
        free = len(self.wanted) if limit <= 0 else max(0, limit - len(self.sent))
        for number in self.wanted[:free]:
            self.todo.append(Grant(number=number))
        self.sent += (at,) * min(free, len(self.wanted))
        del self.wanted[:free]

    def close(self) -> None:
        """Nothing moves any more: what is left was not needed, or comes after the run was stopped."""
        self.ready, self.delayed = [], {}
        for job, phase in list(self.phases.items()):
            if phase in ENDED:
                continue
            if phase is Phase.KNOWN and not self.stopped_by:
                self.finish(job)
                self.todo.append(Settle(job=job))
            elif self.phases[job] in (Phase.WAITING, Phase.KNOWN, Phase.HELD, Phase.READY):
                self.skip(job, self.stopped_by or self.find_broken(job))

    def plan_wake(self, at: float) -> None:
        times = [watch.next for job, watch in self.watches.items() if self.phases[job] is Phase.RUNNING]
        times += self.delayed.values()
        if self.ready and at < self.hold:
            times.append(self.hold)
        if self.wanted and self.sent:
            times.append(self.sent[0] + _MINUTE)
        if later := [time for time in times if time > at]:
            self.todo.append(Wake(at=min(later)))
