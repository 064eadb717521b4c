"""The plan: each job with what would happen to it, why, for how much, and in what time."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from heapq import heappop, heappush

from storyboard.model.job import (
    Action,
    Cost,
    ElementOrder,
    FootageOrder,
    Job,
    Mode,
    Plan,
    PlannedJob,
    StillOrder,
    VideoOrder,
)
from storyboard.model.profile import Profile
from storyboard.model.take import Take
from storyboard.plan.keys import make_action_key, make_plan_key

FindTake = Callable[[str], Take | None]
"""The take in the store for an action key."""

_ELEMENT_SECONDS = 5.0


def make_plan(
    jobs: tuple[Job, ...],
    *,
    profile: Profile,
    find_take: FindTake,
    locked: Mapping[str, str],
    source_seconds: Mapping[str, Fraction],
    local_takes: Mapping[str, Take],
    concurrency: int,
) -> tuple[Plan, dict[str, Take]]:
    """The plan, and the takes that it reuses, by job.

    `locked` has the plan key of each job as the lock file has it, `source_seconds` the length of each shot that
    something is made from, `local_takes` the footage that other jobs use. Elements are reused when nothing that
    would run needs them; whether the library still has them is asked when the film is rendered.
    """
    table = profile.capabilities
    zero = Cost(amount=Decimal(0), unit=table.cost_unit)
    plan_keys: dict[str, str] = {}
    takes: dict[str, Take] = dict(local_takes)
    planned: dict[str, PlannedJob] = {}
    for job in jobs:
        plan_key = plan_keys[job.id] = make_plan_key(job, profile.family, plan_keys)
        action_key = None
        if all(source in takes for source in job.depends_on):
            action_key = make_action_key(job, profile.family, takes)
        if isinstance(job.order, StillOrder | FootageOrder):
            action, reason, cost, seconds = Action.LOCAL, "made on this machine", zero, 0.0
        elif isinstance(job.order, ElementOrder):
            takes[job.id] = Take(action_key=action_key or "")
            action, reason = Action.REUSE, "nothing that runs needs it"
            cost, seconds = zero, 0.0
        else:
            take = find_take(action_key) if action_key is not None else None
            if take is not None:
                takes[job.id] = take
                action, reason, cost, seconds = Action.REUSE, "in the store", zero, 0.0
            else:
                action = Action.RUN
                reason = _find_reason(job, plan_key, locked, planned)
                length = _find_seconds(job.order, source_seconds)
                cost = profile.make_cost(job.order, length)
                seconds = table.expected_seconds.get(job.order.mode or Mode.STD, 12.0) * float(length)
        planned[job.id] = PlannedJob(
            job=job,
            action=action,
            reason=reason,
            plan_key=plan_key,
            action_key=action_key,
            cost=cost,
            seconds=seconds,
        )
    _run_needed_elements(planned)
    jobs_planned = tuple(planned.values())
    total = sum((one.cost.amount for one in jobs_planned), Decimal(0))
    plan = Plan(
        profile=profile.name,
        jobs=jobs_planned,
        total=Cost(amount=total, unit=table.cost_unit),
        seconds=_estimate_makespan(jobs_planned, concurrency),
        critical_path=_find_critical_path(planned),
    )
    reused = {one.job.id for one in jobs_planned if one.action is Action.REUSE}
    return plan, {name: take for name, take in takes.items() if name in reused and take.sha256}


def _run_needed_elements(planned: dict[str, PlannedJob]) -> None:
    """An element has to be in the library when a job that runs refers to it."""
    for one in list(planned.values()):
        if one.action is not Action.RUN:
            continue
        for source in one.job.depends_on:
            element = planned[source]
            if isinstance(element.job.order, ElementOrder) and element.action is Action.REUSE:
                planned[source] = PlannedJob(
                    job=element.job,
                    action=Action.RUN,
                    reason=f"`{one.job.id}` needs it in the library",
                    plan_key=element.plan_key,
                    action_key=element.action_key,
                    cost=element.cost,
                    seconds=_ELEMENT_SECONDS,
                )


def _find_reason(
    job: Job, plan_key: str, locked: Mapping[str, str], planned: Mapping[str, PlannedJob]
) -> str:
    running = [
        source
        for source in job.depends_on
        if planned[source].action is Action.RUN and not isinstance(planned[source].job.order, ElementOrder)
    ]
    if job.id not in locked:
        return "first time"
    if locked[job.id] == plan_key:
        return f"depends on `{running[0]}`" if running else "its clip is not in the store"
    if running:
        return f"depends on `{running[0]}`"
    return "changed since the lock was written"


def _find_seconds(order: VideoOrder, source_seconds: Mapping[str, Fraction]) -> Fraction:
    """The length that is ordered, and billed; an edit is as long as its source."""
    if order.seconds is not None:
        return order.seconds
    if order.video is not None:
        medium = order.video.medium
        name = getattr(medium, "job", None) or getattr(medium, "name", None) or ""
        return source_seconds.get(name, Fraction(5))
    return Fraction(5)


def _find_critical_path(planned: Mapping[str, PlannedJob]) -> tuple[str, ...]:
    """The longest chain of jobs that run, by expected time."""
    longest: dict[str, tuple[float, tuple[str, ...]]] = {}
    for one in planned.values():
        before = max(
            (longest[source] for source in one.job.depends_on), default=(0.0, ()), key=lambda path: path[0]
        )
        step = (one.job.id,) if one.action is Action.RUN else ()
        longest[one.job.id] = (before[0] + one.seconds, (*before[1], *step))
    return max(longest.values(), default=(0.0, ()), key=lambda path: path[0])[1]


def _estimate_makespan(jobs: tuple[PlannedJob, ...], concurrency: int) -> float:
    """How long the plan takes on so many slots: a list schedule, jobs in the order of the plan."""
    slots = [0.0] * max(1, concurrency)
    finished: dict[str, float] = {}
    for one in jobs:
        ready = max((finished[source] for source in one.job.depends_on), default=0.0)
        if one.seconds == 0.0:
            finished[one.job.id] = ready
            continue
        start = max(ready, heappop(slots))
        finished[one.job.id] = start + one.seconds
        heappush(slots, finished[one.job.id])
    return max(finished.values(), default=0.0)
