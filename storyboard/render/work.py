"""What a run does for one job: look for it, order it, ask about it, bring it home, or report that it failed."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import assert_never

from storyboard.errors import WorldError
from storyboard.model.events import JobEvent, JobPhase
from storyboard.model.job import Action, ElementOrder, FootageOrder, PlannedJob, StillOrder, VideoOrder
from storyboard.model.media import FileMedium, JobMedium, Product
from storyboard.model.profile import Limits, Profile
from storyboard.model.take import Take
from storyboard.model.wire import Artifact, Fault, FaultKind, TaskState, TaskStatus
from storyboard.profiles.http import LinkGone, NotSent, UnknownOutcome
from storyboard.render.elements import Library
from storyboard.render.fetching import Origin, fetch_take
from storyboard.render.inputs import Inputs
from storyboard.render.ledger import Attempt, AttemptState, Ledger
from storyboard.render.moves import Asked, Checked, Got, Happened, Lost, Outcome, Placed, Troubled
from storyboard.render.payment import Accepted, Desk, Purchase, place_order
from storyboard.render.ports import Clock, MakeActionKey, Timing, Transport, Verify, make_wire_fault
from storyboard.render.results import JobFailure
from storyboard.render.store import ExtractFrame, Store

_DOWNLOADS = 8
"""Downloads at a time: more only share the same line."""

_DAY = 24 * 3600.0

_ALIVE = frozenset({AttemptState.SUBMITTED, AttemptState.DONE, AttemptState.UNKNOWN})
"""Rows of orders that the next run goes on with; one that is `submitting` counts once it has been sent."""


@dataclass(kw_only=True)
class Work:
    """The hands of one run, and what they have gathered. It decides nothing that scheduler or protocol could decide."""

    jobs: Mapping[str, PlannedJob]
    profile: Profile
    transport: Transport
    account: str
    server: str
    store: Store
    ledger: Ledger
    limits: Limits
    make_action_key: MakeActionKey
    verify: Verify
    extract: ExtractFrame
    on_event: Callable[[JobEvent], None]
    on_take: Callable[[str, Take], None]
    clock: Clock
    fresh: bool
    timing: Timing
    admit: Callable[[], Awaitable[None]]

    takes: dict[str, Take] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    """The provider's task ids, by job."""
    accepted_at: dict[str, float] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """Jobs whose link was refused for good."""
    told: dict[str, JobPhase] = field(default_factory=dict)
    failures: list[JobFailure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    made_here: set[str] = field(default_factory=set)
    submitted: int = 0
    reused: int = 0
    spent: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        self.downloads = asyncio.Semaphore(_DOWNLOADS)
        # Two shots that say the same are one order: whoever comes second finds what the first one did.
        self.counters: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.inputs = Inputs(
            store=self.store,
            extract=self.extract,
            takes=self.takes,
            made_here=self.made_here,
            server=self.server,
            account=self.account,
            link_days=self.limits.link_days,
            clock=self.clock,
        )
        self.desk = Desk(
            profile=self.profile,
            account=self.account,
            server=self.server,
            ledger=self.ledger,
            clock=self.clock,
            timing=self.timing,
            admit=self.admit,
            send=self.transport.send,
            fill=self.inputs.fill,
            fresh=self.fresh,
        )
        self.library = Library(self.desk)

    def report(self, job: str, phase: JobPhase, note: str = "") -> None:
        """Tell whoever watches, once for each change."""
        if note or self.told.get(job) is not phase:
            self.told[job] = phase
            self.on_event(JobEvent(job=job, phase=phase, note=note))

    # Looking for what is there

    def check(self, job: str) -> Checked:
        """Make the job's key, and look for it in the store and among the orders of earlier runs."""
        planned, now = self.jobs[job], self.clock.now()
        missing = Outcome.MISSING
        if planned.action is Action.REUSE and planned.action_key and job not in self.keys:
            key, missing = planned.action_key, Outcome.ABSENT
        else:
            upstream = {need: self.give_key(need) for need in planned.job.depends_on}
            key = self.make_action_key(planned.job, upstream)
        self.keys[job] = key
        if not isinstance(planned.job.order, VideoOrder):
            return Checked(at=now, job=job, outcome=missing)
        if take := self.store.find(key):
            self.reuse(job, take)
            return Checked(at=now, job=job, outcome=Outcome.HAVE)
        row = self.find_row(job)
        if row and row.task_id and row.state in (AttemptState.SUBMITTED, AttemptState.DONE):
            self.tasks[job], self.accepted_at[job] = row.task_id, row.began_at
            self.report(job, JobPhase.QUEUED, "ordered by an earlier run")
            return Checked(at=now, job=job, outcome=Outcome.ORDERED, since=row.began_at)
        return Checked(at=now, job=job, outcome=missing)

    def give_key(self, job: str) -> Take:
        """A take as it stands in the keys of others: of an element only its own key, since its id is the account's."""
        if isinstance(self.jobs[job].job.order, ElementOrder):
            return Take(action_key=self.keys[job])
        return self.takes[job]

    def find_row(self, job: str) -> Attempt | None:
        rows = self.ledger.find_attempts(self.keys[job], self.jobs[job].job.take, self.account)
        return rows[-1] if rows else None

    def reuse(self, job: str, take: Take | None, note: str = "") -> None:
        self.reused += 1
        self.report(job, JobPhase.REUSED, note)
        if take is not None:
            self.keep(job, take)

    def keep(self, job: str, take: Take) -> None:
        self.takes[job] = take
        self.on_take(job, take)

    async def take_local(self, job: str) -> Happened:
        """A still or footage is its own take: it lies in the project, or is a frame of a shot that is done."""
        planned = self.jobs[job]
        self.keys[job] = planned.action_key or planned.plan_key
        match planned.job.order:
            case FootageOrder(video=video):
                facts = await asyncio.to_thread(self.verify, video.path)
                take = await self.make_local_take(job, video.path)
                take = replace(
                    take, frames=facts.frames, seconds=facts.duration, width=facts.width, height=facts.height
                )
            case StillOrder(image=FileMedium(path=path)):
                take = await self.make_local_take(job, path)
            case StillOrder(image=JobMedium() as image):
                at = image.at if image.what is Product.FRAME else None
                source = self.takes[image.job]
                path = await asyncio.to_thread(self.store.derive_frame, source, self.extract, at)
                take = await self.make_local_take(job, path)
            case _:
                raise WorldError("a still has to be a file of the project", shot=planned.job.shot)
        self.keep(job, take)
        self.report(job, JobPhase.DONE)
        return Checked(at=self.clock.now(), job=job, outcome=Outcome.HAVE)

    async def make_local_take(self, job: str, path: Path) -> Take:
        sha256 = await asyncio.to_thread(self.store.digest_file, path)
        return Take(action_key=self.keys[job], sha256=sha256, path=path, bytes=path.stat().st_size)

    # Ordering

    async def place(self, job: str) -> Happened:
        planned = self.jobs[job]
        assert isinstance(planned.job.order, VideoOrder)
        if take := self.store.find(
            self.keys[job]
        ):  # another run, or a shot that says the same, has brought it
            self.reuse(job, take)
            return Got(at=self.clock.now(), job=job)
        self.report(job, JobPhase.SUBMITTING)
        purchase = Purchase(
            job=job,
            order=planned.job.order,
            action_key=self.keys[job],
            take=planned.job.take,
            expected_seconds=planned.seconds,
        )
        async with self.counters[self.keys[job]]:
            answer = await place_order(self.desk, purchase)
        now = self.clock.now()
        if not isinstance(answer, Accepted):
            return Troubled(at=now, job=job, fault=answer.fault)
        self.tasks[job], self.accepted_at[job] = answer.task_id, answer.since
        self.made_here.add(job)
        if answer.sent:
            self.submitted += 1
            self.spent += planned.cost.amount
        self.report(job, JobPhase.QUEUED, "" if answer.sent else "found at the provider")
        return Placed(at=now, job=job, since=None if answer.sent else answer.since)

    async def place_element(self, job: str) -> Happened:
        planned = self.jobs[job]
        assert isinstance(planned.job.order, ElementOrder)
        self.report(job, JobPhase.SUBMITTING)
        async with self.counters[self.keys[job]]:
            answer = await self.library.make_element(planned.job.order)
        now = self.clock.now()
        if isinstance(answer, Fault):
            return Troubled(at=now, job=job, fault=answer)
        element_id, made = answer
        self.ledger.record_element(self.account, self.keys[job], element_id, now)
        take = self.recall_element(job)
        assert take is not None
        if made:
            self.submitted += 1
            self.spent += planned.cost.amount
            self.keep(job, take)
            self.report(job, JobPhase.DONE)
        else:
            self.reuse(job, take, "found in the library")
        return Got(at=now, job=job)

    def recall_element(self, job: str) -> Take | None:
        """The element as this account was last seen to have it."""
        element_id = self.ledger.find_element(self.account, self.keys[job])
        if element_id is None:
            return None
        return Take(
            action_key=self.keys[job],
            element_id=element_id,
            profile=self.profile.name,
            made_at=self.clock.now(),
            server=self.server,
            account=self.account,
        )

    # Waiting for it

    async def ask(self, job: str) -> Happened:
        await self.admit()
        try:
            answer = self.profile.read_status(
                await self.transport.send(self.profile.make_query(self.tasks[job]))
            )
        except (NotSent, UnknownOutcome) as error:
            return Troubled(at=self.clock.now(), job=job, fault=make_wire_fault(error))
        if isinstance(answer, Fault) and answer.kind is FaultKind.NOT_FOUND:
            found = await self.find_again(job, answer)
            if found is None:
                return Lost(at=self.clock.now(), job=job)
            answer = found
        now = self.clock.now()
        if isinstance(answer, Fault):
            return Troubled(at=now, job=job, fault=answer)
        match answer.state:
            case TaskState.DONE:
                self.artifacts[job] = answer.artifact or Artifact()
            case TaskState.FAILED:
                fault = answer.fault or Fault(kind=FaultKind.SERVER, message="the task failed")
                self.record(job, AttemptState.FAILED, fault.message)
                return Troubled(at=now, job=job, fault=replace(fault, retry=False))
            case TaskState.PENDING:
                self.report(job, JobPhase.QUEUED)
            case TaskState.RUNNING:
                self.report(job, JobPhase.RENDERING)
            case _:
                assert_never(answer.state)
        return Asked(at=now, job=job, done=answer.state is TaskState.DONE)

    async def find_again(self, job: str, fault: Fault) -> TaskStatus | Fault | None:
        """What became of a task that is not known by its id; None when it is gone and has to be ordered again."""
        now = self.clock.now()
        if now < self.accepted_at[job] + self.timing.index_lag:
            return TaskStatus(state=TaskState.PENDING)  # too young to be listed
        row = self.find_row(job)
        assert row is not None
        request = self.profile.make_lookup(row.external_id)
        if request is None:
            self.record(job, AttemptState.FAILED, "the provider does not know the task any more")
            return fault
        listed_by = now + self.timing.index_lag
        while True:
            await self.admit()
            try:
                answer = self.profile.read_status(await self.transport.send(request))
            except (NotSent, UnknownOutcome) as error:
                return make_wire_fault(error)
            if isinstance(answer, TaskStatus) and answer.task_id:
                self.tasks[job] = answer.task_id
                self.record(job, AttemptState.SUBMITTED)
            if isinstance(answer, TaskStatus) or answer.kind is not FaultKind.NOT_FOUND:
                return answer
            if self.clock.now() >= listed_by:
                break
            await self.clock.sleep(self.timing.index_lag / 4)
        self.tasks[job] = ""
        self.record(job, AttemptState.SUBMITTING)
        return None

    async def fetch(self, job: str) -> Happened:
        order = self.jobs[job].job.order
        assert isinstance(order, VideoOrder)
        origin = Origin(
            action_key=self.keys[job],
            task_id=self.tasks[job],
            profile=self.profile.name,
            model=order.model,
            server=self.server,
            account=self.account,
            made_at=self.accepted_at[job],
        )
        self.report(job, JobPhase.DOWNLOADING)
        finished_at = self.clock.now()
        try:
            async with self.downloads:
                take = await fetch_take(
                    self.artifacts[job],
                    origin,
                    store=self.store,
                    transport=self.transport,
                    verify=self.verify,
                )
        except LinkGone as error:
            self.gone.add(job)
            take = Fault(kind=FaultKind.NOT_FOUND, message=f"the link has expired: {error}", retry=True)
        if isinstance(take, Fault):
            return Troubled(at=self.clock.now(), job=job, fault=take)
        # How long it took is known for tasks that were watched from their beginning only.
        seconds = finished_at - self.accepted_at[job] if job in self.made_here else 0.0
        self.record(job, AttemptState.DONE, seconds=seconds)
        self.keep(job, take)
        self.report(job, JobPhase.DONE)
        return Got(at=self.clock.now(), job=job)

    def record(self, job: str, state: AttemptState, fault: str = "", *, seconds: float = 0.0) -> None:
        row = self.find_row(job)
        assert row is not None
        now, task_id = self.clock.now(), self.tasks[job]
        self.ledger.record(
            row.external_id, state, now=now, task_id=task_id, fault=fault, actual_seconds=seconds
        )

    def fail(self, job: str, fault: Fault) -> None:
        """Report a failure; an order that is alive is kept for the next run."""
        planned = self.jobs[job]
        row = self.find_row(job) if job in self.keys and isinstance(planned.job.order, VideoOrder) else None
        if row and job in self.gone and self.clock.now() - row.began_at > self.limits.link_days * _DAY:
            self.record(job, AttemptState.FAILED, fault.message)
            row = self.find_row(job)
        is_sent = row is not None and row.state is AttemptState.SUBMITTING and row.changed_at > 0
        self.failures.append(
            JobFailure(
                job=job,
                shot=planned.job.shot,
                fault=fault,
                task_id=row.task_id if row else "",
                kept=row is not None and (row.state in _ALIVE or is_sent),
                span=planned.job.span,
            )
        )
        self.report(job, JobPhase.FAILED, fault.message)
