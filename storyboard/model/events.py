"""What a running film tells whoever watches: one event per thing that happened."""

from dataclasses import dataclass
from enum import Enum


class JobPhase(Enum):
    """Where a job of a running film stands."""

    WAITING = "waiting"
    SUBMITTING = "submitting"
    QUEUED = "queued"
    RENDERING = "rendering"
    DOWNLOADING = "downloading"
    DONE = "done"
    REUSED = "reused"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent:
    """A job entered a phase; `note` says more where there is more to say (a reason, a retry)."""

    job: str
    phase: JobPhase
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutEvent:
    """The cut went on: `done` of `total` steps, `what` is under way."""

    done: int
    total: int
    what: str


Event = JobEvent | CutEvent
