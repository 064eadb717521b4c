"""What passes between a dialect and the rest: requests that print well, tickets, statuses, faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from storyboard.model.media import Medium

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Plain JSON."""


class Encoding(Enum):
    """How a medium goes onto the wire."""

    ID = "id"
    """An identifier that an earlier job gave, as a string."""
    URL = "url"
    """Only an address will do."""
    BASE64 = "base64"
    """An address, or the bytes as raw base64 without a `data:` prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A hole in a request body that a medium fills just before it is sent."""

    medium: Medium
    encoding: Encoding


Body = None | bool | int | float | str | Slot | list["Body"] | dict[str, "Body"]
"""JSON with holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request without its host: method, path, query and body."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Body = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP answer, read whole (bounded): status, headers with lower-case names, bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class FaultKind(Enum):
    """What sort of trouble a provider reports, in one vocabulary for all profiles."""

    BAD_REQUEST = "bad_request"
    AUTH = "auth"
    CLOCK = "clock"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    MODEL_RETIRED = "model_retired"
    MODERATED = "moderated"
    QUOTA_EXHAUSTED = "quota_exhausted"
    RATE_LIMITED = "rate_limited"
    CONCURRENCY = "concurrency"
    SERVER = "server"
    MAINTENANCE = "maintenance"
    UNKNOWN_OUTCOME = "unknown_outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A provider's refusal or failure; `code` and `message` are the vendor's own words.

    `retry` says whether trying again can help; `wait` is the number of seconds the provider asked for.
    """

    kind: FaultKind
    message: str
    code: str = ""
    retry: bool = False
    wait: float | None = None
    help: str = ""


class TaskState(Enum):
    """Where a provider's task stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An accepted order: the task's id to ask about, or at once the id of what was made (an element)."""

    task_id: str = ""
    element_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A finished clip: where to fetch it (or its bytes), and what the provider says of it."""

    url: str = ""
    content: bytes = b""
    video_id: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStatus:
    """A task's state; `artifact` when done, `fault` when failed; `task_id` is the provider's own id."""

    state: TaskState
    task_id: str = ""
    artifact: Artifact | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryElement:
    """An element as the provider's library lists it."""

    element_id: str
    name: str
    description: str
