"""SHA-256 of files, computed again only for files that changed."""

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path

from storyboard.errors import DiskError
from storyboard.render.disk import write_file

_SETTLED_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within one tick of its clock: do not trust it yet."""

_CHUNK = 1 << 20

Facts = tuple[int, int, int, int]
"""What tells that a file changed: size, modification time, status time (nanoseconds), inode."""


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


class DigestCache:
    """Digests by path, kept in one small JSON file.

    Two processes that save at once lose at most an entry, which costs one hash. A file that cannot be written is
    no error: `check` has to work in a read-only project.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, tuple[Facts, str]] | None = None
        self._changed: dict[str, tuple[Facts, str]] = {}

    def find_digest(self, path: Path) -> str:
        """The file's SHA-256; OSError where it cannot be read."""
        name = os.path.abspath(path)  # noqa: PTH100 - a third of the cost of Path.absolute, and this is called in bulk
        status = os.stat(name)  # noqa: PTH116
        facts = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        if self._known is None:
            self._known = self._read()
        known = self._known.get(name)
        if known is not None and known[0] == facts:
            return known[1]
        digest = hash_file(Path(name))
        if time.time_ns() - max(facts[1], facts[2]) > _SETTLED_NS:
            self._known[name] = self._changed[name] = (facts, digest)
        return digest

    def save(self) -> None:
        """Write what was learned, beside what other processes have learned meanwhile."""
        if not self._changed or not self._path.parent.is_dir():
            return
        merged = self._read() | self._changed
        content = {name: [*facts, digest] for name, (facts, digest) in sorted(merged.items())}
        with suppress(DiskError, OSError):
            write_file(self._path, json.dumps(content).encode(), durable=False)
            self._changed = {}

    def _read(self) -> dict[str, tuple[Facts, str]]:
        try:
            entries = json.loads(self._path.read_bytes())
            return {
                str(name): ((int(size), int(mtime), int(ctime), int(inode)), str(digest))
                for name, (size, mtime, ctime, inode, digest) in entries.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
