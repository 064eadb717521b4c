"""A run in a process of its own, which dies at a named point: `python -m tests.render.victim FOLDER POINT COUNT`."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from storyboard.model.take import Take
from storyboard.model.wire import Request, Response
from storyboard.render.ledger import Attempt, Ledger
from storyboard.render.store import Store
from tests.render.fakes import FakeProvider, make_job, run

JOBS = (make_job("a"), make_job("b", "a"), make_job("c"), make_job("d", "c"), make_job("e"))


class Death:
    """Kills this very process, as kill -9 does, when a point is passed for the given time."""

    def __init__(self, point: str, count: int) -> None:
        self.point, self.count = point, count

    def pass_by(self, point: str) -> None:
        if point == self.point:
            self.count -= 1
            if self.count == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def make_mortal(folder: Path, death: Death) -> tuple[Any, type[Ledger]]:
    class MortalProvider(FakeProvider):
        async def send(self, request: Request) -> Response:
            kind = f"{request.method} {request.path.split('/')[1]}"
            death.pass_by(f"before {kind}")
            response = await super().send(request)
            death.pass_by(f"after {kind}")
            return response

        async def download(self, url: str, target: Path) -> None:
            target.write_bytes(b"CLIP half")
            death.pass_by("half a download")
            await super().download(url, target)

    class MortalLedger(Ledger):
        def claim(self, attempt: Attempt, *, replaces: Attempt | None = None) -> Attempt | None:
            claimed = super().claim(attempt, replaces=replaces)
            death.pass_by("claimed")
            return claimed

        def record(self, external_id: str, state: Any, **values: Any) -> None:
            death.pass_by(f"before {state.value}")
            super().record(external_id, state, **values)
            death.pass_by(f"after {state.value}")

    return MortalProvider(folder / "provider"), MortalLedger


def main() -> None:
    folder, death = Path(sys.argv[1]), Death(sys.argv[2], int(sys.argv[3]))
    provider, ledger_type = make_mortal(folder, death)
    keep = Store.add_take

    def add_take(store: Store, take: Take) -> None:
        death.pass_by("media without take")
        keep(store, take)
        death.pass_by("take without row")

    Store.add_take = add_take  # type: ignore[method-assign]
    result = run(folder, provider, *JOBS, ledger_type=ledger_type)
    sys.exit(1 if result.failures else 0)


if __name__ == "__main__":
    main()
