"""The fault vocabulary: what each kind of trouble asks of the program and of its user, and how answers become faults.

What a provider sends is taken for noise until it has proved to be JSON of the expected shape: nothing here raises.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.model.wire import Fault, FaultKind, Json, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Whether trying the same again can help, and what the user should do."""

    retry: bool
    help: str


ADVICE: Mapping[FaultKind, Advice] = {
    FaultKind.BAD_REQUEST: Advice(retry=False, help="change the shot as the provider says"),
    FaultKind.AUTH: Advice(retry=False, help="check the credentials of this profile in the environment"),
    FaultKind.CLOCK: Advice(retry=True, help="set this machine's clock"),
    FaultKind.FORBIDDEN: Advice(
        retry=False, help="ask the provider to open this model or address to the account"
    ),
    FaultKind.NOT_FOUND: Advice(retry=False, help="check the profile's URL and the id"),
    FaultKind.MODEL_RETIRED: Advice(retry=False, help="choose another `model`"),
    FaultKind.MODERATED: Advice(retry=False, help="change the prompt or the pictures"),
    FaultKind.QUOTA_EXHAUSTED: Advice(retry=False, help="top the account up, then run again"),
    FaultKind.RATE_LIMITED: Advice(retry=True, help="lower `requests_per_minute`"),
    FaultKind.CONCURRENCY: Advice(retry=True, help="lower `concurrency`"),
    FaultKind.SERVER: Advice(retry=True, help="run again later"),
    FaultKind.MAINTENANCE: Advice(retry=True, help="run again later"),
    FaultKind.UNKNOWN_OUTCOME: Advice(
        retry=True, help="run again: the order is looked for before it is repeated"
    ),
}

STATUS_KINDS: Mapping[int, FaultKind] = {
    401: FaultKind.AUTH,
    402: FaultKind.QUOTA_EXHAUSTED,
    403: FaultKind.FORBIDDEN,
    404: FaultKind.NOT_FOUND,
    408: FaultKind.UNKNOWN_OUTCOME,
    410: FaultKind.NOT_FOUND,
    429: FaultKind.RATE_LIMITED,
    502: FaultKind.UNKNOWN_OUTCOME,
    503: FaultKind.MAINTENANCE,
    504: FaultKind.UNKNOWN_OUTCOME,
}
"""What an HTTP status means where the body says nothing better; other 4xx are bad requests (as are redirects,
which no order follows), the rest is the server's."""

_MOST_WORDS = 300
_MOST_WAIT = 3600.0
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SECRET = re.compile(r"(?i)\b(bearer\s+)\S+")


def make_fault(kind: FaultKind, message: str, *, code: str = "", wait: float | None = None) -> Fault:
    """A fault with its kind's advice; the message is cut and stripped of control characters."""
    advice = ADVICE[kind]
    return Fault(
        kind=kind, message=clean(message), code=code, retry=advice.retry, wait=wait, help=advice.help
    )


def clean(text: str) -> str:
    """A provider's words, fit for a terminal: one line, bounded, without control characters or tokens."""
    text = text[: 4 * _MOST_WORDS].encode("utf-8", "replace").decode("utf-8")
    text = _SECRET.sub(r"\1…", " ".join(_UNPRINTABLE.sub(" ", text).split()))
    return text if len(text) <= _MOST_WORDS else text[: _MOST_WORDS - 1] + "…"


def read_json(response: Response) -> Json | Fault:
    """The JSON of an answer whatever its status, or the fault of one that holds none."""
    try:
        parsed: Json = json.loads(response.content)
    except (ValueError, RecursionError):
        # UnicodeDecodeError and the limit on the digits of a number are ValueErrors too.
        return make_fault(
            find_status_kind(response.status), _describe_noise(response), wait=find_wait(response)
        )
    return parsed


def find_status_kind(status: int) -> FaultKind:
    """The kind of trouble that an HTTP status alone stands for."""
    if status in STATUS_KINDS:
        return STATUS_KINDS[status]
    return FaultKind.BAD_REQUEST if 300 <= status < 500 else FaultKind.SERVER


def find_wait(response: Response) -> float | None:
    """Seconds that `Retry-After` asks for, as a number or against the answer's own `Date`; an hour at most."""
    text = response.headers.get("retry-after", "").strip()
    try:
        return (
            min(_MOST_WAIT, float(text))
            if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text)
            else _count_from_date(response)
        )
    except (ValueError, OverflowError, TypeError):
        return None


def _count_from_date(response: Response) -> float | None:
    until, since = response.headers.get("retry-after", ""), response.headers.get("date", "")
    if not until or not since:
        return None
    from email.utils import parsedate_to_datetime

    left = parsedate_to_datetime(until) - parsedate_to_datetime(since)
    return min(_MOST_WAIT, max(0.0, left.total_seconds()))


def _describe_noise(response: Response) -> str:
    head = response.content[: 4 * _MOST_WORDS].decode("utf-8", "replace").strip()
    words = " ".join(re.sub(r"<[^>]*>", " ", head).split())
    said = f": {words}" if words else ""
    return f"the server answered {response.status} without JSON{said}"
