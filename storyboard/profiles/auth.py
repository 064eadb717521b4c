"""Credentials, addresses and limits from the environment; nothing here ever shows a secret."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from storyboard.errors import CredentialError, UsageError
from storyboard.model.profile import Credentials, Limits
from storyboard.profiles.access import Access
from storyboard.profiles.registry import load_access

TOKEN_SECONDS = 1800
"""How long a signed token lasts, and how far back it is dated: the vendor's own numbers (official section 1)."""
BACKDATE_SECONDS = 5
_RENEW_SECONDS = 300

_PLAIN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class BearerCredentials:
    """An API key, sent as it is."""

    token: str = field(repr=False)

    @property
    def account(self) -> str:
        """A short digest of the key."""
        return _digest(self.token)

    def make_headers(self, now: float) -> Mapping[str, str]:  # noqa: ARG002 (a key does not age)
        """The `Authorization` header."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class TokenCredentials:
    """A pair of keys that signs short-lived tokens (JWT, HS256: `iss`, `exp`, `nbf`, as in official section 1)."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    _token: str = field(default="", init=False, repr=False)
    _signed_at: float = field(default=0.0, init=False, repr=False)

    @property
    def account(self) -> str:
        """A short digest of the access key, so that a changed secret is still the same account."""
        return _digest(self.access_key)

    def make_headers(self, now: float) -> Mapping[str, str]:
        """The `Authorization` header, its token signed anew when it is about to expire or the clock went back."""
        if not self._token or not 0 <= now - self._signed_at < TOKEN_SECONDS - _RENEW_SECONDS:
            import jwt  # here, because only some profiles sign and it brings cryptography along

            at = int(now)
            claims = {"iss": self.access_key, "exp": at + TOKEN_SECONDS, "nbf": at - BACKDATE_SECONDS}
            self._token = jwt.encode(claims, self.secret_key, algorithm="HS256")
            self._signed_at = now
        return {"Authorization": f"Bearer {self._token}"}


EMULATOR_CREDENTIALS = BearerCredentials("api-key-emulator")
"""The emulator's built-in account, which every profile on loopback takes."""


def find_credentials(profile: str, environ: Mapping[str, str]) -> Credentials | None:
    """The credentials for a profile, or None; raises CredentialError for half a pair or a key that cannot be one."""
    return pick_credentials(profile, load_access(profile), environ)


def pick_credentials(profile: str, access: Access, environ: Mapping[str, str]) -> Credentials | None:
    """The same for what a profile is known to take; its own variables win over the customary ones."""
    own = _prefix(profile)
    singles = (f"{own}_API_KEY", *access.api_keys) if access.takes_api_key else ()
    pairs = ((f"{own}_ACCESS_KEY", f"{own}_SECRET_KEY"), *access.key_pairs) if access.takes_key_pair else ()
    names: list[tuple[str, ...]] = [(name,) for name in singles]
    names += pairs
    names.sort(key=lambda group: not group[0].startswith(own))
    for group in names:
        values = [_read_secret(environ, name) for name in group]
        if not any(values):
            continue
        if not all(values):
            given, missing = sorted(group, key=lambda name: not _read_secret(environ, name))
            raise CredentialError(f"`{given}` is set, `{missing}` is not", help=f"set `{missing}` as well")
        return TokenCredentials(*values) if len(values) == 2 else BearerCredentials(values[0])
    _refuse_other_sort(profile, access, environ)
    return None


def name_credentials(profile: str) -> str:
    """What to set for a profile, in words, for messages."""
    access, own = load_access(profile), _prefix(profile)
    ways = [f"`{own}_API_KEY`"] if access.takes_api_key else []
    ways += [f"`{own}_ACCESS_KEY` and `{own}_SECRET_KEY`"] if access.takes_key_pair else []
    return ", or ".join(ways)


def find_base_url(profile: str, environ: Mapping[str, str]) -> str | None:
    """Where the profile is, without a slash at the end: `STORYBOARD_<PROFILE>_URL`, else its own; None for neither."""
    name = f"{_prefix(profile)}_URL"
    url = environ.get(name, "").strip() or load_access(profile).base_url
    if not url:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        usable = usable and not (parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:
        usable = False
    if not usable or not _PLAIN.fullmatch(url):
        raise UsageError(
            f"`{name}` is not the address of a server", help="it looks like `https://api.example.com`"
        )
    return url.rstrip("/")


def find_limits(profile: str, environ: Mapping[str, str], limits: Limits) -> Limits:
    """The table's limits with the account's own: `…_CONCURRENCY`, `…_REQUESTS_PER_MINUTE`."""
    own = _prefix(profile)
    return replace(
        limits,
        concurrency=_read_count(environ, f"{own}_CONCURRENCY", limits.concurrency),
        requests_per_minute=_read_count(environ, f"{own}_REQUESTS_PER_MINUTE", limits.requests_per_minute),
    )


def _prefix(profile: str) -> str:
    return "STORYBOARD_" + profile.upper().replace("-", "_")


def _digest(text: str) -> str:
    return hashlib.sha256(f"storyboard account\0{text}".encode()).hexdigest()[:12]


def _read_secret(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if value and not _PLAIN.fullmatch(value):
        raise CredentialError(f"`{name}` holds characters that no key has", help="copy the key anew")
    return value


def _read_count(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        raise UsageError(f"`{name}` is not a whole number from 1 up", help=f"for example `{name}=5`")
    return int(text)


def _refuse_other_sort(profile: str, access: Access, environ: Mapping[str, str]) -> None:
    """Say so where the profile's own variables are set, but of the sort that it does not take."""
    own = _prefix(profile)
    other = [] if access.takes_api_key else [f"{own}_API_KEY"]
    other += [] if access.takes_key_pair else [f"{own}_ACCESS_KEY", f"{own}_SECRET_KEY"]
    for name in other:
        if environ.get(name, "").strip():
            raise CredentialError(
                f"`{name}` is set, but the profile `{profile}` does not take it",
                help=f"set {name_credentials(profile)}",
            )
