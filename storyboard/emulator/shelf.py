"""Files that the emulator keeps on disk and the unguessable links it serves them under."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

LINK_DAYS = 30
_SHORTEST_LIFE = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A file under a link; `prompt` is its task's, for faults to match; `expires` counts as `time.monotonic` does."""

    path: Path
    name: str
    prompt: str
    expires: float


class Shelf:
    """The media folder; links last thirty simulated days, and ten real minutes at least."""

    def __init__(self, folder: Path, speed: float) -> None:
        self._folder = folder
        self._life = max(LINK_DAYS * 86400 / speed, _SHORTEST_LIFE)
        self._links: dict[str, Shelved] = {}
        self.base_url = ""

    def make_path(self, suffix: str) -> Path:
        """A new file name in the folder, as `.mp4`; nothing is written yet."""
        return self._folder / f"{secrets.token_hex(12)}{suffix}"

    def publish(self, path: Path, name: str, *, prompt: str = "") -> str:
        """The link under which a file can be fetched from now on."""
        token = secrets.token_urlsafe(24)
        self._links[token] = Shelved(
            path=path, name=name, prompt=prompt, expires=time.monotonic() + self._life
        )
        return f"{self.base_url}/media/{token}/{name}"

    def find(self, token: str, name: str) -> Shelved | None:
        """What lies under a link, expired or not; None for a link that was never given."""
        shelved = self._links.get(token)
        return shelved if shelved is not None and shelved.name == name else None
