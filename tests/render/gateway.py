"""Runs of the real gateway profile against the emulator; as a program: FOLDER URL POINT COUNT, to die at a point."""

import asyncio
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from storyboard.media import extract_frame, verify_video
from storyboard.model.job import (
    ElementReference,
    Form,
    Mode,
    Operation,
    PlannedJob,
    VideoOrder,
    VideoReference,
    VideoRole,
)
from storyboard.model.media import JobMedium, Product
from storyboard.model.wire import Request, Response
from storyboard.profiles.auth import BearerCredentials
from storyboard.profiles.gateway.dialect import make_profile
from storyboard.profiles.http import Timeouts, Wire
from storyboard.render.ledger import Ledger
from storyboard.render.ports import LOOPBACK, WireTransport
from storyboard.render.runner import RenderResult, render_plan
from storyboard.render.store import Store
from tests.render import fakes
from tests.render.victim import Death

LIMITS = replace(fakes.LIMITS, concurrency=3)


def make_shots(*, element: PlannedJob | None = None) -> tuple[PlannedJob, ...]:
    """Four shots: one alone, one that begins where it ends, one that edits it, and one with an element."""
    first = VideoOrder(
        operation=Operation.OMNI,
        form=Form.TEXT,
        model="o1",
        mode=Mode.STD,
        prompt=("a harbour",),
        seconds=Fraction(5),
        aspect_ratio="16:9",
    )
    follow = replace(
        first,
        form=Form.FRAMES,
        prompt=("the boat leaves",),
        aspect_ratio=None,
        first_frame=JobMedium(job="harbour", what=Product.LAST_FRAME),
    )
    edit = replace(
        first,
        form=Form.EDIT,
        prompt=("at night <<<video_1>>>",),
        aspect_ratio=None,
        seconds=None,
        video=VideoReference(medium=JobMedium(job="harbour", what=Product.VIDEO), role=VideoRole.BASE),
    )
    jobs = [
        fakes.make_job("harbour", order=first, seconds=27),
        fakes.make_job("leaving", "harbour", order=follow, seconds=27),
        fakes.make_job("night", "harbour", order=edit, seconds=27),
    ]
    if element is not None:
        needs = JobMedium(job=element.job.id, what=Product.ELEMENT_ID)
        with_element = replace(
            first,
            form=Form.REFERENCES,
            prompt=("she looks up",),
            elements=(ElementReference(name="mara", element_id=needs),),
        )
        jobs = [element, *jobs, fakes.make_job("mara", element.job.id, order=with_element, seconds=27)]
    return tuple(jobs)


def render(
    folder: Path, url: str, *jobs: PlannedJob, death: Death | None = None, **options: Any
) -> RenderResult:
    """One run against the emulator at `url`."""
    death = death or Death("never", 1)

    class Mortal(WireTransport):
        async def send(self, request: Request) -> Response:
            death.pass_by(f"before {request.method}")
            response = await super().send(request)
            death.pass_by(f"after {request.method}")
            return response

        async def download(self, url: str, target: Path) -> None:
            await super().download(url, target)
            death.pass_by("downloaded")

    async def go() -> RenderResult:
        credentials = BearerCredentials("api-key-emulator")
        timeouts = Timeouts(silence=0.7, whole=4.0, download=10.0)
        with (
            Store(folder / ".storyboard") as store,
            Ledger(folder / ".storyboard" / "ledger.sqlite") as ledger,
        ):
            async with Wire(url, credentials, timeouts=timeouts) as wire:
                return await render_plan(
                    fakes.make_plan(*jobs),
                    profile=make_profile(),
                    transport=Mortal(wire),
                    account=credentials.account,
                    base_url=url,
                    store=store,
                    ledger=ledger,
                    limits=LIMITS,
                    make_action_key=fakes.make_action_key,
                    verify=verify_video,
                    extract=extract_frame,
                    on_event=lambda event: None,
                    on_take=lambda job, take: None,
                    **{
                        "timing": replace(LOOPBACK, index_lag=0.3, back_off=0.02, back_off_limit=0.1),
                        **options,
                    },
                )

    return asyncio.run(go())


if __name__ == "__main__":
    death = Death(sys.argv[3], int(sys.argv[4]))
    sys.exit(1 if render(Path(sys.argv[1]), sys.argv[2], *make_shots(), death=death).failures else 0)
