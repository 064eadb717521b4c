"""The payment protocol: whatever happens to this process, its machine or the wire, an order is paid for once.

    1. The attempt is written down as `submitting`, durably, under an id that any machine would derive.
    2. Ask the provider whether it knows that id; what is found is taken over.
    3. The time of sending is written down, and the order leaves.
    4. The task's id is written down as `submitted`.

No answer is no failure: the id is looked up until the task appears, or until the provider has had the time to list
it; only then the order is sent again, under the same id. The number in the id rises only when a task of that number
is known to have failed. A refusal leaves no task, so its number is used again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from storyboard.model.job import VideoOrder
from storyboard.model.profile import Profile
from storyboard.model.wire import Body, Fault, FaultKind, Request, Response, TaskState, TaskStatus, Ticket
from storyboard.profiles.http import NotSent, UnknownOutcome
from storyboard.render.ledger import Attempt, AttemptState, Ledger, is_owner_alive, make_external_id
from storyboard.render.ports import Clock, Timing, make_wire_fault

_MAYBE_ACCEPTED = frozenset({FaultKind.SERVER, FaultKind.UNKNOWN_OUTCOME})
"""Faults after which the provider may have the order all the same."""

_MAY_EXIST = frozenset({AttemptState.SUBMITTING, AttemptState.UNKNOWN})

_SENDS = 4
"""How often one order is sent into silence before the run turns to something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """An order with what identifies it, whoever places it."""

    job: str
    order: VideoOrder
    action_key: str
    take: int
    expected_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where orders are placed: one account of one profile at one server.

    `admit` waits until one more request may leave; `send` lets it leave (raises NotSent, UnknownOutcome); `fill` puts
    media into a body's slots. `fresh` says that nobody can have ordered on this account before this run.
    """

    profile: Profile
    account: str
    server: str
    ledger: Ledger
    clock: Clock
    timing: Timing
    admit: Callable[[], Awaitable[None]]
    send: Callable[[Request], Awaitable[Response]]
    fill: Callable[[Body], Awaitable[Body]]
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider has the order; `sent` says whether this run sent it, or found it there."""

    task_id: str
    since: float
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """There is no task, or nobody knows (`unknown_outcome`); the fault says whether to come again."""

    fault: Fault


class _Stop(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


async def place_order(desk: Desk, purchase: Purchase) -> Accepted | Declined:
    """Have an order placed exactly once; raises DiskError, and WorldError where a slot cannot be filled."""
    try:
        return await _place_order(desk, purchase)
    except _Stop as stop:
        return Declined(fault=stop.fault)


async def _place_order(desk: Desk, purchase: Purchase) -> Accepted:
    attempts = desk.ledger.find_attempts(purchase.action_key, purchase.take, desk.account)
    row = attempts[-1] if attempts else None
    if row and row.state in (AttemptState.SUBMITTED, AttemptState.DONE) and row.task_id:
        return Accepted(task_id=row.task_id, since=row.began_at, sent=False)
    number = row.number if row else 1
    if row and row.state is AttemptState.FAILED and row.task_id:
        number, row = number + 1, None
    while True:
        attempt = _claim(desk, purchase, number, row)
        found = await _find_task(desk, attempt, row)
        if found is None:
            return await _send_order(desk, purchase, attempt)
        if found.state is not TaskState.FAILED:
            return _adopt(desk, attempt, found)
        _record_failure(desk, attempt, found)
        number, row = number + 1, None


def _claim(desk: Desk, purchase: Purchase, number: int, row: Attempt | None) -> Attempt:
    """Write the attempt down as ours, unless another process may be placing it at this moment."""
    now = desk.clock.now()
    if row and row.state is AttemptState.SUBMITTING and row.owner != desk.ledger.owner:
        alive = is_owner_alive(row.owner)
        left = max(row.changed_at, row.began_at) + desk.timing.answer + desk.timing.index_lag - now
        if alive or (alive is None and left > 0):
            text = "another run is placing this order"
            raise _Stop(Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=text, retry=True))
    attempt = Attempt(
        external_id=make_external_id(purchase.action_key, purchase.take, desk.account, number),
        action_key=purchase.action_key,
        take=purchase.take,
        account=desk.account,
        number=number,
        state=AttemptState.SUBMITTING,
        job=purchase.job,
        profile=desk.profile.name,
        server=desk.server,
        owner=desk.ledger.owner,
        began_at=now,
        # The time of the last send: of an order that may be on its way already it must not be lost.
        changed_at=row.changed_at if row and row.state in _MAY_EXIST else 0.0,
        expected_seconds=purchase.expected_seconds,
    )
    claimed = desk.ledger.claim(attempt, replaces=row)
    if claimed is None:
        text = "another run has just taken this order over"
        raise _Stop(Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=text, retry=True))
    return claimed


async def _find_task(desk: Desk, attempt: Attempt, row: Attempt | None) -> TaskStatus | None:
    """The task of an attempt, or None when it is certain that there is none; raises _Stop when nobody can know."""
    if row is None and desk.fresh:
        return None
    if row and row.owner == desk.ledger.owner and row.state is AttemptState.FAILED:
        return None  # refused a moment ago: there is nothing to find
    return await _look_up(desk, attempt, may_exist=row is not None and row.state in _MAY_EXIST)


async def _look_up(desk: Desk, attempt: Attempt, *, may_exist: bool) -> TaskStatus | None:
    """Ask for a task by our own id, again and again while an order that was sent may not be listed yet."""
    request = desk.profile.make_lookup(attempt.external_id)
    if request is None:
        if may_exist and attempt.changed_at:
            text = "nobody can tell whether the order arrived: look for it at the provider"
            desk.ledger.record(attempt.external_id, AttemptState.UNKNOWN, now=attempt.changed_at, fault=text)
            help_ = "see `storyboard status`"
            raise _Stop(Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=text, help=help_))
        return None
    listed_by = attempt.changed_at + desk.timing.index_lag if may_exist else 0.0
    pause = desk.timing.probe
    while True:
        await desk.admit()
        asked_at = desk.clock.now()
        try:
            answer = desk.profile.read_status(await desk.send(request))
        except (NotSent, UnknownOutcome) as error:
            raise _Stop(make_wire_fault(error)) from error
        if isinstance(answer, TaskStatus):
            return answer
        if answer.kind is not FaultKind.NOT_FOUND:
            raise _Stop(answer)
        if asked_at >= listed_by:
            return None
        await desk.clock.sleep(max(0.01, min(pause, listed_by - asked_at)))
        pause *= 2


async def _send_order(desk: Desk, purchase: Purchase, attempt: Attempt) -> Accepted:
    request = desk.profile.make_request(purchase.order, external_id=attempt.external_id)
    try:
        request = replace(request, body=await desk.fill(request.body))
    except BaseException:
        # Nothing has left: the next run need not look for it.
        _record_refusal(desk, attempt, "its media could not be brought together")
        raise
    for _ in range(_SENDS):
        await desk.admit()
        sent_at = desk.clock.now()
        attempt = replace(attempt, changed_at=sent_at)
        desk.ledger.record(attempt.external_id, AttemptState.SUBMITTING, now=sent_at)
        try:
            answer = desk.profile.read_ticket(await desk.send(request))
        except NotSent as error:
            _record_refusal(desk, attempt, str(error))
            raise _Stop(make_wire_fault(error)) from error
        except UnknownOutcome as error:
            answer = Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=str(error), retry=True)
        if isinstance(answer, Ticket):
            now = desk.clock.now()
            desk.ledger.record(attempt.external_id, AttemptState.SUBMITTED, now=now, task_id=answer.task_id)
            return Accepted(task_id=answer.task_id, since=now, sent=True)
        if answer.kind not in _MAYBE_ACCEPTED:
            return await _take_refusal(desk, attempt, answer)
        attempt = replace(attempt, changed_at=desk.clock.now())
        found = await _look_up(desk, attempt, may_exist=True)
        if found is not None:
            return replace(_adopt(desk, attempt, found), sent=True)
        if answer.kind is FaultKind.SERVER:
            # Certainly no task: the scheduler waits longer and longer before this order leaves again.
            _record_refusal(desk, attempt, answer.message)
            raise _Stop(replace(answer, retry=True))
    _record_refusal(desk, attempt, "the server does not answer orders")
    raise _Stop(Fault(kind=FaultKind.SERVER, message="the server does not answer orders", retry=True))


async def _take_refusal(desk: Desk, attempt: Attempt, fault: Fault) -> Accepted:
    """A refusal for good; where the words may mean that our id is taken, the task of that id is ours."""
    if fault.kind is FaultKind.BAD_REQUEST and desk.profile.make_lookup(attempt.external_id) is not None:
        found = await _look_up(desk, attempt, may_exist=False)
        if found is not None:
            return _adopt(desk, attempt, found)
    _record_refusal(desk, attempt, fault.message)
    raise _Stop(fault)


def _adopt(desk: Desk, attempt: Attempt, found: TaskStatus) -> Accepted:
    now = desk.clock.now()
    task_id = found.task_id or attempt.external_id
    desk.ledger.record(attempt.external_id, AttemptState.SUBMITTED, now=now, task_id=task_id)
    return Accepted(task_id=task_id, since=attempt.began_at, sent=False)


def _record_failure(desk: Desk, attempt: Attempt, found: TaskStatus) -> None:
    fault = found.fault.message if found.fault else "the task failed"
    desk.ledger.record(
        attempt.external_id,
        AttemptState.FAILED,
        now=desk.clock.now(),
        task_id=found.task_id or attempt.external_id,
        fault=fault,
    )


def _record_refusal(desk: Desk, attempt: Attempt, fault: str) -> None:
    desk.ledger.record(
        attempt.external_id, AttemptState.FAILED, now=desk.clock.now(), task_id="", fault=fault
    )
