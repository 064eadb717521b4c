"""What was ordered, written down before it is ordered: one SQLite file beside the store.

Every change is durable before the next request leaves (`synchronous=FULL`), and there is one row an attempt.
"""

import hashlib
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType

from storyboard.errors import DiskError
from storyboard.render.disk import explain_disk_errors


class AttemptState(Enum):
    """Where an order stands, as far as this machine knows."""

    SUBMITTING = "submitting"
    """About to be sent, or sent and unanswered."""
    SUBMITTED = "submitted"
    """The provider has it."""
    DONE = "done"
    FAILED = "failed"
    """The provider's task failed; with no task id, the order was refused and there never was a task."""
    UNKNOWN = "unknown"
    """Sent and unanswered, and there is no way to look it up: a person must say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row: an order that was, or was about to be, placed. Times are Unix seconds."""

    external_id: str
    action_key: str
    take: int
    account: str
    number: int
    state: AttemptState
    job: str
    profile: str
    server: str
    task_id: str = ""
    fault: str = ""
    owner: str = ""
    began_at: float = 0.0
    changed_at: float = 0.0
    expected_seconds: float = 0.0
    actual_seconds: float = 0.0


def make_external_id(action_key: str, take: int, account: str, number: int) -> str:
    """The id under which an attempt is known at the provider: the same after any crash and on any machine."""
    text = "\n".join((action_key, str(take), account, str(number)))
    return f"sb-{number}-{hashlib.sha256(text.encode()).hexdigest()[:40]}"


_VERSION = 1
_BUSY_TRIES = 200

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS attempts (
  external_id TEXT PRIMARY KEY,
  action_key TEXT NOT NULL, take INTEGER NOT NULL, account TEXT NOT NULL, number INTEGER NOT NULL,
  state TEXT NOT NULL, job TEXT NOT NULL, profile TEXT NOT NULL, server TEXT NOT NULL,
  task_id TEXT NOT NULL, fault TEXT NOT NULL, owner TEXT NOT NULL,
  began_at REAL NOT NULL, changed_at REAL NOT NULL, expected_seconds REAL NOT NULL, actual_seconds REAL NOT NULL,
  UNIQUE (action_key, take, account, number)
);
CREATE TABLE IF NOT EXISTS elements (
  account TEXT NOT NULL, action_key TEXT NOT NULL, element_id TEXT NOT NULL, made_at REAL NOT NULL,
  PRIMARY KEY (account, action_key)
);
PRAGMA user_version = {_VERSION};
"""

_COLUMNS = (
    "external_id, action_key, take, account, number, state, job, profile, server, task_id, fault, owner, "
    "began_at, changed_at, expected_seconds, actual_seconds"
)


def make_owner() -> str:
    """This process, as other processes of the same machine can recognise it: host, number, time of its start."""
    return f"{socket.gethostname()} {os.getpid()} {_read_start(os.getpid())}"


def is_owner_alive(owner: str) -> bool | None:
    """Whether the process that wrote a row still lives; None where this machine cannot tell."""
    match owner.split(" "):
        case [host, number, started] if host == socket.gethostname() and number.isdigit():
            if not _is_running(int(number)):
                return False
            # The same number may be another process by now, which only its start can tell.
            return _read_start(int(number)) == started if started else None
    return None


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere signal 0 is no question but an end
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _read_start(process: int) -> str:
    """When a process started, in the kernel's ticks; empty where there is no such process or no such table."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


class Ledger:
    """The orders of one project (or of several that share a store)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owner = make_owner()
        with explain_disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            try:
                self._database.execute("PRAGMA synchronous=FULL")
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def _prepare(self) -> None:
        """Make a new file a ledger; several processes may be doing so at once."""
        for _ in range(_BUSY_TRIES):
            try:
                self._database.execute("PRAGMA journal_mode=WAL")
                break
            except sqlite3.OperationalError as error:
                # The change of mode is the one thing that SQLite's own busy time-out does not wait for.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(0.05)
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        elif version != _VERSION:
            raise DiskError(
                f"`{self.path}` was written by another version of storyboard",
                help="use that version, or move the file away: running orders are found at the provider",
            )

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def find_attempts(self, action_key: str, take: int, account: str) -> tuple[Attempt, ...]:
        """All attempts at an order, oldest first."""
        return self._select(
            "WHERE action_key = ? AND take = ? AND account = ? ORDER BY number", (action_key, take, account)
        )

    def list_open(self, account: str | None = None) -> tuple[Attempt, ...]:
        """What is in flight or unknown, on one account or on all, oldest first."""
        return self._select(
            "WHERE state IN ('submitting', 'submitted', 'unknown') AND account = coalesce(?, account)"
            " ORDER BY began_at",
            (account,),
        )

    def claim(self, attempt: Attempt, *, replaces: Attempt | None = None) -> Attempt | None:
        """Write a row as ours before an order leaves; None, if another process has changed that row meanwhile.

        `replaces` is the row as it was read; without it there must be none.
        """
        with self._writing() as database:
            present = self._select("WHERE external_id = ?", (attempt.external_id,))
            if (present[0] if present else None) != replaces:
                return None
            marks = ", ".join("?" * 16)
            values = (
                attempt.external_id, attempt.action_key, attempt.take, attempt.account, attempt.number,
                attempt.state.value, attempt.job, attempt.profile, attempt.server, attempt.task_id, attempt.fault,
                self.owner, attempt.began_at, attempt.changed_at, attempt.expected_seconds, attempt.actual_seconds,
            )  # fmt: skip
            database.execute(f"INSERT OR REPLACE INTO attempts ({_COLUMNS}) VALUES ({marks})", values)  # noqa: S608
        return self._select("WHERE external_id = ?", (attempt.external_id,))[0]

    def record(
        self,
        external_id: str,
        state: AttemptState,
        *,
        now: float,
        task_id: str | None = None,
        fault: str = "",
        actual_seconds: float = 0.0,
    ) -> None:
        """Write down how an attempt goes on; the task id stays where none is given."""
        with self._writing() as database:
            database.execute(
                "UPDATE attempts SET state = ?, task_id = coalesce(?, task_id), fault = ?, owner = ?, changed_at = ?,"
                " actual_seconds = ? WHERE external_id = ?",
                (state.value, task_id, fault, self.owner, now, actual_seconds, external_id),
            )

    def learn_pace(self, account: str, profile: str) -> float | None:
        """How long recent tasks took for each second that was expected; None before anything was learned."""
        with explain_disk_errors(self.path):
            row = self._database.execute(
                "SELECT sum(actual_seconds) / sum(expected_seconds) FROM (SELECT * FROM attempts WHERE state = 'done'"
                " AND account = ? AND profile = ? AND actual_seconds > 0 AND expected_seconds > 0"
                " ORDER BY changed_at DESC LIMIT 50)",
                (account, profile),
            ).fetchone()
        return None if row[0] is None else float(row[0])

    def find_element(self, account: str, action_key: str) -> str | None:
        """The library id that an element had on an account when it was last seen there."""
        with explain_disk_errors(self.path):
            row = self._database.execute(
                "SELECT element_id FROM elements WHERE account = ? AND action_key = ?", (account, action_key)
            ).fetchone()
        return None if row is None else str(row[0])

    def record_element(self, account: str, action_key: str, element_id: str, now: float) -> None:
        """Remember an element's library id."""
        with self._writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO elements VALUES (?, ?, ?, ?)", (account, action_key, element_id, now)
            )

    def _select(self, where: str, values: tuple[object, ...]) -> tuple[Attempt, ...]:
        with explain_disk_errors(self.path):
            rows = self._database.execute(f"SELECT {_COLUMNS} FROM attempts {where}", values).fetchall()  # noqa: S608
        names = _COLUMNS.split(", ")
        return tuple(
            Attempt(**{**dict(zip(names, row, strict=True)), "state": AttemptState(row[5])}) for row in rows
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explain_disk_errors(self.path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
