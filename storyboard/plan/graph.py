"""The DAG: one job a shot that something is ordered for, one an element that is made for the film."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from storyboard.model.film import Film, Footage, Held, Shot
from storyboard.model.job import (
    ElementOrder,
    FootageOrder,
    Job,
    Operation,
    Order,
    StillOrder,
    VideoOrder,
)
from storyboard.model.media import FileMedium, JobMedium, Medium
from storyboard.model.profile import ElementRules
from storyboard.model.routed import Routed
from storyboard.plan.keys import make_plan_key
from storyboard.plan.orders import Digest, make_picture_medium


def make_jobs(
    film: Film, routed: Mapping[str, Routed], rules: ElementRules | None, digest: Digest
) -> tuple[Job, ...]:
    """Every job of the film, each after those it depends on, else in the order of the film.

    `routed` has the order of each shot that has one; elements that nobody uses make no job.
    """
    shots = {shot.id: shot for shot in film.shots}
    jobs: dict[str, Job] = {}
    for name in _list_used_elements(film, routed):
        element = film.elements[name]
        pictures = [make_picture_medium(one, shots, digest) for one in film.element_images[name]]
        order = ElementOrder(
            name=element.wire_name.text[: rules.name_limit] if rules else element.wire_name.text,
            description=element.description.text,
            frontal_image=pictures[0],
            refer_images=tuple(pictures[1:]),
            tags=_make_tags(element.kind, tuple(tag.text for tag in element.tags), rules),
        )
        job = Job(
            id=f"element:{name}",
            shot=None,
            operation=Operation.CREATE_ELEMENT,
            order=order,
            span=element.span,
        )
        tagged = _tag_description(order.description, make_plan_key(job, "element", {}), rules)
        jobs[job.id] = replace(job, order=replace(order, description=tagged))
    pending = [_make_shot_job(shot, routed.get(shot.id), shots, digest) for shot in film.shots]
    needed = {source for job in pending if job is not None for source in job.depends_on}
    waiting = [
        job
        for job in pending
        if job is not None and (job.operation is not Operation.FOOTAGE or job.id in needed)
    ]
    while waiting:
        later = []
        for job in waiting:
            if all(source in jobs for source in job.depends_on):
                jobs[job.id] = job
            else:
                later.append(job)
        assert len(later) < len(waiting), "a circle of shots was let through"
        waiting = later
    return tuple(jobs.values())


def _tag_description(description: str, key: str, rules: ElementRules | None) -> str:
    """The description with a mark of the element's content, by which a later run finds it in the library.

    Libraries take no id of ours. Words that leave no room for the mark are cut, with an ellipsis.
    """
    mark = f" [sb:{key[:8]}]"
    room = (rules.description_limit if rules else 100) - len(mark)
    return (description if len(description) <= room else f"{description[: room - 1].rstrip()}…") + mark


def _make_shot_job(
    shot: Shot, routed: Routed | None, shots: Mapping[str, Shot], digest: Digest
) -> Job | None:
    if isinstance(shot.body, Held):
        picture = make_picture_medium(shot.body.picture, shots, digest)
        still = StillOrder(image=picture)
        return Job(id=shot.id, shot=shot.id, operation=Operation.STILL, order=still, span=shot.span)
    if isinstance(shot.body, Footage):
        video = shot.body.video
        medium = FileMedium(path=video.path, name=video.name, sha256=digest(video), span=video.span)
        footage = FootageOrder(video=medium)
        return Job(id=shot.id, shot=shot.id, operation=Operation.FOOTAGE, order=footage, span=shot.span)
    if routed is None:
        return None
    order = routed.order
    sources = dict.fromkeys(medium.job for medium in list_media(order) if isinstance(medium, JobMedium))
    return Job(
        id=shot.id,
        shot=shot.id,
        operation=order.operation,
        order=order,
        depends_on=tuple(sources),
        span=shot.span,
    )


def _list_used_elements(film: Film, routed: Mapping[str, Routed]) -> list[str]:
    used = {name for one in routed.values() for name in one.shot.references.elements}
    return [name for name, element in film.elements.items() if name in used and element.id is None]


def _make_tags(kind: str, tags: tuple[str, ...], rules: ElementRules | None) -> tuple[str, ...]:
    """The provider's tag ids for the writer's words; `kind` counts as a tag where the provider has it."""
    if rules is None:
        return ()
    by_name = {name.lower(): tag_id for tag_id, name in rules.tags.items()}
    ids = [by_name.get(tag.lower(), tag) for tag in tags]
    if kind and kind in by_name:
        ids.insert(0, by_name[kind])
    return tuple(dict.fromkeys(ids))


def list_media(order: Order) -> Iterator[Medium]:
    """Every medium that an order carries or is made from."""
    match order:
        case VideoOrder():
            for frame in (order.first_frame, order.last_frame):
                if frame is not None:
                    yield frame
            yield from order.images
            for element in order.elements:
                if isinstance(element.element_id, JobMedium):
                    yield element.element_id
            if order.video is not None:
                yield order.video.medium
        case ElementOrder():
            yield order.frontal_image
            yield from order.refer_images
        case StillOrder():
            yield order.image
        case FootageOrder():
            yield order.video
