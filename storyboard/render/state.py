"""A moment of a run, as the scheduler keeps it: immutable, and equal moments go on equally."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from storyboard.model.profile import Limits
from storyboard.render.pace import Watch
from storyboard.render.ports import Timing


class Phase(Enum):
    """Where a job stands for the scheduler."""

    WAITING = "waiting"
    CHECKING = "checking"
    KNOWN = "known"
    HELD = "held"
    READY = "ready"
    PLACING = "placing"
    RUNNING = "running"
    ASKING = "asking"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


ENDED = frozenset({Phase.DONE, Phase.FAILED, Phase.SKIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A job as the scheduler sees it; `eager` may be checked before its upstream is done, its key being known."""

    id: str
    needs: tuple[str, ...] = ()
    seconds: float = 0.0
    lazy: bool = False
    eager: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What does not change during a run."""

    nodes: Mapping[str, Node]
    dependants: Mapping[str, tuple[str, ...]]
    ranks: Mapping[str, tuple[float, int]]
    """Sorts ready jobs: the longest remaining path first, then the storyboard's order."""
    limits: Limits
    timing: Timing
    keep_going: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """How often in a row a job met faults that pass, and since when."""

    tries: int
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A moment of a run; equal states go on equally."""

    graph: Graph
    phases: Mapping[str, Phase]
    ready: tuple[tuple[tuple[float, int], str], ...] = ()
    delayed: Mapping[str, float] = field(default_factory=dict)
    watches: Mapping[str, Watch] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    wanted: tuple[int, ...] = ()
    sent: tuple[float, ...] = ()
    hold: float = 0.0
    """No order leaves before this time."""
    stopped_by: str = ""
    pace: float | None = None
    """Seconds that tasks take for each second expected, as this run or the ledger learned."""

    @property
    def ended(self) -> bool:
        """Whether every job is done, failed or skipped."""
        return all(phase in ENDED for phase in self.phases.values())


def make_state(
    nodes: tuple[Node, ...],
    *,
    limits: Limits,
    timing: Timing,
    keep_going: bool = True,
    pace: float | None = None,
) -> State:
    """The state before anything happened; nodes come in an order in which they could be done."""
    dependants: dict[str, list[str]] = {node.id: [] for node in nodes}
    for node in nodes:
        for need in node.needs:
            dependants[need].append(node.id)
    rest: dict[str, float] = {}
    for node in reversed(nodes):
        rest[node.id] = node.seconds + max((rest[follower] for follower in dependants[node.id]), default=0.0)
    graph = Graph(
        nodes={node.id: node for node in nodes},
        dependants={name: tuple(followers) for name, followers in dependants.items()},
        ranks={node.id: (-rest[node.id], place) for place, node in enumerate(nodes)},
        limits=limits,
        timing=timing,
        keep_going=keep_going,
    )
    return State(graph=graph, phases={node.id: Phase.WAITING for node in nodes}, pace=pace)
