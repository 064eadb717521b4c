"""Takes: what came back, and where it lies."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A job's result in the store.

    `sha256` and `path` are of its media (empty and None for an element, which has an `element_id` instead).
    `frames` and `seconds` are those of the file. `url` is the provider's own link, good until about `link_days`
    after `made_at` (Unix seconds); it and the ids mean something on the `server` and `account` that made them only.
    """

    action_key: str
    task_id: str = ""
    sha256: str = ""
    path: Path | None = None
    bytes: int = 0
    frames: int = 0
    seconds: Fraction = Fraction(0)
    width: int = 0
    height: int = 0
    url: str = ""
    video_id: str = ""
    element_id: str = ""
    profile: str = ""
    model: str = ""
    made_at: float = 0.0
    server: str = ""
    account: str = ""
