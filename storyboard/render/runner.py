"""Run a plan: perform what the scheduler asks for, and hand over takes as they arrive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storyboard.model.events import JobEvent
from storyboard.model.job import Cost, Plan
from storyboard.model.profile import Limits, Profile
from storyboard.model.take import Take
from storyboard.model.wire import Fault
from storyboard.render.ledger import Ledger
from storyboard.render.ports import Clock, MakeActionKey, Timing, Transport, Verify
from storyboard.render.store import ExtractFrame, Store
from storyboard.source import NO_SPAN, Span


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
    raise NotImplementedError
