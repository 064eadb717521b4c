"""What the gateway's answers mean: pure functions from a response to a ticket, a status, elements or a fault.

The reference gives tasks no error table of its own and passes the vendor's refusals on, so that the vendor's codes
hold (official section 4). Codes are looked at before the HTTP status: 429 stands for seven different things there.
"""

import base64
import binascii
import re
from collections.abc import Mapping

from storyboard.model.wire import (
    Artifact,
    Fault,
    FaultKind,
    Json,
    LibraryElement,
    Response,
    TaskState,
    TaskStatus,
    Ticket,
)
from storyboard.profiles.faults import find_status_kind, find_wait, make_fault, read_json

_CODES: Mapping[int, FaultKind] = {
    1000: FaultKind.AUTH,
    1001: FaultKind.AUTH,
    1002: FaultKind.AUTH,
    1003: FaultKind.CLOCK,
    1004: FaultKind.CLOCK,
    1100: FaultKind.QUOTA_EXHAUSTED,
    1101: FaultKind.QUOTA_EXHAUSTED,
    1102: FaultKind.QUOTA_EXHAUSTED,
    1103: FaultKind.FORBIDDEN,
    1200: FaultKind.BAD_REQUEST,
    1201: FaultKind.BAD_REQUEST,
    1202: FaultKind.BAD_REQUEST,
    1203: FaultKind.MODEL_RETIRED,
    1300: FaultKind.MODERATED,
    1301: FaultKind.MODERATED,
    1302: FaultKind.RATE_LIMITED,
    1303: FaultKind.CONCURRENCY,
    1304: FaultKind.FORBIDDEN,
    5000: FaultKind.SERVER,
    5001: FaultKind.MAINTENANCE,
    5002: FaultKind.UNKNOWN_OUTCOME,
}

_STATES: Mapping[str, TaskState] = {
    "pending": TaskState.PENDING,
    "processing": TaskState.RUNNING,
    "completed": TaskState.DONE,
    "failed": TaskState.FAILED,
}

# The reference's failed task says 内容审核未通过; the vendor's own says "Failure to pass the risk control system".
_MODERATION = re.compile(
    r"审核|敏感|违规|风控|risk control|moderat|sensitive|content (safety|policy)", re.IGNORECASE
)
_ID = re.compile(r"[!-~]{1,256}")


def read_ticket(response: Response) -> Ticket | Fault:
    """The answer to an order: `id` of a task, or `data.element_id` of an element that exists at once."""
    answer = _read_object(response)
    if isinstance(answer, Fault):
        if response.status < 300 and not answer.code:
            return _make_unknown(answer.message)
        return answer
    data = answer.get("data")
    if isinstance(data, dict) and (element_id := _read_id(data.get("element_id"))):
        return Ticket(element_id=element_id)
    if task_id := _read_id(answer.get("id")):
        return Ticket(task_id=task_id)
    return _make_unknown("the order was answered without an id")


def read_status(response: Response) -> TaskStatus | Fault:
    """The answer to a query; both shapes of a finished task that the reference shows are read.

    The second shape (`created` and `data[]`) names neither task nor state: `task_id` is then empty.
    """
    answer = _read_object(response)
    if isinstance(answer, Fault):
        # 1203 says that a resource does not exist; in a query that is the task.
        return _as_question(answer, {FaultKind.MODEL_RETIRED: FaultKind.NOT_FOUND})
    task_id = _read_id(answer.get("id"))
    word = answer.get("status")
    is_list = isinstance(answer.get("data"), list)
    state = _STATES.get(word.lower()) if isinstance(word, str) else TaskState.DONE if is_list else None
    match state:
        case None:
            return make_fault(FaultKind.SERVER, f"the task's state is not one that is known: {word!r:.80}")
        case TaskState.FAILED:
            return TaskStatus(state=state, task_id=task_id, fault=_read_failure(answer))
        case TaskState.DONE:
            artifact = _read_artifact(answer)
            if artifact is None:
                return make_fault(FaultKind.SERVER, "the task is finished, but its answer holds no video")
            return TaskStatus(state=state, task_id=task_id, artifact=artifact)
        case _:
            return TaskStatus(state=state, task_id=task_id)


def read_element_list(response: Response) -> tuple[LibraryElement, ...] | Fault:
    """One page of elements, their ids as strings; entries without an id are passed over."""
    answer = _read_object(response)
    if isinstance(answer, Fault):
        return _as_question(answer, {})
    data = answer.get("data")
    if not isinstance(data, list):
        return make_fault(FaultKind.SERVER, "the list of elements has no list in it")
    return tuple(
        LibraryElement(
            element_id=element_id,
            name=_read_text(one.get("element_name")),
            description=_read_text(one.get("element_description")),
        )
        for one in data
        if isinstance(one, dict) and (element_id := _read_id(one.get("element_id")))
    )


def read_deletion(response: Response) -> Fault | None:
    """None when an element is gone, or will be: the answer's `task_status` is `failed` otherwise."""
    answer = _read_object(response)
    if isinstance(answer, Fault):
        return answer
    data = answer.get("data")
    if isinstance(data, dict) and data.get("task_status") == "failed":
        return make_fault(FaultKind.BAD_REQUEST, "the element was not deleted")
    return None


def _read_object(response: Response) -> dict[str, Json] | Fault:
    """The answer's object when it reports success; else the fault that it reports."""
    answer = read_json(response)
    if isinstance(answer, Fault):
        return answer
    code, message = _find_refusal(answer)
    wait = find_wait(response)
    if code in _CODES:
        return make_fault(_CODES[code], message or f"code {code}", code=str(code), wait=wait)
    if not 200 <= response.status < 300 or code:
        # A body's code that the table lacks may be an HTTP status that a relay wrote there.
        status = code if 400 <= code < 600 and response.status < 400 else response.status
        said = message or f"the server answered {response.status}"
        return make_fault(find_status_kind(status), said, code=str(code) if code else "", wait=wait)
    if not isinstance(answer, dict):
        return make_fault(FaultKind.SERVER, "the answer is not a JSON object")
    return answer


def _find_refusal(answer: Json) -> tuple[int, str]:
    """The code (0: none) and the words of a refusal: flat, or under an `error` that is an object."""
    if not isinstance(answer, dict):
        return 0, ""
    error = answer.get("error")
    inner = error if isinstance(error, dict) else {}
    # A failed task's `error` belongs to the task, not to the query.
    is_task = isinstance(answer.get("status"), str)
    code = _read_code(answer.get("code")) or (0 if is_task else _read_code(inner.get("code")))
    words = [inner.get("message"), answer.get("message"), answer.get("detail"), error]
    return code, next((word for word in words if isinstance(word, str) and word), "")


def _read_failure(answer: dict[str, Json]) -> Fault:
    """Why a task failed. `error` is a string in the reference; relays are known to send objects."""
    error = answer.get("error")
    inner = error if isinstance(error, dict) else {}
    words = [error, inner.get("message"), answer.get("message")]
    message = next((word for word in words if isinstance(word, str) and word), "the task failed")
    code = _read_code(inner.get("code"))
    kind = FaultKind.MODERATED if _MODERATION.search(message) else FaultKind.SERVER
    fault = make_fault(_CODES.get(code, kind), message, code=str(code) if code else "")
    return Fault(
        kind=fault.kind,
        message=fault.message,
        code=fault.code,
        help=fault.help
        if fault.kind is not FaultKind.SERVER
        else "change the shot, or run again to order it anew",
    )


def _read_artifact(answer: dict[str, Json]) -> Artifact | None:
    usage = answer.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    if url := _read_url(answer.get("video_url")):
        return Artifact(url=url, seconds=_read_seconds(usage.get("seconds")))
    data = answer.get("data")
    for one in data if isinstance(data, list) else []:
        if not isinstance(one, dict):
            continue
        seconds = _read_seconds(one.get("duration")) or _read_seconds(usage.get("duration_seconds"))
        if url := _read_url(one.get("url")):
            return Artifact(url=url, seconds=seconds)
        if content := _read_bytes(one.get("b64_json")):
            return Artifact(content=content, seconds=seconds)
    return None


def _as_question(fault: Fault, other: Mapping[FaultKind, FaultKind]) -> Fault:
    """A fault of a request that orders nothing: whatever became of it, its outcome matters to nobody."""
    kind = {FaultKind.UNKNOWN_OUTCOME: FaultKind.SERVER, **other}.get(fault.kind, fault.kind)
    return make_fault(kind, fault.message, code=fault.code, wait=fault.wait)


def _make_unknown(message: str) -> Fault:
    return make_fault(FaultKind.UNKNOWN_OUTCOME, message)


def _read_id(value: Json) -> str:
    """An id as a string (element ids are numbers of 18 digits on this wire), or nothing."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**40:
        return str(value)
    if isinstance(value, str) and _ID.fullmatch(value) and value not in (".", ".."):
        return value
    return ""


def _read_code(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 10**9 else 0
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return 0


def _read_text(value: Json) -> str:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _read_url(value: Json) -> str:
    is_url = isinstance(value, str) and re.fullmatch(r"https?://[!-~]{1,8000}", value)
    return str(value) if is_url else ""


def _read_seconds(value: Json) -> float | None:
    """A positive number, or one in a string (the vendor's own way)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 86_400 else None


def _read_bytes(value: Json) -> bytes:
    if not isinstance(value, str):
        return b""
    try:
        return base64.b64decode(value.partition("base64,")[2] or value, validate=True)
    except (ValueError, binascii.Error):
        return b""
