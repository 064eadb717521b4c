"""The loop of a run: events go to the scheduler, and what it asks for is begun."""

import asyncio
from collections.abc import Coroutine
from typing import assert_never

from storyboard.errors import CredentialError, DiskError, StoryboardError, WorldError
from storyboard.model.events import JobPhase
from storyboard.model.job import Action, ElementOrder, FootageOrder, PlannedJob, StillOrder
from storyboard.model.wire import Fault, FaultKind
from storyboard.render.moves import (
    Ask,
    Began,
    Check,
    Fail,
    Fetch,
    Grant,
    Happened,
    Place,
    Retry,
    Settle,
    Skip,
    Ticked,
    Todo,
    Troubled,
    Wake,
    Wanted,
)
from storyboard.render.ports import Clock
from storyboard.render.scheduler import step
from storyboard.render.state import Node, State
from storyboard.render.work import Work


async def run_jobs(state: State, queue: "EventQueue", work: Work) -> None:
    """Run until every job has ended; raises what stops a run, our own errors first."""
    try:
        async with work.inputs.files:
            await _perform_all(state, queue, work)
    except BaseExceptionGroup as group:
        raise _find_cause(group) from group


def make_node(planned: PlannedJob) -> Node:
    """A planned job as the scheduler sees it."""
    return Node(
        id=planned.job.id,
        needs=planned.job.depends_on,
        seconds=planned.seconds if planned.action is Action.RUN else 0.0,
        lazy=isinstance(planned.job.order, ElementOrder),
        eager=planned.action is Action.REUSE and planned.action_key is not None,
    )


class EventQueue:
    """What happened and was not taken in yet, the requests that wait for leave, and the alarm."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.events: asyncio.Queue[Happened] = asyncio.Queue()
        self.waiting: dict[int, asyncio.Future[None]] = {}
        self.requests = 0
        self.alarm: asyncio.Task[None] | None = None

    async def take(self) -> list[Happened]:
        """Everything that happened since the last call, at least one thing."""
        events = [await self.events.get()]
        while not self.events.empty():
            events.append(self.events.get_nowait())
        return events

    async def admit(self) -> None:
        """Wait until the account's limit lets one more request leave."""
        self.requests += 1
        number = self.requests
        self.waiting[number] = asyncio.get_running_loop().create_future()
        self.events.put_nowait(Wanted(at=self.clock.now(), number=number))
        await self.waiting[number]

    def grant(self, number: int) -> None:
        """Let a request leave, unless whoever wanted it has gone."""
        ticket = self.waiting.pop(number)
        if not ticket.done():
            ticket.set_result(None)

    async def ring(self, at: float) -> None:
        """Tell at that time that time went by."""
        await self.clock.sleep(max(0.0, at - self.clock.now()))
        self.alarm = None
        self.events.put_nowait(Ticked(at=self.clock.now()))

    async def guard(self, job: str, work: Coroutine[None, None, Happened]) -> None:
        """Do a job's work; trouble with its own media fails the job, trouble with the disk or the account the run."""
        try:
            event = await work
        except (DiskError, CredentialError):
            raise
        except WorldError as error:
            fault = Fault(kind=FaultKind.BAD_REQUEST, message=error.message, help=error.help)
            event = Troubled(at=self.clock.now(), job=job, fault=fault)
        self.events.put_nowait(event)


async def _perform_all(state: State, queue: EventQueue, work: Work) -> None:
    """Go on until every job has ended."""
    queue.events.put_nowait(Began(at=work.clock.now()))
    async with asyncio.TaskGroup() as group:
        while not state.ended:
            state, todo = step(state, *await queue.take())
            for each in todo:
                _perform(each, queue, work, group)
        if queue.alarm:
            queue.alarm.cancel()


def _perform(todo: Todo, queue: EventQueue, work: Work, group: asyncio.TaskGroup) -> None:
    """Begin one action; what takes time becomes a task, and every task ends in an event."""

    def begin(job: str, doing: Coroutine[None, None, Happened]) -> None:
        group.create_task(queue.guard(job, doing))

    match todo:
        case Check(job=job) if isinstance(work.jobs[job].job.order, StillOrder | FootageOrder):
            begin(job, work.take_local(job))
        case Check(job=job):
            queue.events.put_nowait(work.check(job))
        case Place(job=job) if isinstance(work.jobs[job].job.order, ElementOrder):
            begin(job, work.place_element(job))
        case Place(job=job):
            begin(job, work.place(job))
        case Ask(job=job):
            begin(job, work.ask(job))
        case Fetch(job=job):
            begin(job, work.fetch(job))
        case Grant(number=number):
            queue.grant(number)
        case Wake(at=at):
            if queue.alarm:
                queue.alarm.cancel()
            queue.alarm = group.create_task(queue.ring(at))
        case Fail(job=job, fault=fault):
            work.fail(job, fault)
        case Skip(job=job, because=because):
            work.skipped.append(job)
            work.report(job, JobPhase.SKIPPED, f"`{because}` failed" if because else "")
        case Settle(job=job):
            work.reuse(job, work.recall_element(job), "nothing that is ordered needs it")
        case Retry(job=job, fault=fault, seconds=seconds):
            work.report(job, JobPhase.WAITING, f"{fault.message}; again in {seconds:.0f} s")
        case _:
            assert_never(todo)


def _find_cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one exception of several that says most: one of ours, if there is one."""
    leaves: list[BaseException] = []
    groups: list[BaseExceptionGroup[BaseException]] = [group]
    for each in groups:
        for error in each.exceptions:
            groups.append(error) if isinstance(error, BaseExceptionGroup) else leaves.append(error)
    return next((leaf for leaf in leaves if isinstance(leaf, StoryboardError)), leaves[0])
