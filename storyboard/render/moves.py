"""The scheduler's vocabulary: what happened, and what is to be done. Times are seconds on the run's clock."""

from dataclasses import dataclass
from enum import Enum

from storyboard.model.wire import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """The run begins."""

    at: float


class Outcome(Enum):
    """What a check found."""

    HAVE = "have"
    MISSING = "missing"
    ABSENT = "absent"
    """Not there under the key of the plan; to be looked for again when what it depends on is known."""
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A job's key was looked up in the store and the ledger; a task ordered earlier has run `since`."""

    at: float
    job: str
    outcome: Outcome
    since: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The provider has the order: from now on, or `since` an earlier time."""

    at: float
    job: str
    since: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The provider said how a task stands."""

    at: float
    job: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """The job's result is here: media in the store, an element's id, or a take that another run has brought."""

    at: float
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The provider knows nothing of a task any more: the order has to be placed again."""

    at: float
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """What a job did went wrong; whether it is tried again depends on the fault and on how often it came."""

    at: float
    job: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request would like to leave."""

    at: float
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Time went by."""

    at: float


Happened = Began | Checked | Placed | Asked | Got | Lost | Troubled | Wanted | Ticked


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Make the job's key and look for it."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Order it."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask how its task stands."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Bring its media home."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """Report it as failed."""

    job: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Report it as skipped, because of another job."""

    job: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Report a lazy job as done: nothing that had to be ordered needed it."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Tell that it is tried again in so many seconds."""

    job: str
    fault: Fault
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Let a request leave."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Send a `Ticked` at that time; a newer one replaces it."""

    at: float


Todo = Check | Place | Ask | Fetch | Fail | Skip | Settle | Retry | Grant | Wake
