"""From jobs to the film on disk: plan -> takes -> cut. `compilation.py` has the way from the text to the jobs.

Stages do not know one another; in these two pages they are joined, in this order, and the outside world is handed to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from storyboard.compilation import Compiled, Digest
from storyboard.connection import Connection
from storyboard.cut.timeline import Placed, make_timeline
from storyboard.errors import MediaError
from storyboard.model.cut import FinishedFilm, Timeline
from storyboard.model.events import CutEvent, JobEvent
from storyboard.model.film import Footage, Held
from storyboard.model.job import Plan, VideoOrder
from storyboard.model.take import Take
from storyboard.plan.keys import make_action_key
from storyboard.plan.plan import make_plan
from storyboard.render.lock import Lock, LockedJob, read_lock, write_lock
from storyboard.render.runner import RenderResult, render_plan
from storyboard.workspace import Workspace


def find_ordered_seconds(compiled: Compiled) -> dict[str, Fraction | None]:
    """The length that was ordered of each shot; None for one that comes as long as it comes."""
    return {shot: one.order.seconds for shot, one in compiled.routed.items()}


def plan_film(
    compiled: Compiled,
    *,
    find_take: Callable[[str], Take | None],
    locked: Mapping[str, str],
    local_takes: Mapping[str, Take],
    concurrency: int,
) -> tuple[Plan, dict[str, Take]]:
    """What a render would do, and the takes that it would reuse."""
    assert compiled.profile is not None
    lengths: dict[str, Fraction] = {name: take.seconds for name, take in local_takes.items()}
    for job in compiled.jobs:
        if isinstance(job.order, VideoOrder) and job.order.seconds is not None:
            lengths[job.id] = job.order.seconds
    return make_plan(
        compiled.jobs,
        profile=compiled.profile,
        find_take=find_take,
        locked=locked,
        source_seconds=lengths,
        local_takes=local_takes,
        concurrency=concurrency,
    )


def find_local_takes(compiled: Compiled, digest: Digest) -> dict[str, Take]:
    """Footage and stills as takes: they lie in the project, and their facts are read from the files."""
    from storyboard.media import probe_media

    assert compiled.film is not None
    takes = {}
    for shot in compiled.film.shots:
        if isinstance(shot.body, Footage):
            path, name = shot.body.video.path, shot.body.video.name
            try:
                facts = probe_media(path)
            except MediaError as error:
                raise MediaError(
                    f"`{name}` cannot be read as a video", help="save or download it again", shot=shot.id
                ) from error
            if facts.frames <= 1:
                raise MediaError(f"`{name}` is no video", help=_suggest_sort(facts.frames), shot=shot.id)
            takes[shot.id] = Take(
                action_key="",
                sha256=digest(path),
                path=path,
                bytes=facts.bytes,
                frames=facts.frames,
                seconds=facts.duration,
                width=facts.width,
                height=facts.height,
            )
        elif isinstance(shot.body, Held):
            path = shot.body.picture.path
            takes[shot.id] = Take(action_key="", sha256=digest(path), path=path, bytes=path.stat().st_size)
    return takes


def _suggest_sort(frames: int) -> str:
    """What to do about a file that does not move."""
    return "a picture is held with `still:` and a `duration`" if frames else "`file:` takes a video"


def place_film(compiled: Compiled, takes: Mapping[str, Take]) -> tuple[Timeline, tuple[Placed, ...]]:
    """The timeline of the shots that have a take."""
    assert compiled.film is not None
    return make_timeline(compiled.film, takes, find_ordered_seconds(compiled))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A plan, with the takes that are there already (of stills and footage too), and what the lock says."""

    plan: Plan
    takes: Mapping[str, Take]
    lock: Lock


def prepare_render(compiled: Compiled, workspace: Workspace, *, concurrency: int | None = None) -> Prepared:
    """Plan a film against what its workspace has; raises WorldError for a broken lock, MediaError for footage."""
    assert compiled.film is not None
    assert compiled.profile is not None
    lock = read_lock(workspace.lock_path)
    locked = {name: job.plan_key for name, job in lock.films.get(compiled.film.name, {}).items()}
    local = find_local_takes(compiled, workspace.store.digest_file)
    plan, reused = plan_film(
        compiled,
        find_take=workspace.store.find,
        locked=locked,
        local_takes=local,
        concurrency=concurrency or compiled.profile.capabilities.limits.concurrency,
    )
    return Prepared(plan=plan, takes={**local, **reused}, lock=lock)


async def run_plan(
    compiled: Compiled,
    prepared: Prepared,
    workspace: Workspace,
    connection: Connection,
    *,
    watch: Callable[[JobEvent], None],
    keep_going: bool,
) -> RenderResult:
    """Order what the plan says and wait for it; what was bought is kept however this ends."""
    from storyboard.media import extract_frame, verify_video
    from storyboard.profiles.http import Wire
    from storyboard.render.ports import WireTransport

    assert compiled.profile is not None
    profile = compiled.profile
    with workspace.open_ledger() as ledger:
        async with Wire(connection.base_url, connection.server.credentials) as wire:
            return await render_plan(
                prepared.plan,
                profile=profile,
                transport=WireTransport(wire),
                account=connection.account,
                base_url=connection.base_url,
                store=workspace.store,
                ledger=ledger,
                limits=connection.server.limits,
                make_action_key=lambda job, upstream: make_action_key(job, profile.family, upstream),
                verify=verify_video,
                extract=extract_frame,
                on_event=watch,
                on_take=lambda _job, _take: None,
                keep_going=keep_going,
                fresh=connection.is_fresh,
            )


def write_lock_of(
    compiled: Compiled, prepared: Prepared, takes: Mapping[str, Take], workspace: Workspace
) -> None:
    """Write into the lock what the film is made of now; jobs whose take is missing keep what was locked."""
    assert compiled.film is not None
    assert compiled.profile is not None
    before = prepared.lock.films.get(compiled.film.name, {})
    jobs: dict[str, LockedJob] = {}
    for one in prepared.plan.jobs:
        name, order = one.job.id, one.job.order
        take = takes.get(name)
        if not isinstance(order, VideoOrder):
            continue
        if take is not None:
            jobs[name] = LockedJob(
                take=one.job.take,
                plan_key=one.plan_key,
                action_key=take.action_key,
                profile=take.profile or compiled.profile.name,
                model=order.model,
                task_id=take.task_id,
                sha256=take.sha256,
                bytes=take.bytes,
                frames=take.frames,
            )
        elif name in before:
            jobs[name] = before[name]
    write_lock(workspace.lock_path, prepared.lock.replace_film(compiled.film.name, jobs))


def cut_film(
    compiled: Compiled,
    takes: Mapping[str, Take],
    workspace: Workspace,
    target: Path,
    *,
    watch: Callable[[CutEvent], None],
) -> tuple[FinishedFilm, tuple[Placed, ...]]:
    """The film on disk, and where each shot stands in it."""
    from storyboard.cut.film import CutProgress, render_cut

    timeline, placed = place_film(compiled, takes)

    def report(progress: CutProgress) -> None:
        watch(CutEvent(done=progress.done, total=progress.total, what=progress.what))

    film = render_cut(timeline, cache=workspace.segments, target=target, progress=report)
    return film, placed
