"""The store: media by the hash of their bytes, and takes by the key of what was ordered.

    media/<2 hex>/<sha256>.<ext>     what came back
    actions/<2 hex>/<action key>.json   a Take: what an order gave
    frames/<sha256>-<which>.png      pictures drawn out of media
    tmp/                             downloads under way
    digests.json                     the hashes of project files, by size, times and inode

Everything arrives by rename and nothing is changed afterwards, so any number of processes may share a store. Actions
are files and not rows of a database because that holds for an object store too; a look costs one open and one stat
(measured: 1,000 in about 20 ms).
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType

from storyboard.model.take import Take
from storyboard.render.digests import DigestCache, hash_file
from storyboard.render.disk import explain_disk_errors, sync_file, sync_folder, write_file

_STALE_SECONDS = 24 * 3600
"""A download that nobody touched for this long belongs to a process that died."""

ExtractFrame = Callable[[Path, Fraction | None, Path], object]
"""Draws the frame of a video at a time (the last one for None) as a picture into a target file."""


class Store:
    """A folder of media and takes; nothing is created before the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._media = folder / "media"
        self._actions = os.path.join(folder, "actions")  # noqa: PTH118 - see find
        self._digests = DigestCache(folder / "digests.json")
        self._ready = False

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keep what was learned about project files."""
        self._digests.save()

    def find(self, action_key: str) -> Take | None:
        """The take that an order gave, if its media is here with the right size; nothing is hashed.

        Plain strings and calls: this is asked for every job of a film, and path objects would treble its cost.
        """
        try:
            handle = os.open(f"{self._actions}/{action_key[:2]}/{action_key}.json", os.O_RDONLY)
        except OSError:
            return None
        try:
            content = os.read(handle, 1 << 20)
        finally:
            os.close(handle)
        try:
            entry = json.loads(content)
            take = _read_take(entry, self._media)
            if take.path is not None and os.stat(take.path).st_size != take.bytes:  # noqa: PTH116
                return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return take if take.action_key == action_key else None

    def add_take(self, take: Take) -> None:
        """Remember what an order gave; the last writer wins, and all of them are right. Raises DiskError."""
        folder = Path(self._actions, take.action_key[:2])
        self._prepare(folder)
        entry = {"format": 1, **_write_take(take)}
        write_file(folder / f"{take.action_key}.json", json.dumps(entry, sort_keys=True).encode())

    def remove_take(self, action_key: str) -> None:
        """Forget a take; its media stays for whoever else uses it."""
        with suppress(FileNotFoundError), explain_disk_errors(self.folder):
            Path(self._actions, action_key[:2], f"{action_key}.json").unlink()

    def make_temporary(self, suffix: str = ".part") -> Path:
        """A fresh path for a download, on the same disk as the media; raises DiskError."""
        folder = self.folder / "tmp"
        self._prepare(folder)
        return folder / f"{os.getpid()}-{secrets.token_hex(6)}{suffix}"

    def add_media(self, temporary: Path, extension: str = "mp4") -> tuple[str, Path]:
        """Take a complete file in, by rename: its SHA-256 and its place. Raises DiskError."""
        with explain_disk_errors(temporary):
            sha256 = hash_file(temporary)
        path = self.find_media_path(sha256, extension)
        self._prepare(path.parent)
        sync_file(temporary)
        with explain_disk_errors(path):
            temporary.replace(path)
        sync_folder(path.parent)
        return sha256, path

    def find_media_path(self, sha256: str, extension: str = "mp4") -> Path:
        """Where media of that digest lies, or would lie."""
        return self._media / sha256[:2] / f"{sha256}.{extension}"

    def derive_frame(self, take: Take, extract: ExtractFrame, at: Fraction | None = None) -> Path:
        """A frame of a take (the last one, or the one at a time) as a PNG, drawn once. Raises DiskError, MediaError."""
        which = "last" if at is None else f"{at.numerator}_{at.denominator}"
        path = self.folder / "frames" / f"{take.sha256}-{which}.png"
        if path.is_file():
            return path
        assert take.path is not None
        temporary = self.make_temporary(".png")
        self._prepare(path.parent)
        with explain_disk_errors(path):
            try:
                extract(take.path, at, temporary)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        return path

    def digest_file(self, path: Path) -> str:
        """The SHA-256 of a project file, computed again only when its size, times or inode changed; raises OSError."""
        return self._digests.find_digest(path)

    def _prepare(self, folder: Path) -> None:
        with explain_disk_errors(self.folder):
            folder.mkdir(parents=True, exist_ok=True)
            if self._ready:
                return
            self._ready = True
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            for stale in (self.folder / "tmp").glob("*"):
                with suppress(OSError):
                    if time.time() - stale.stat().st_mtime > _STALE_SECONDS:
                        stale.unlink()


def _write_take(take: Take) -> dict[str, object]:
    return {
        "action_key": take.action_key,
        "task_id": take.task_id,
        "sha256": take.sha256,
        "extension": take.path.suffix.lstrip(".") if take.path else "",
        "bytes": take.bytes,
        "frames": take.frames,
        "seconds": str(take.seconds),
        "width": take.width,
        "height": take.height,
        "url": take.url,
        "video_id": take.video_id,
        "element_id": take.element_id,
        "profile": take.profile,
        "model": take.model,
        "made_at": take.made_at,
        "server": take.server,
        "account": take.account,
    }


def _read_take(entry: dict[str, object], media: Path) -> Take:
    fields = dict(entry)
    fields.pop("format")
    extension, sha256 = fields.pop("extension"), str(fields["sha256"])
    fields["path"] = media / sha256[:2] / f"{sha256}.{extension}" if sha256 else None
    fields["seconds"] = Fraction(str(fields["seconds"]))
    return Take(**fields)  # type: ignore[arg-type]
