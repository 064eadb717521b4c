"""Which server a render talks to: a real account, an emulator somewhere, or one that it starts itself."""

import math
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from storyboard.errors import CredentialError, DiskError, ServerError, UsageError
from storyboard.model.profile import Credentials, Limits, Profile
from storyboard.profiles.auth import (
    EMULATOR_CREDENTIALS,
    find_base_url,
    find_credentials,
    find_limits,
    name_credentials,
)
from storyboard.render.inputs import is_loopback


class ServerKind(Enum):
    """Who answers, and so whether it costs anything."""

    ACCOUNT = "account"
    EMULATOR = "emulator"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The server that was chosen; `base_url` is empty for an emulator that is yet to be started."""

    kind: ServerKind
    base_url: str
    credentials: Credentials
    limits: Limits
    why: str

    @property
    def costs_money(self) -> bool:
        """Whether orders are paid for."""
        return self.kind is ServerKind.ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A server that can be talked to; `account` tells one account's tasks from another's in the ledger."""

    server: Server
    base_url: str
    account: str

    @property
    def is_fresh(self) -> bool:
        """Whether nobody can have ordered anything there before."""
        return self.server.kind is ServerKind.EMBEDDED


def choose_server(
    profile: Profile, *, base_url: str | None, emulate: bool, environ: Mapping[str, str]
) -> Server:
    """The server for a profile: the one that was asked for, else the account that the environment has, else our own.

    Raises UsageError and CredentialError where what is set does not fit together.
    """
    limits = find_limits(profile.name, environ, profile.capabilities.limits)
    own_limits = _loosen(limits, profile, environ)
    if emulate:
        return Server(
            kind=ServerKind.EMBEDDED,
            base_url="",
            credentials=EMULATOR_CREDENTIALS,
            limits=own_limits,
            why="an emulator was asked for",
        )
    credentials = find_credentials(profile.name, environ)
    if base_url is not None:
        _check_address(base_url)
        if is_loopback(base_url):
            free = credentials is None or is_emulator(base_url)
            return Server(
                kind=ServerKind.EMULATOR if free else ServerKind.ACCOUNT,
                base_url=base_url.rstrip("/"),
                credentials=credentials or EMULATOR_CREDENTIALS,
                limits=own_limits if free else limits,
                why="a server on this machine",
            )
        if credentials is None:
            raise CredentialError(
                f"there are no credentials for `{profile.name}`", help=f"set {name_credentials(profile.name)}"
            )
        return Server(
            kind=ServerKind.ACCOUNT,
            base_url=base_url.rstrip("/"),
            credentials=credentials,
            limits=limits,
            why=base_url,
        )
    address = find_base_url(profile.name, environ)
    if credentials is None:
        return Server(
            kind=ServerKind.EMBEDDED,
            base_url="",
            credentials=EMULATOR_CREDENTIALS,
            limits=own_limits,
            why="no credentials",
        )
    if address is None:
        raise CredentialError(
            f"`{profile.name}` has credentials, but no address",
            help=f"set `STORYBOARD_{profile.name.upper().replace('-', '_')}_URL`, or pass `--base-url`",
        )
    free = is_loopback(address) and is_emulator(address)
    kind = ServerKind.EMULATOR if free else ServerKind.ACCOUNT
    return Server(
        kind=kind,
        base_url=address,
        credentials=credentials,
        limits=own_limits if kind is ServerKind.EMULATOR else limits,
        why=urlsplit(address).hostname or "",
    )


def is_emulator(address: str) -> bool:
    """Whether an emulator answers there; no key is sent. A relay on this machine may cost as much as what it relays to."""
    import httpx

    parts = urlsplit(address)
    try:
        answer = httpx.get(f"{parts.scheme}://{parts.netloc}/", timeout=2.0, trust_env=False)
        return bool(answer.json().get("service") == "storyboard emulator")
    except (httpx.HTTPError, ValueError, AttributeError):
        return False


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            f"`{url}` is not the address of a server", help="it looks like `http://127.0.0.1:8000/gateway`"
        )


def _loosen(limits: Limits, profile: Profile, environ: Mapping[str, str]) -> Limits:
    """A server on this machine minds neither requests nor polls, unless the environment says what it takes."""
    own = f"STORYBOARD_{profile.name.upper().replace('-', '_')}_REQUESTS_PER_MINUTE"
    if environ.get(own):
        return limits
    return replace(limits, requests_per_minute=60_000, poll_seconds=0.25)


@contextmanager
def open_connection(server: Server, profile: Profile, folder: Path) -> Iterator[Connection]:
    """The server, ready to answer; our own emulator lives as long as the block, its ledger and library in `folder`."""
    if server.kind is not ServerKind.EMBEDDED:
        account = f"{profile.name}:{server.credentials.account}@{urlsplit(server.base_url).netloc}"
        yield Connection(server=server, base_url=server.base_url, account=account)
        return
    from storyboard.emulator import Emulator, EmulatorError, EmulatorOptions

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(
            f"`{folder}` cannot be made: {error.strerror}",
            help="give yourself the right to write there, or move the project, then run again",
        ) from error
    try:
        options = EmulatorOptions(
            speed=math.inf,
            ledger=folder / "orders.jsonl",
            library=folder / "elements",
            profiles=(profile.name,),
        )
        with Emulator(options) as emulator:
            yield Connection(
                server=server,
                base_url=emulator.base_url(profile.name),
                account=f"{profile.name}:embedded-{secrets.token_hex(6)}",
            )
    except EmulatorError as error:
        raise ServerError(str(error)) from error
