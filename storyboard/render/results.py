"""What a run gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.model.job import Cost
from storyboard.model.take import Take
from storyboard.model.wire import Fault
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
