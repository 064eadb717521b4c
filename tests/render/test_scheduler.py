"""The scheduler over replayed traces and over worlds that Hypothesis makes up; no time passes here."""

import heapq
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.model.profile import Limits
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
from storyboard.render.pace import find_pause
from storyboard.render.ports import Timing
from storyboard.render.scheduler import step
from storyboard.render.state import ENDED, Node, Phase, State, make_state

LIMITS = Limits(concurrency=2, requests_per_minute=0, poll_seconds=10.0, task_seconds=1000.0, link_days=30)
TIMING = Timing()
BUSY = Fault(kind=FaultKind.RATE_LIMITED, message="too many", retry=True)
BROKEN = Fault(kind=FaultKind.MODERATED, message="no")


def start(*nodes: Node, limits: Limits = LIMITS, **options: object) -> State:
    return make_state(nodes, limits=limits, timing=TIMING, **options)  # type: ignore[arg-type]


def play(state: State, *events: Happened) -> tuple[State, list[Todo]]:
    """A trace, event by event; what the last one called for, without the alarm."""
    todo: tuple[Todo, ...] = ()
    for event in events:
        state, todo = step(state, event)
    return state, [each for each in todo if not isinstance(each, Wake)]


def miss(*jobs: str) -> list[Checked]:
    return [Checked(at=0, job=job, outcome=Outcome.MISSING) for job in jobs]


def test_the_longest_remaining_path_goes_first() -> None:
    state = start(
        Node(id="alone", seconds=50),
        Node(id="head", seconds=20),
        Node(id="small", seconds=10),
        Node(id="tail", needs=("head",), seconds=40),
    )
    state, todo = play(state, Began(at=0))
    assert todo == [Check(job="alone"), Check(job="head"), Check(job="small")]
    state, todo = play(state, *miss("alone", "head", "small"))
    assert todo == [Place(job="head"), Place(job="alone")]


def test_no_order_leaves_while_a_check_may_find_a_running_task() -> None:
    state = start(Node(id="a"), Node(id="b"), Node(id="c"))
    state, todo = play(state, Began(at=0), *miss("a", "b"))
    assert todo == []
    ordered = Checked(at=0, job="c", outcome=Outcome.ORDERED, since=-9)
    _, todo = play(state, ordered)
    # `c` takes one of the two slots, and is asked about at once.
    assert todo == [Place(job="a"), Ask(job="c")]


def test_a_task_is_first_asked_about_near_its_expected_end() -> None:
    state = start(Node(id="a", seconds=100), pace=2.0)
    state, _ = play(state, Began(at=0), *miss("a"))
    state, todo = step(state, Placed(at=5, job="a"))
    assert todo == (Wake(at=185.0),)
    state, todo = play(state, Ticked(at=185.0))
    assert todo == [Ask(job="a")]
    state, todo_ = step(state, Asked(at=186.0, job="a", done=False))
    assert todo_ == (Wake(at=196.0),)


def test_without_experience_the_pauses_grow_and_then_the_pace_is_learned() -> None:
    state = start(Node(id="a", seconds=100), Node(id="b", seconds=100), limits=replace(LIMITS, concurrency=1))
    state, _ = play(state, Began(at=0), *miss("a", "b"))
    state, todo = step(state, Placed(at=0, job="a"))
    looks = []
    while any(isinstance(each, Wake) for each in todo):
        looks.append(next(each.at for each in todo if isinstance(each, Wake)))
        state, _ = step(state, Ticked(at=looks[-1]))
        state, todo = step(state, Asked(at=looks[-1], job="a", done=looks[-1] >= 40))
    assert looks == [5.0, 10.0, 15.0, 22.5, 33.75, 50.625]
    assert todo == (Fetch(job="a"), Place(job="b"))
    state, todo = step(state, Placed(at=60, job="b"))
    assert todo == (Wake(at=60 + 0.9 * 50.625),)


def test_a_rate_limit_holds_every_order_for_a_while() -> None:
    state = start(Node(id="a"), Node(id="b"), Node(id="c"))
    state, _ = play(state, Began(at=0), *miss("a", "b", "c"))
    state, todo = play(state, Troubled(at=1, job="a", fault=replace(BUSY, wait=7.0)))
    assert todo == [Retry(job="a", fault=replace(BUSY, wait=7.0), seconds=7.0)]
    state, todo = play(state, Ticked(at=7.9))
    assert todo == []
    state, todo = play(state, Ticked(at=8.0))
    assert todo == [Place(job="a")]


def test_back_off_doubles_with_a_jitter_that_repeats() -> None:
    pauses = [find_pause(TIMING, "a", tries) for tries in range(1, 9)]
    assert pauses == [find_pause(TIMING, "a", tries) for tries in range(1, 9)]
    assert pauses != [find_pause(TIMING, "b", tries) for tries in range(1, 9)]
    assert all(
        min(60, 2 ** (n - 1)) / 2 <= pause <= min(60, 2 ** (n - 1)) for n, pause in enumerate(pauses, 1)
    )


def test_an_account_that_is_refused_stops_the_run() -> None:
    state = start(Node(id="a"), Node(id="b"), Node(id="c"))
    state, _ = play(state, Began(at=0), *miss("a", "b", "c"))
    fault = Fault(kind=FaultKind.AUTH, message="who are you")
    state, todo = play(state, Troubled(at=1, job="a", fault=fault))
    assert todo == [Fail(job="a", fault=fault)]
    state, todo = play(state, Troubled(at=1, job="b", fault=fault))
    assert todo == [Fail(job="b", fault=fault), Skip(job="c", because="a")]
    assert state.ended


def test_no_more_requests_a_minute_than_allowed() -> None:
    state = start(Node(id="a"), limits=replace(LIMITS, requests_per_minute=2))
    state, todo = play(state, *(Wanted(at=number, number=number) for number in range(4)))
    assert todo == []
    state, todo_ = step(state, Ticked(at=59.9))
    assert todo_ == (Wake(at=60.0),)
    state, todo = play(state, Ticked(at=60.0))
    assert todo == [Grant(number=2)]


def test_a_lazy_job_is_made_only_for_a_job_that_is_ordered() -> None:
    nodes = (Node(id="mara", lazy=True), Node(id="a", needs=("mara",)), Node(id="b", needs=("mara",)))
    state, todo = play(start(*nodes), Began(at=0), *miss("mara"))
    assert todo == [Check(job="a"), Check(job="b")]
    have = [Checked(at=0, job=job, outcome=Outcome.HAVE) for job in "ab"]
    ended, todo = play(state, *have)
    assert todo == [Settle(job="mara")]
    assert ended.ended
    state, todo = play(state, have[0], *miss("b"))
    assert todo == [Place(job="mara")]
    state, todo = play(state, Got(at=1, job="mara"))
    assert todo == [Place(job="b")]


def test_a_step_leaves_the_state_it_was_given_alone() -> None:
    before = start(Node(id="a"), Node(id="b", needs=("a",)))
    shown = repr(before)
    first = step(before, Began(at=0))
    assert repr(before) == shown
    assert step(before, Began(at=0)) == first


FAULTS = st.sampled_from(
    [
        BUSY,
        BROKEN,
        Fault(kind=FaultKind.SERVER, message="500", retry=True),
        Fault(kind=FaultKind.UNKNOWN_OUTCOME, message="?", retry=True),
        Fault(kind=FaultKind.UNKNOWN_OUTCOME, message="?"),
        Fault(kind=FaultKind.CONCURRENCY, message="full", retry=True, wait=3.0),
        Fault(kind=FaultKind.MAINTENANCE, message="back soon", retry=True),
    ]
)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 9))):
        lazy = draw(st.booleans()) and draw(st.booleans())
        needs = draw(st.lists(st.sampled_from(nodes), max_size=3, unique=True)) if nodes else []
        nodes.append(
            Node(
                id=f"j{number}",
                needs=tuple(node.id for node in needs),
                seconds=draw(st.sampled_from([0.0, 5.0, 100.0])),
                lazy=lazy,
                eager=not lazy and draw(st.booleans()),
            )
        )
    return tuple(nodes)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.integers(1, 3), st.booleans(), st.data())
def test_every_job_ends_and_no_limit_is_passed(
    nodes: tuple[Node, ...], concurrency: int, keep_going: bool, data: st.DataObject
) -> None:
    limits = replace(LIMITS, concurrency=concurrency)
    state = start(*nodes, limits=limits, keep_going=keep_going)
    by_name = {node.id: node for node in nodes}
    world: list[tuple[float, int, Happened]] = [(0.0, 0, Began(at=0.0))]
    alarm: float | None = None
    checks: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    resumed: set[str] = set()
    serial, steps = 0, 0
    while not state.ended:
        steps += 1
        assert steps < 3000, "it goes round in circles"
        assert world or alarm is not None, f"nothing will ever happen again: {state.phases}"
        if alarm is not None and (not world or alarm < world[0][0]):
            event: Happened = Ticked(at=alarm)
            alarm = None
        else:
            event = heapq.heappop(world)[2]
        before = state
        state, todo = step(state, event)
        for phase_before, phase_after in zip(before.phases.values(), state.phases.values(), strict=True):
            assert phase_before not in ENDED or phase_after is phase_before
        tasks = [
            job
            for job, phase in state.phases.items()
            if phase in (Phase.PLACING, Phase.RUNNING, Phase.ASKING)
            and not (job in state.watches and state.watches[job].finished)
        ]
        assert len(set(tasks) - resumed) <= concurrency
        for each in todo:
            at = event.at + data.draw(st.sampled_from([0.0, 1.0, 20.0]))
            answer: Happened | None = None
            match each:
                case Wake(at=due):
                    alarm = due
                case Check(job=job):
                    checks[job] += 1
                    known = all(
                        state.phases[need] is Phase.DONE or by_name[need].lazy for need in by_name[job].needs
                    )
                    early = by_name[job].eager and checks[job] == 1
                    assert known or early
                    missing = Outcome.ABSENT if early else Outcome.MISSING
                    outcomes = [missing] if by_name[job].lazy else [missing, Outcome.HAVE, Outcome.ORDERED]
                    outcome = data.draw(st.sampled_from(outcomes))
                    if outcome is Outcome.ORDERED:
                        resumed.add(job)
                    answer = Checked(at=at, job=job, outcome=outcome, since=-5.0)
                case Place(job=job):
                    assert all(state.phases[need] is Phase.DONE for need in by_name[job].needs)
                    resumed.discard(job)
                    lucky = data.draw(st.booleans())
                    good: Happened = Got(at=at, job=job) if by_name[job].lazy else Placed(at=at, job=job)
                    answer = good if lucky else Troubled(at=at, job=job, fault=data.draw(FAULTS))
                case Ask(job=job):
                    asked[job] += 1
                    kind = data.draw(st.integers(0, 9))
                    if kind == 0:
                        answer = Troubled(at=at, job=job, fault=data.draw(FAULTS))
                    elif kind == 1 and not state.watches[job].finished:
                        answer = Lost(at=at, job=job)
                    else:
                        answer = Asked(at=at, job=job, done=kind > 4 or asked[job] > 20)
                case Fetch(job=job):
                    lucky = data.draw(st.booleans())
                    answer = (
                        Got(at=at, job=job) if lucky else Troubled(at=at, job=job, fault=data.draw(FAULTS))
                    )
                case Fail(job=job) | Skip(job=job) | Settle(job=job):
                    ends[job] += 1
            if answer is not None:
                serial += 1
                heapq.heappush(world, (at, serial, answer))
    assert all(count == 1 for count in ends.values())
    for node in nodes:
        if any(state.phases[need] is not Phase.DONE for need in node.needs if not by_name[need].lazy):
            assert state.phases[node.id] is not Phase.DONE or node.eager
