"""Misbehaviour on request, the same each time.

A fault file is YAML or JSON:

    seed: 7                          # for `probability`; 0 unless given
    faults:
      - kind: status                 # answer with an error instead of handling the request
        event: create                # create, query, element or download; create unless given
        status: 429                  # the HTTP status
        code: 1303                   # the code in the body; 5000 unless given
        message: parallel task over resource pack limit
        nth: 2                       # begin with the 2nd request that matches, counting from 1; 1 unless given
        times: 3                     # for that many matching requests; 1 unless given, `times: always` has no end
        match: harbour               # only where the prompt (for a download: the task's prompt) has this in it
        probability: 0.5             # of those, which; drawn from the seed
      - {kind: drop, when: before}   # close the connection without accepting; `after`: accept, then close
      - {kind: timeout_before_accept, seconds: 5}   # hold that long, then close; nothing was accepted
      - {kind: timeout_after_accept, seconds: 5}    # accept, hold that long, then answer
      - {kind: fail_task, reason: ..., nth: 2}      # accept the order; its task fails
      - {kind: stuck_task}                          # accept the order; its task never ends
      - {kind: wrong_length, seconds: 2}            # the clip lasts that long, whatever was ordered
      - {kind: truncate_download}                   # half of the promised bytes, then the connection closes
      - {kind: corrupt_download}                    # all bytes, the middle of them overwritten
      - {kind: slow_download, seconds: 3}           # the bytes spread over that long
      - {kind: expired_link}                        # 403, as for a link past its days

Seconds are real ones, whatever the emulator's speed. Counting is per fault. An order counts once it would be accepted for
the three kinds that happen to tasks, and once its credentials are good for the others.
"""

import random
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from storyboard.emulator.settings_file import SettingsReader, read_settings


class Event(Enum):
    """What a fault happens to."""

    CREATE = "create"
    QUERY = "query"
    ELEMENT = "element"
    DOWNLOAD = "download"
    TASK = "task"


_EVENT_OF_KIND: dict[str, Event | None] = {
    "status": None,
    "drop": None,
    "timeout_before_accept": None,
    "timeout_after_accept": None,
    "fail_task": Event.TASK,
    "stuck_task": Event.TASK,
    "wrong_length": Event.TASK,
    "truncate_download": Event.DOWNLOAD,
    "corrupt_download": Event.DOWNLOAD,
    "slow_download": Event.DOWNLOAD,
    "expired_link": Event.DOWNLOAD,
}
_ROW_KEYS = (
    "kind",
    "event",
    "when",
    "status",
    "code",
    "message",
    "reason",
    "seconds",
    "match",
    "nth",
    "times",
    "probability",
)
_NEEDS = {
    "status": "status",
    "timeout_before_accept": "seconds",
    "timeout_after_accept": "seconds",
    "slow_download": "seconds",
    "wrong_length": "seconds",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row of a fault file; `times` of None never ends."""

    kind: str
    event: Event
    match: str | None = None
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    when: str = "before"
    status: int = 500
    code: int = 5000
    message: str = "a fault that was asked for"
    reason: str | None = None
    seconds: float = 0.0


class FaultScript:
    """The faults of one run and how often each has come by."""

    def __init__(self, faults: tuple[Fault, ...] = (), seed: int = 0) -> None:
        self._faults = faults
        self._seed = seed
        self._seen = [0] * len(faults)

    def fire(self, event: Event, text: str = "") -> tuple[Fault, ...]:
        """The faults that happen to this event; `text` is the prompt they may match."""
        fired: list[Fault] = []
        for index, fault in enumerate(self._faults):
            if fault.event is not event or (fault.match is not None and fault.match not in text):
                continue
            self._seen[index] += 1
            turn = self._seen[index]
            if turn < fault.nth or (fault.times is not None and turn >= fault.nth + fault.times):
                continue
            chance = random.Random(f"{self._seed}/{index}/{turn}").random()  # noqa: S311 - repeatable on purpose
            if chance < fault.probability:
                fired.append(fault)
        return tuple(fired)


def load_faults(path: Path | None) -> FaultScript:
    """The script in a file, or one without faults; raises ValueError naming the file and the key."""
    if path is None:
        return FaultScript()
    top = read_settings(path, ("seed", "faults"))
    seed = top.number("seed", 0)
    return FaultScript(tuple(_read_fault(row) for row in top.rows("faults", _ROW_KEYS)), int(seed or 0))


def _read_fault(row: SettingsReader) -> Fault:
    row.required_text("kind")
    kind = row.choice("kind", tuple(_EVENT_OF_KIND)) or ""
    fixed = _EVENT_OF_KIND[kind]
    if fixed is not None and row.has("event"):
        raise row.error("event", f"does not go with {kind}, which always happens to a {fixed.value}")
    needed = _NEEDS.get(kind)
    if needed is not None and not row.has(needed):
        raise row.error(needed, f"is missing; {kind} needs it")
    event = row.choice("event", ("create", "query", "element", "download"), "create")
    status = row.count("status", 500) or 500
    if not 400 <= status <= 599:
        raise row.error("status", f"must be from 400 to 599, not {status}")
    probability = row.number("probability", 1.0)
    if probability is None or probability > 1:
        raise row.error("probability", f"must be from 0 to 1, not {probability!r}")
    return Fault(
        kind=kind,
        event=fixed or Event(event),
        match=row.text("match"),
        nth=row.count("nth", 1) or 1,
        times=None if row.is_word("times", "always") else row.count("times", 1),
        probability=probability,
        when=row.choice("when", ("before", "after"), "before") or "before",
        status=status,
        code=row.count("code", 5000) or 5000,
        message=row.text("message") or "a fault that was asked for",
        reason=row.text("reason"),
        seconds=row.number("seconds", 0.0) or 0.0,
    )
