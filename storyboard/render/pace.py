"""How long things take: when to ask about a task, and how long to wait before trying again. Pure arithmetic."""

import hashlib
from dataclasses import dataclass

from storyboard.render.ports import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A task at the provider: asked about at `next`, `since` it was accepted, watched by this run `from_`."""

    since: float
    from_: float
    next: float
    asked: int = 0
    finished: bool = False
    """The task is done and takes no slot; only its media is missing."""


def find_next_look(
    watch: Watch, *, at: float, seconds: float, pace: float | None, poll_seconds: float, timing: Timing
) -> float:
    """When to ask about a task next: near its expected end, then often enough to lose little.

    `seconds` is what the plan expects and `pace` what tasks were seen to take for each second of that. While the
    pace is unknown, the pauses grow from a first probe, and none reaches past the expected end.
    """
    if watch.from_ > watch.since and not watch.asked:
        return at  # ordered by an earlier run: it may well be done
    watched = at - watch.from_
    if pace is None:
        pause = max(timing.probe, 0.5 * watched)
        left = 0.9 * seconds - watched
        return at + (min(pause, max(left, timing.probe)) if left > 0 else min(pause, poll_seconds))
    expected = pace * seconds
    if not watch.asked and 0.9 * expected > timing.probe / 2:
        return watch.since + 0.9 * expected
    # Far past the estimate, the estimate was wrong: the pauses grow with the wait.
    return at + min(poll_seconds, max(0.1 * expected, 0.1 * watched, timing.probe / 4))


def learn_pace(pace: float | None, *, expected: float, seconds: float, exact: bool) -> float | None:
    """The pace after one more task; one that was done at the first look took less than was seen."""
    if expected <= 0:
        return pace
    seen = seconds / expected * (1.0 if exact else 0.7)
    return seen if pace is None else 0.7 * pace + 0.3 * seen


def find_pause(timing: Timing, job: str, tries: int) -> float:
    """Seconds to wait before the next try: doubling, with a jitter that depends on the job and the try only."""
    jitter = hashlib.sha256(f"{job}/{tries}".encode()).digest()[0] / 255
    return min(timing.back_off_limit, timing.back_off * 2.0 ** min(tries - 1, 20)) * (0.5 + 0.5 * jitter)
