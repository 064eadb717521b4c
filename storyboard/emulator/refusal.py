"""Refusals in one neutral vocabulary; each profile turns a kind into its own status, code and body."""

from enum import Enum


class Kind(Enum):
    """Why a request is refused."""

    AUTH_MISSING = "auth_missing"
    AUTH_INVALID = "auth_invalid"
    BAD_REQUEST = "bad_request"
    NO_SUCH_PATH = "no_such_path"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    CONCURRENCY = "concurrency"
    SERVER = "server"


class Refused(Exception):
    """A request that is not accepted; `field` is the wire path of what is wrong, as `video_list[0].video_url`.

    `status` and `code` are set only where a fault script chose them; otherwise the profile's table decides.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        field: str | None = None,
        status: int | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.kind = kind
        self.field = field
        self.status = status
        self.code = code


def make_field_refusal(field: str, message: str) -> Refused:
    """The refusal of one parameter's value."""
    return Refused(Kind.BAD_REQUEST, message, field=field)
