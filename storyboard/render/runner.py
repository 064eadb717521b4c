"""Run a plan: perform what the scheduler asks for, and hand over takes as they arrive."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from storyboard.errors import CredentialError, DiskError, StoryboardError, WorldError
from storyboard.model.events import JobEvent, JobPhase
from storyboard.model.job import Action, Cost, ElementOrder, Plan, PlannedJob, StillOrder, VideoOrder
from storyboard.model.media import FileMedium, JobMedium, Product
from storyboard.model.profile import Limits, Profile
from storyboard.model.take import Take
from storyboard.model.wire import Artifact, Fault, FaultKind, TaskState, TaskStatus
from storyboard.render.elements import Library
from storyboard.render.fetching import Origin, fetch_take
from storyboard.render.inputs import Inputs, is_loopback
from storyboard.render.ledger import Attempt, AttemptState, Ledger
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
)  # fmt: skip
from storyboard.render.payment import Accepted, Desk, Purchase, place_order
from storyboard.render.ports import (
    LOOPBACK,
    Clock,
    LinkGone,
    MakeActionKey,
    NotSent,
    SystemClock,
    Timing,
    Transport,
    Unanswered,
    Verify,
)  # fmt: skip
from storyboard.render.scheduler import Node, make_state, step
from storyboard.render.store import ExtractFrame, Store
from storyboard.source import NO_SPAN, Span

_DOWNLOADS = 8
"""Downloads at a time: more only share the same line."""

_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailure:
    """A job that this run did not finish: why, and where it stands in the storyboard.

    `task_id` is the provider's, where there is one. With `kept` the order is alive (or may be) and the next run
    goes on with it; without, the next run orders anew.
    """

    job: str
    shot: str | None
    fault: Fault
    task_id: str = ""
    kept: bool = False
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderResult:
    """What a run gave: takes by job id, failures, the jobs that failures kept from running, and what was ordered."""

    takes: Mapping[str, Take]
    failures: tuple[JobFailure, ...]
    skipped: tuple[str, ...]
    submitted: int
    reused: int
    cost: Cost


async def render_plan(
    plan: Plan,
    *,
    profile: Profile,
    transport: Transport,
    account: str,
    base_url: str,
    store: Store,
    ledger: Ledger,
    limits: Limits,
    make_action_key: MakeActionKey,
    verify: Verify,
    extract: ExtractFrame,
    on_event: Callable[[JobEvent], None],
    on_take: Callable[[str, Take], None],
    keep_going: bool = True,
    clock: Clock | None = None,
    fresh: bool = False,
    timing: Timing | None = None,
) -> RenderResult:
    """Order what is missing and wait for all of it; raises DiskError and WorldError when going on makes no sense.

    Without `keep_going` nothing new is ordered after the first failure; what runs is still fetched. `fresh` says
    that nobody can have ordered anything on this account before this run (an emulator of its own), which saves a
    look-up an order.
    """
    if timing is None:
        timing = LOOPBACK if is_loopback(base_url) else Timing()
    run = _Run(
        plan=plan,
        profile=profile,
        transport=transport,
        account=account,
        server=base_url.rstrip("/"),
        store=store,
        ledger=ledger,
        limits=limits,
        make_action_key=make_action_key,
        verify=verify,
        extract=extract,
        on_event=on_event,
        on_take=on_take,
        keep_going=keep_going,
        clock=clock or SystemClock(),
        fresh=fresh,
        timing=timing,
    )
    try:
        async with run.inputs.files:
            await run.go()
    except BaseExceptionGroup as group:
        raise _find_cause(group) from group
    return run.make_result()


def _find_cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one exception of several that says most: one of ours, if there is one."""
    leaves: list[BaseException] = []
    groups: list[BaseExceptionGroup[BaseException]] = [group]
    for each in groups:
        for error in each.exceptions:
            groups.append(error) if isinstance(error, BaseExceptionGroup) else leaves.append(error)
    return next((leaf for leaf in leaves if isinstance(leaf, StoryboardError)), leaves[0])


@dataclass(kw_only=True)
class _Run:
    """One run: the scheduler's hands. It decides nothing that the scheduler or the protocol could decide."""

    plan: Plan
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
    keep_going: bool
    clock: Clock
    fresh: bool
    timing: Timing

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
        self.jobs: dict[str, PlannedJob] = {planned.job.id: planned for planned in self.plan.jobs}
        self.queue: asyncio.Queue[Happened] = asyncio.Queue()
        self.waiting: dict[int, asyncio.Future[None]] = {}
        self.requests = 0
        self.alarm: asyncio.Task[None] | None = None
        self.downloads = asyncio.Semaphore(_DOWNLOADS)
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

    async def go(self) -> None:
        """Run until every job has ended."""
        # An emulator's pace is whatever its user chose today.
        pace = None if is_loopback(self.server) else self.ledger.learn_pace(self.account, self.profile.name)
        state = make_state(
            tuple(map(make_node, self.plan.jobs)),
            limits=self.limits,
            timing=self.timing,
            keep_going=self.keep_going,
            pace=pace,
        )
        self.tell(Began(at=self.clock.now()))
        async with asyncio.TaskGroup() as group:
            while not state.ended:
                events = [await self.queue.get()]
                while not self.queue.empty():
                    events.append(self.queue.get_nowait())
                state, todo = step(state, *events)
                for each in todo:
                    self.perform(each, group)
            if self.alarm:
                self.alarm.cancel()

    def make_result(self) -> RenderResult:
        """What came of it."""
        return RenderResult(
            takes=self.takes,
            failures=tuple(self.failures),
            skipped=tuple(self.skipped),
            submitted=self.submitted,
            reused=self.reused,
            cost=Cost(amount=self.spent, unit=self.plan.total.unit),
        )

    def tell(self, event: Happened) -> None:
        self.queue.put_nowait(event)

    def report(self, job: str, phase: JobPhase, note: str = "") -> None:
        """Tell whoever watches, once for each change."""
        if note or self.told.get(job) is not phase:
            self.told[job] = phase
            self.on_event(JobEvent(job=job, phase=phase, note=note))

    async def admit(self) -> None:
        """Wait until the account's limit lets one more request leave."""
        self.requests += 1
        number = self.requests
        self.waiting[number] = asyncio.get_running_loop().create_future()
        self.tell(Wanted(at=self.clock.now(), number=number))
        await self.waiting[number]

    def perform(self, todo: Todo, group: asyncio.TaskGroup) -> None:
        match todo:
            case Check(job=job):
                self.check(self.jobs[job], group)
            case Place(job=job) if isinstance(self.jobs[job].job.order, ElementOrder):
                group.create_task(self.guard(job, self.place_element(job)))
            case Place(job=job):
                group.create_task(self.guard(job, self.place(job)))
            case Ask(job=job):
                group.create_task(self.guard(job, self.ask(job)))
            case Fetch(job=job):
                group.create_task(self.guard(job, self.fetch(job)))
            case Grant(number=number):
                ticket = self.waiting.pop(number)
                if not ticket.done():
                    ticket.set_result(None)
            case Wake(at=at):
                if self.alarm:
                    self.alarm.cancel()
                self.alarm = group.create_task(self.wake(at))
            case Fail(job=job, fault=fault):
                self.fail(self.jobs[job], fault)
            case Skip(job=job, because=because):
                self.skipped.append(job)
                self.report(job, JobPhase.SKIPPED, f"`{because}` failed" if because else "")
            case Settle(job=job):
                self.reuse(job, self.recall_element(job), "nothing that is ordered needs it")
            case Retry(job=job, fault=fault, seconds=seconds):
                self.report(job, JobPhase.WAITING, f"{fault.message}; again in {seconds:.0f} s")
            case _:
                assert_never(todo)

    async def wake(self, at: float) -> None:
        await self.clock.sleep(max(0.0, at - self.clock.now()))
        self.alarm = None
        self.tell(Ticked(at=self.clock.now()))

    async def guard(self, job: str, work: Coroutine[None, None, Happened]) -> None:
        """Do a job's work; trouble with its own media fails the job, trouble with the disk or the account the run."""
        try:
            event = await work
        except (DiskError, CredentialError):
            raise
        except WorldError as error:
            fault = Fault(kind=FaultKind.BAD_REQUEST, message=error.message, help=error.help)
            event = Troubled(at=self.clock.now(), job=job, fault=fault)
        self.tell(event)

    # Looking for what is there

    def check(self, planned: PlannedJob, group: asyncio.TaskGroup) -> None:
        job, order = planned.job.id, planned.job.order
        if isinstance(order, StillOrder):
            group.create_task(self.guard(job, self.take_still(planned, order)))
            return
        missing = Outcome.MISSING
        if planned.action is Action.REUSE and planned.action_key and job not in self.keys:
            key, missing = planned.action_key, Outcome.ABSENT
        else:
            upstream = {need: self.give_key(need) for need in planned.job.depends_on}
            key = self.make_action_key(planned.job, upstream)
        self.keys[job] = key
        take = self.store.find(key) if isinstance(order, VideoOrder) else None
        if take is not None:
            self.reuse(job, take)
            self.tell(Checked(at=self.clock.now(), job=job, outcome=Outcome.HAVE))
            return
        row = self.find_row(job) if isinstance(order, VideoOrder) else None
        if row and row.task_id and row.state in (AttemptState.SUBMITTED, AttemptState.DONE):
            self.tasks[job], self.accepted_at[job] = row.task_id, row.began_at
            self.report(job, JobPhase.QUEUED, "ordered by an earlier run")
            self.tell(Checked(at=self.clock.now(), job=job, outcome=Outcome.ORDERED, since=row.began_at))
            return
        self.tell(Checked(at=self.clock.now(), job=job, outcome=missing))

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

    async def take_still(self, planned: PlannedJob, order: StillOrder) -> Happened:
        """A still is its own take: a picture of the project, or a frame of a shot that is done."""
        job, image = planned.job.id, order.image
        if isinstance(image, FileMedium):
            path = image.path
        elif isinstance(image, JobMedium):
            at = image.at if image.what is Product.FRAME else None
            path = await asyncio.to_thread(self.store.derive_frame, self.takes[image.job], self.extract, at)
        else:
            raise WorldError("a still has to be a file of the project", shot=planned.job.shot)
        sha256 = await asyncio.to_thread(self.store.digest_file, path)
        self.keys[job] = planned.action_key or planned.plan_key
        self.keep(job, Take(action_key=self.keys[job], sha256=sha256, path=path, bytes=path.stat().st_size))
        self.report(job, JobPhase.DONE)
        return Checked(at=self.clock.now(), job=job, outcome=Outcome.HAVE)

    # Ordering

    async def place(self, job: str) -> Happened:
        planned = self.jobs[job]
        assert isinstance(planned.job.order, VideoOrder)
        if take := self.store.find(self.keys[job]):  # another run has brought it meanwhile
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
        except (NotSent, Unanswered) as error:
            fault = Fault(kind=FaultKind.SERVER, message=str(error), retry=True)
            return Troubled(at=self.clock.now(), job=job, fault=fault)
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
            except (NotSent, Unanswered) as error:
                return Fault(kind=FaultKind.SERVER, message=str(error), retry=True)
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
                    clock=self.clock,
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

    def fail(self, planned: PlannedJob, fault: Fault) -> None:
        job = planned.job.id
        row = self.find_row(job) if job in self.keys and isinstance(planned.job.order, VideoOrder) else None
        if row and job in self.gone and self.clock.now() - row.began_at > self.limits.link_days * _DAY:
            self.record(job, AttemptState.FAILED, fault.message)
            row = self.find_row(job)
        kept = (AttemptState.SUBMITTING, AttemptState.SUBMITTED, AttemptState.DONE, AttemptState.UNKNOWN)
        self.failures.append(
            JobFailure(
                job=job,
                shot=planned.job.shot,
                fault=fault,
                task_id=row.task_id if row else "",
                kept=row is not None and row.state in kept,
                span=planned.job.span,
            )
        )
        self.report(job, JobPhase.FAILED, fault.message)


def make_node(planned: PlannedJob) -> Node:
    """A planned job as the scheduler sees it."""
    return Node(
        id=planned.job.id,
        needs=planned.job.depends_on,
        seconds=planned.seconds if planned.action is Action.RUN else 0.0,
        lazy=isinstance(planned.job.order, ElementOrder),
        eager=planned.action is Action.REUSE and planned.action_key is not None,
    )
