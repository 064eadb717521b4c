"""What the compiler made of a storyboard, as text that a writer could read."""

import json
import re

from storyboard.compilation import Compiled
from storyboard.model.film import Film, Shot
from storyboard.model.job import Mention, Prompt
from storyboard.model.profile import Profile
from storyboard.report.documents import make_show_document


def write_film(film: Film) -> str:
    """Each shot: its id and sort, its prompt with mentions by kind and number, and what it refers to."""
    return "".join(_write_shot(shot) for shot in film.shots)


def _write_shot(shot: Shot) -> str:
    lines = [f"{shot.id}: {type(shot.body).__name__.lower()}"]
    if shot.prompt:
        lines.append(f"prompt: {_write_prompt(shot.prompt)}")
    for key in ("negative_prompt", "sound", "seconds", "aspect_ratio", "scene"):
        value = getattr(shot, key)
        if value not in (None, ""):
            lines.append(f"{key}: {value}")
    references = shot.references
    for key, names in (
        ("elements", references.elements),
        ("images", [getattr(one, "name", None) or getattr(one, "url", one) for one in references.images]),
        ("voices", references.voices),
    ):
        if names:
            lines.append(f"{key}: {', '.join(str(name) for name in names)}")
    lines.extend(f"says: {line.speaker} ({line.voice or 'no voice'}): {line.text}" for line in shot.dialogue)
    if shot.inherited:
        lines.append(f"inherited: {', '.join(sorted(shot.inherited))}")
    return "\n  ".join(lines) + "\n"


def _write_prompt(prompt: Prompt) -> str:
    return "".join(_write_mention(piece) if isinstance(piece, Mention) else piece for piece in prompt)


def _write_mention(mention: Mention) -> str:
    """`[element 1 mara]`: the kind, the place in the list (frames have a list of their own), the name."""
    kind = "frame" if mention.frame else mention.kind.value
    return f"[{kind} {mention.position + 1}{f' {mention.name}' if mention.name else ''}]"


def write_jobs(compiled: Compiled, profile: Profile) -> str:
    """Each job: its id, operation, and what it waits for; under it the exact request, a key a line."""
    lines: list[str] = []
    jobs = make_show_document(compiled.jobs, profile)["jobs"]
    assert isinstance(jobs, list)
    for job in jobs:
        assert isinstance(job, dict)
        after = (
            f" after {', '.join(map(str, waits))}"
            if isinstance(waits := job["depends_on"], list) and waits
            else ""
        )
        lines.append(f"{job['job']}: {job['operation']}{after}")
        if job["method"]:
            lines.append(f"  {job['method']} {job['path']}")
        body = job["body"]
        assert isinstance(body, dict)
        lines.extend(f"    {key}: {_write_value(value)}" for key, value in body.items())
    return "".join(f"{line}\n" for line in lines)


def _write_value(value: object) -> str:
    if isinstance(value, dict) and "sha256" in value:  # which bytes they are is a matter of the keys
        return f"<{value['$file']}>"
    if isinstance(value, dict) and "$from" in value:
        at = f" at {value['at']}" if "at" in value else ""
        return f"<{value['what']} of {value['$from']}{at}>"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_write_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_write_value(one) for one in value) + "]"
    return re.sub(r"\[sb:[0-9a-f]{8}\]", "[sb:…]", json.dumps(value, ensure_ascii=False))  # a key of bytes
