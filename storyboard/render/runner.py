"""Run a plan: order what is missing, wait for it, and hand over takes as they arrive."""

from collections.abc import Callable

from storyboard.model.events import JobEvent
from storyboard.model.job import Cost, Plan
from storyboard.model.profile import Limits, Profile
from storyboard.model.take import Take
from storyboard.render.ledger import Ledger
from storyboard.render.loopback import is_loopback
from storyboard.render.ports import LOOPBACK, Clock, MakeActionKey, SystemClock, Timing, Transport, Verify
from storyboard.render.results import JobFailure, RenderResult
from storyboard.render.state import make_state
from storyboard.render.store import ExtractFrame, Store

__all__ = ["JobFailure", "RenderResult", "render_plan"]


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
    # Loaded here, since who only asks what a run would give needs neither an event loop nor an HTTP client.
    from storyboard.render.loop import EventQueue, make_node, run_jobs
    from storyboard.render.work import Work

    if timing is None:
        timing = LOOPBACK if is_loopback(base_url) else Timing()
    clock = clock or SystemClock()
    queue = EventQueue(clock)
    work = Work(
        jobs={planned.job.id: planned for planned in plan.jobs},
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
        clock=clock,
        fresh=fresh,
        timing=timing,
        admit=queue.admit,
    )
    state = make_state(
        tuple(map(make_node, plan.jobs)),
        limits=limits,
        timing=timing,
        keep_going=keep_going,
        # An emulator's pace is whatever its user chose today.
        pace=None if is_loopback(base_url) else ledger.learn_pace(account, profile.name),
    )
    await run_jobs(state, queue, work)
    return RenderResult(
        takes=work.takes,
        failures=tuple(work.failures),
        skipped=tuple(work.skipped),
        submitted=work.submitted,
        reused=work.reused,
        cost=Cost(amount=work.spent, unit=plan.total.unit),
    )
