"""The DAG as a Mermaid diagram, scenes as groups, jobs with what they do."""

from storyboard.model.film import Film
from storyboard.model.job import Job, Operation

_SHAPES = {
    Operation.CREATE_ELEMENT: ("([", "])"),
    Operation.STILL: ("[/", "/]"),
    Operation.FOOTAGE: ("[(", ")]"),
}


def format_mermaid(film: Film, jobs: tuple[Job, ...]) -> str:
    """A `flowchart LR` that GitHub and GitLab draw in any Markdown page."""
    numbers = {job.id: f"n{place}" for place, job in enumerate(jobs)}
    by_shot = {job.shot: job for job in jobs if job.shot is not None}
    lines = ["flowchart LR"]
    for job in jobs:
        if job.shot is None:
            lines.append(f"  {_draw(numbers[job.id], job)}")
    scene = None
    opened = False
    for shot in film.shots:
        own = by_shot.get(shot.id)
        if own is None:
            continue
        if shot.scene != scene:
            if opened:
                lines.append("  end")
            opened = bool(shot.scene)
            scene = shot.scene
            if opened:
                lines.append(f'  subgraph s{shot.number}["{_escape(scene)}"]')
        lines.append(f"    {_draw(numbers[own.id], own)}")
    if opened:
        lines.append("  end")
    lines.extend(f"  {numbers[source]} --> {numbers[job.id]}" for job in jobs for source in job.depends_on)
    return "\n".join(lines) + "\n"


def _draw(number: str, job: Job) -> str:
    left, right = _SHAPES.get(job.operation, ("[", "]"))
    return f'{number}{left}"{_escape(job.id.removeprefix("element:"))}<br/><small>{job.operation.value}</small>"{right}'


def _escape(text: str) -> str:
    text = "".join(one if one.isprintable() else " " for one in text)
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
