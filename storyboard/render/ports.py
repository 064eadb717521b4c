"""The outside world as a render sees it: a wire, a clock, and what looks at a video. Each has a fake in the tests."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from storyboard.model.job import Job
from storyboard.model.take import Take
from storyboard.model.wire import Fault, FaultKind, Request, Response

if TYPE_CHECKING:  # the HTTP client takes longer to load than a whole `check`
    from storyboard.profiles.http import NotSent, UnknownOutcome, Wire


class Transport(Protocol):
    """Carries requests whose slots are filled, signs them, and fetches files; it never repeats anything by itself."""

    async def send(self, request: Request) -> Response:
        """The answer, whatever its status; raises NotSent or UnknownOutcome."""
        ...

    async def download(self, url: str, target: Path) -> None:
        """Stream a link into a new file; raises LinkGone, ServerError or OSError."""
        ...


UNREACHABLE = "unreachable"
"""The code of a fault that says: nothing gets through to the server at all."""


def make_wire_fault(error: "NotSent | UnknownOutcome") -> Fault:
    """The fault of a request that ordered nothing and was not answered."""
    from storyboard.profiles.http import NotSent

    code = UNREACHABLE if isinstance(error, NotSent) else ""
    return Fault(kind=FaultKind.SERVER, message=str(error), code=code, retry=True, help=error.help)


class WireTransport:
    """The transport of a real run."""

    def __init__(self, wire: "Wire") -> None:
        self._wire = wire

    async def send(self, request: Request) -> Response:
        """The answer, whatever its status; raises NotSent or UnknownOutcome."""
        return await self._wire.send(request)

    async def download(self, url: str, target: Path) -> None:
        """Stream a link into a new file; raises LinkGone, ServerError or OSError."""
        from storyboard.profiles.downloads import download

        await download(self._wire, url, target)


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> float:
        """Unix seconds that never step backwards during a run."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after that long."""
        ...


class SystemClock:
    """The machine's clock, read once and carried on by its monotonic one."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Unix seconds that never step backwards during a run."""
        return self._offset + time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Come back after that long."""
        import asyncio

        await asyncio.sleep(seconds)


class VideoFacts(Protocol):
    """What a look at a video tells: frames counted, seconds, pixels."""

    @property
    def frames(self) -> int: ...

    @property
    def duration(self) -> Fraction: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...


Verify = Callable[[Path], VideoFacts]
"""Looks at a whole video; raises MediaError where it is broken."""

MakeActionKey = Callable[[Job, Mapping[str, Take]], str]
"""The key of what a job orders, once everything it depends on is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How patient a run is, in seconds.

    `index_lag` is how long a provider may take to list what it accepted; `answer` how long it may take to answer;
    `back_off` grows by doubling up to `back_off_limit`; `probe` is when to look at a task whose pace is unknown.
    """

    index_lag: float = 30.0
    answer: float = 120.0
    back_off: float = 1.0
    back_off_limit: float = 60.0
    probe: float = 5.0
    tries: int = 10
    patience: float = 1800.0
    """For so long a job is tried again after rate limits and busy servers, however many times that is."""


LOOPBACK = Timing(index_lag=1.0, answer=30.0, back_off=0.1, back_off_limit=1.0, probe=0.1, patience=120.0)
"""For a server on this machine, which has no lag and no neighbours to be considerate of."""
