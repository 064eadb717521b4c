"""Who may order, and how much at once.

An account file is YAML or JSON:

    accounts:
      - name: small                # shown in the ledger
        api_key: key-of-small      # the bearer token
        access_key: small          # for the profiles that sign tokens
        secret_key: a-long-secret
        concurrency: 2             # tasks in flight
        requests_per_minute: 60    # every request that is authenticated counts, polls too
        finished_shape: data       # flat, data or alternate
        result: b64_json           # url or b64_json

The built-in account stays beside them; a row with one of its keys takes its place.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from storyboard.emulator.options import FinishedShape, ResultForm
from storyboard.emulator.settings_file import read_settings

_KEYS = (
    "name",
    "api_key",
    "access_key",
    "secret_key",
    "concurrency",
    "requests_per_minute",
    "finished_shape",
    "result",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer; a limit of None is no limit."""

    name: str
    access_key: str | None = None
    secret_key: str | None = None
    api_key: str | None = None
    concurrency: int | None = None
    requests_per_minute: int | None = None
    finished_shape: FinishedShape | None = None
    result: ResultForm | None = None


BUILT_IN = Account(
    name="emulator",
    access_key="emulator",
    secret_key="emulator-secret-key-0123456789abcdef",  # noqa: S106 - public on purpose, it opens nothing
    api_key="api-key-emulator",
)


def load_accounts(path: Path | None) -> tuple[Account, ...]:
    """The accounts of a file and the built-in one; raises ValueError naming the file and the key."""
    if path is None:
        return (BUILT_IN,)
    accounts: list[Account] = []
    for row in read_settings(path, ("accounts",)).rows("accounts", _KEYS):
        account = Account(
            name=row.required_text("name"),
            access_key=row.text("access_key"),
            secret_key=row.text("secret_key"),
            api_key=row.text("api_key"),
            concurrency=row.count("concurrency"),
            requests_per_minute=row.count("requests_per_minute"),
            finished_shape=cast(
                "FinishedShape | None", row.choice("finished_shape", ("flat", "data", "alternate"))
            ),
            result=cast("ResultForm | None", row.choice("result", ("url", "b64_json"))),
        )
        if account.api_key is None and account.access_key is None:
            raise row.error("api_key", "is missing, and so is access_key: nobody could sign in")
        if account.access_key is not None and account.secret_key is None:
            raise row.error("secret_key", "is missing beside access_key")
        accounts.append(account)
    return (*accounts, BUILT_IN)


def find_by_api_key(accounts: tuple[Account, ...], key: str) -> Account | None:
    """The first account with that bearer token."""
    return next((account for account in accounts if account.api_key == key), None)


class RateMeter:
    """Counts each account's requests over a minute that the emulator's speed shortens."""

    def __init__(self, speed: float) -> None:
        self._window = 60.0 / speed
        self._times: dict[str, deque[float]] = {}

    def admit(self, account: Account, now: float) -> bool:
        """Whether one more request fits now; a request that is refused does not count."""
        if account.requests_per_minute is None:
            return True
        times = self._times.setdefault(account.name, deque())
        while times and times[0] <= now - self._window:
            times.popleft()
        if len(times) >= account.requests_per_minute:
            return False
        times.append(now)
        return True
