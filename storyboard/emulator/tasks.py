"""Tasks and their life over simulated time: accepted, billed, drawn, finished or failed and paid back."""

import asyncio
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import httpx

from storyboard.animatic.spec import ClipSpec
from storyboard.emulator.accounts import Account
from storyboard.emulator.drawing import DrawingRoom
from storyboard.emulator.faults import Event, Fault, FaultScript
from storyboard.emulator.ledger import Cost, Ledger
from storyboard.emulator.media import is_loopback
from storyboard.emulator.refusal import Kind, Refused, make_field_refusal
from storyboard.emulator.shelf import Shelf

_QUEUED = 0.15  # of a task's time it waits, and works for the rest
_CALLBACK_SECONDS = 5.0


class Status(Enum):
    """Where a task is; profiles have their own words for these."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that met every rule; `latency` is in simulated seconds.

    `failure` is why its task will fail although it is accepted, where the reference says that it does.
    """

    operation: str
    model: str
    prompt: str
    clip: ClipSpec
    seconds: int
    cost: Cost
    latency: float
    external_task_id: str | None = None
    callback_url: str | None = None
    failure: str | None = None


@dataclass(slots=True, kw_only=True)
class Task:
    """One accepted order; `number` counts from 1 in the order of acceptance."""

    id: str
    number: int
    profile: str
    account: Account
    order: Order
    created: datetime
    changed: datetime
    status: Status = Status.QUEUED
    error: str | None = None
    clip: Path | None = None
    url: str | None = None
    cover_url: str | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


Describe = Callable[[Task], dict[str, Any]]


class TaskBook:
    """Every task of every profile."""

    def __init__(
        self, *, ledger: Ledger, shelf: Shelf, faults: FaultScript, room: DrawingRoom, speed: float
    ) -> None:
        self._ledger = ledger
        self._shelf = shelf
        self._faults = faults
        self._room = room
        self._speed = speed
        self._tasks: dict[tuple[str, str, str], Task] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._accepted = 0
        self._taken: Counter[str] = Counter()  # places in use, by account

    def find(self, profile: str, account: Account, task_id: str) -> Task | None:
        """A task of this account by the id it was given, or by the caller's own."""
        return self._tasks.get((profile, account.name, task_id))

    def check_external_id(self, profile: str, account: Account, external_id: str | None) -> None:
        """Raises Refused when the account has used this id before."""
        if external_id is not None and (profile, account.name, external_id) in self._tasks:
            raise make_field_refusal("external_task_id", f"{external_id} already exists")

    def accept(
        self,
        profile: str,
        account: Account,
        order: Order,
        request_sha256: str,
        describe: Describe,
        failure: str,
    ) -> Task:
        """Books an order and begins its task; raises Refused for a used id or a full account.

        Nothing is awaited in here, so that two orders at once cannot both take the last place. `failure` is what a task says
        that a fault makes fail.
        """
        self.check_external_id(profile, account, order.external_task_id)
        if account.concurrency is not None and self._taken[account.name] >= account.concurrency:
            raise Refused(Kind.CONCURRENCY, "parallel task over resource pack limit")
        fired = {fault.kind: fault for fault in self._faults.fire(Event.TASK, order.prompt)}
        if "fail_task" in fired:
            order = replace(order, failure=fired["fail_task"].reason or failure)
        if "wrong_length" in fired:
            order = replace(order, clip=_make_wrong_length(order.clip, fired["wrong_length"]))
        order = replace(order, clip=replace(order.clip, seed=_make_seed(order.external_task_id)))
        now = datetime.now(UTC)
        self._accepted += 1
        task = Task(
            id=f"task_{secrets.token_hex(10)}",
            number=self._accepted,
            profile=profile,
            account=account,
            order=order,
            created=now,
            changed=now,
        )
        self._ledger.write_accepted(
            profile=profile,
            account=account.name,
            operation=order.operation,
            task_id=task.id,
            external_task_id=order.external_task_id,
            request_sha256=request_sha256,
            cost=order.cost,
        )
        self._tasks[profile, account.name, task.id] = task
        if order.external_task_id is not None:
            self._tasks[profile, account.name, order.external_task_id] = task
        self._taken[account.name] += 1
        self._start(self._live(task, describe, stuck="stuck_task" in fired))
        return task

    async def close(self) -> None:
        """Ends what is under way."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _live(self, task: Task, describe: Describe, *, stuck: bool) -> None:
        order = task.order
        target = self._shelf.make_path(".mp4")
        drawing: asyncio.Future[None] | None = None
        if order.failure is None and not stuck:
            drawing = asyncio.ensure_future(self._room.draw(order.clip, target))
        try:
            await asyncio.sleep(order.latency * _QUEUED / self._speed)
            self._change(task, Status.WORKING, describe)
            if stuck:
                return
            await asyncio.sleep(order.latency * (1 - _QUEUED) / self._speed)
            if drawing is None:
                self._fail(task, order.failure or "", describe)
                return
            await drawing
        except asyncio.CancelledError:
            if drawing is not None:
                drawing.cancel()
            raise
        except Exception as error:
            # A clip that cannot be drawn is this program's mistake; the customer still sees a failed task, not a hung one.
            self._fail(task, f"the clip could not be drawn: {type(error).__name__}: {error}", describe)
            return
        task.clip = target
        task.url = self._shelf.publish(target, f"{task.id}.mp4", prompt=order.prompt)
        self._change(task, Status.DONE, describe)

    def _fail(self, task: Task, reason: str, describe: Describe) -> None:
        task.error = reason
        self._ledger.write_refunded(
            profile=task.profile,
            account=task.account.name,
            operation=task.order.operation,
            task_id=task.id,
            cost=task.order.cost,
            reason=reason,
        )
        self._change(task, Status.FAILED, describe)

    def _change(self, task: Task, status: Status, describe: Describe) -> None:
        task.status = status
        if status in (Status.DONE, Status.FAILED):
            self._taken[task.account.name] -= 1
        task.changed = datetime.now(UTC)
        url = task.order.callback_url
        if url is not None and is_loopback(url):
            self._start(_call_back(task, url, describe(task)))

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        running = asyncio.get_running_loop().create_task(coroutine)
        self._running.add(running)
        running.add_done_callback(self._running.discard)


def _make_seed(external_id: str | None) -> int:
    """Another take of one order comes under another id, and looks a little different; the same one looks the same."""
    return 0 if external_id is None else int.from_bytes(hashlib.sha256(external_id.encode()).digest()[:4])


def _make_wrong_length(clip: ClipSpec, fault: Fault) -> ClipSpec:
    return replace(clip, frames=max(1, round(fault.seconds * clip.fps)))


async def _call_back(task: Task, url: str, body: dict[str, Any]) -> None:
    # One call at a time and in order: a listener that is slow must not hear `completed` before `processing`.
    async with task.turn:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=_CALLBACK_SECONDS) as client:
                await client.post(url, json=body)
        except (httpx.HTTPError, httpx.InvalidURL):
            return  # a listener that is not there is its owner's matter; polling shows the same
