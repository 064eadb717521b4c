"""A project's `.storyboard/` folder: what was bought, the ledger, segments, and the lock beside the storyboard."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import DiskError
from storyboard.render.ledger import Ledger
from storyboard.render.lock import LOCK_NAME
from storyboard.render.store import Store

FOLDER = ".storyboard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Where a project keeps what it has; nothing is created before something has to be kept."""

    root: Path
    store: Store

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return self.root / FOLDER

    @property
    def segments(self) -> Path:
        """Conformed pieces of films."""
        return self.folder / "segments"

    @property
    def lock_path(self) -> Path:
        """The lock file, which is committed with the storyboard."""
        return self.root / LOCK_NAME

    def open_ledger(self) -> Ledger:
        """The record of every order; raises DiskError."""
        return Ledger(self.folder / "ledger.sqlite")


@contextmanager
def open_workspace(root: Path) -> Iterator[Workspace]:
    """The workspace of a project folder; raises DiskError where something else has the folder's name."""
    folder = root / FOLDER
    if folder.exists() and not folder.is_dir():
        raise DiskError(
            f"`{folder}` is not a folder, and clips are kept in one of that name",
            help="move it away, then run again",
        )
    with Store(folder) as store:
        yield Workspace(root=root, store=store)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, for a look that keeps nothing."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
