"""The JSON that programs rely on: one function a document, each with its `format` number."""

from collections.abc import Callable, Iterable, Mapping

from storyboard.diagnostics import Diagnostic
from storyboard.model.cut import FinishedFilm
from storyboard.model.job import (
    Cost,
    ElementOrder,
    FootageOrder,
    Job,
    Plan,
    StillOrder,
    VideoOrder,
)
from storyboard.model.media import FileMedium, JobMedium, Medium, UrlMedium
from storyboard.model.profile import Profile
from storyboard.model.wire import Body, Json, Slot
from storyboard.report.diagnostic_text import Found, sort_diagnostics
from storyboard.source import Sources

FORMAT = 1


def make_check_document(found: Iterable[Found]) -> dict[str, Json]:
    """What `check` found; lines and columns count from 1, the end column is past the last character."""
    entries: list[Json] = [
        _write_diagnostic(one, sources)
        for diagnostics, sources in found
        for one in sort_diagnostics(diagnostics)
    ]
    return {"format": FORMAT, "diagnostics": entries}


def _write_diagnostic(diagnostic: Diagnostic, sources: Sources) -> Json:
    place = sources.locate(diagnostic.span)
    related: list[Json] = []
    for label in diagnostic.labels:
        at = sources.locate(label.span)
        related.append({"path": at.path, "line": at.line, "column": at.column, "message": label.message})
    fix: Json = None
    if diagnostic.fix is not None:
        at = sources.locate(diagnostic.fix.span)
        fix = {
            "path": at.path,
            "line": at.line,
            "column": at.column,
            "end_line": at.end_line,
            "end_column": at.end_column,
            "text": diagnostic.fix.text,
        }
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "shot": diagnostic.shot,
        "related": related,
        "fix": fix,
    }


def make_show_document(jobs: Iterable[Job], profile: Profile) -> dict[str, Json]:
    """The exact requests, in the order of the plan; what only exists later stands as `$from`, files as `$file`."""
    shown: list[Json] = []
    for job in jobs:
        entry: dict[str, Json] = {"job": job.id, "shot": job.shot, "operation": job.operation.value}
        match job.order:
            case VideoOrder() | ElementOrder():
                request = profile.make_request(job.order, external_id="")
                body = request.body
                if isinstance(body, dict):
                    body = {key: value for key, value in body.items() if key != "external_task_id"}
                entry |= {"method": request.method, "path": request.path, "body": _write_body(body)}
            case StillOrder(image=image):
                entry |= {"method": None, "path": None, "body": {"still": _write_medium(image)}}
            case FootageOrder(video=video):
                entry |= {"method": None, "path": None, "body": {"file": _write_medium(video)}}
        entry["depends_on"] = list(job.depends_on)
        shown.append(entry)
    return {"format": FORMAT, "profile": profile.name, "jobs": shown}


def _write_body(body: Body) -> Json:
    if isinstance(body, Slot):
        return _write_medium(body.medium)
    if isinstance(body, dict):
        return {key: _write_body(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_write_body(value) for value in body]
    return body


def _write_medium(medium: Medium) -> Json:
    match medium:
        case FileMedium():
            return {"$file": medium.name, "sha256": medium.sha256}
        case UrlMedium():
            return medium.url
        case JobMedium():
            entry: dict[str, Json] = {"$from": medium.job, "what": medium.what.value}
            if medium.at is not None:
                entry["at"] = float(medium.at)
            return entry


def write_cost(cost: Cost) -> Json:
    """An exact amount as a string, with its unit."""
    return {"amount": f"{cost.amount:f}", "unit": cost.unit}


def make_plan_document(plan: Plan) -> dict[str, Json]:
    """What would run, why, its cost and its time."""
    jobs: list[Json] = [
        {
            "job": one.job.id,
            "shot": one.job.shot,
            "operation": one.job.operation.value,
            "take": one.job.take,
            "key": one.plan_key,
            "action": one.action.value,
            "reason": one.reason,
            "depends_on": list(one.job.depends_on),
            "cost": write_cost(one.cost),
            "seconds": round(one.seconds, 1),
        }
        for one in plan.jobs
    ]
    return {
        "format": FORMAT,
        "profile": plan.profile,
        "jobs": jobs,
        "total": {
            "cost": write_cost(plan.total),
            "seconds": round(plan.seconds, 1),
            "critical_path": list(plan.critical_path),
        },
    }


def make_render_document(
    film: FinishedFilm,
    *,
    fps: float,
    seconds: float,
    submitted: int,
    reused: int,
    cost: Cost,
    shots: Iterable[Mapping[str, Json]],
    name: Callable[[FinishedFilm], str],
) -> dict[str, Json]:
    """What `render` made: the film, how it was made, and where each shot stands in it (seconds)."""
    return {
        "format": FORMAT,
        "film": name(film),
        "sha256": film.sha256,
        "seconds": round(film.frames / fps, 6),
        "elapsed": round(seconds, 3),
        "submitted": submitted,
        "reused": reused,
        "cost": write_cost(cost),
        "frames": film.frames,
        "frames_copied": film.frames_copied,
        "frames_encoded": film.frames_encoded,
        "loudness": film.loudness,
        "shots": [dict(shot) for shot in shots],
    }
