"""What can be asked of an emulator, and the error that starting it can raise."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FinishedShape = Literal["flat", "data", "alternate"]
ResultForm = Literal["url", "b64_json"]


class EmulatorError(Exception):
    """The emulator cannot start or has stopped; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatorOptions:
    """How an emulator listens, how fast its time runs, and what it keeps.

    `speed` divides every simulated wait, the rate limits' minute too; `math.inf` leaves only the time that drawing takes.
    `library` is a folder that keeps elements beyond the end.
    `folder` keeps media after the end; without one a temporary folder is made and removed. `profiles` empty means all.
    `finished_shape` and `result` choose between the shapes that a reference gives for one thing; an account's own win.
    """

    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 1.0
    ledger: Path | None = None
    faults: Path | None = None
    account: Path | None = None
    strict_media: bool = False
    retired: bool = False
    profiles: tuple[str, ...] = ()
    workers: int | None = None
    folder: Path | None = None
    library: Path | None = None
    finished_shape: FinishedShape = "flat"
    result: ResultForm = "url"

    def __post_init__(self) -> None:
        if not self.speed > 0:
            raise ValueError(f"the emulator's speed must be above 0, not {self.speed}")
