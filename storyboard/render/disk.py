"""Writing that a crash, a full disk or a second process cannot spoil: whole files by rename, and clear errors."""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storyboard.errors import DiskError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def explain_disk_errors(path: Path) -> Iterator[None]:
    """Turn what the system says about `path` into a DiskError that says what to do; other errors pass."""
    try:
        yield
    except OSError as error:
        if explained := _explain(error.errno, path):
            raise explained from error
        raise
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our own mistake
    except sqlite3.DatabaseError as error:
        raise explain_sqlite_error(error, path) from error


def explain_sqlite_error(error: sqlite3.Error, path: Path) -> DiskError:
    """The DiskError for an SQLite failure at `path`."""
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _no_space(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _read_only(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DiskError(
            f"`{path}` has been locked by another program for too long",
            help="wait until the other run has finished, or stop it; then run again",
        )
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return DiskError(
            f"`{path}` is damaged: {error}",
            help="move it away and run again: orders that are still running are found at the provider",
        )
    return DiskError(f"`{path}` cannot be used: {error}", help="look at the disk, then run again to resume")


def _explain(code: int | None, path: Path) -> DiskError | None:
    if code in _NO_SPACE:
        return _no_space(path)
    if code in _FORBIDDEN:
        return _read_only(path)
    return None


def _no_space(path: Path) -> DiskError:
    return DiskError(
        f"no space left to write `{path}`",
        help="free some space, then run again: nothing that was bought is lost",
    )


def _read_only(path: Path) -> DiskError:
    return DiskError(
        f"`{path}` cannot be written: the folder is read-only",
        help="give yourself the right to write there, or move the project, then run again",
    )


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_file(path: Path) -> None:
    """Make the bytes of `path` survive a power cut; a disk that is full shows here at the latest."""
    with explain_disk_errors(path), path.open("rb+") as file:
        os.fsync(file.fileno())


def write_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write `path` whole or not at all, by a rename from the same folder; raises DiskError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    with explain_disk_errors(path):
        try:
            with temporary.open("xb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    if durable:
        sync_folder(path.parent)
