"""`storyboard show`."""

import json

import click

from storyboard.cli.options import (
    WRONG,
    Speech,
    common_options,
    find_storyboard,
    profile_option,
    storyboard_argument,
)
from storyboard.errors import UsageError
from storyboard.model.wire import Json


@click.command("show", short_help="the exact requests")
@storyboard_argument
@click.option("--shot", metavar="ID", help="Only this shot.")
@profile_option
@common_options()
def command(file: str | None, shot: str | None, profile: str | None, speech: Speech) -> int:
    """Show exactly what would be sent, prompts expanded, references numbered.

    What only exists after an earlier job stands as `$from`, files whose bytes are sent as `$file`.

    \b
    Examples:
      storyboard show film.yaml
      storyboard show --shot arrival --format json
    """
    from storyboard.compilation import compile_storyboard
    from storyboard.diagnostics import suggest_name
    from storyboard.report.documents import make_show_document
    from storyboard.workspace import hash_file

    compiled = compile_storyboard(find_storyboard(file), profile_name=profile, digest=hash_file)
    if not compiled.is_sound:
        speech.show_diagnostics(compiled.diagnostics, compiled.sources)
        return WRONG
    assert compiled.profile is not None
    assert compiled.film is not None
    jobs = compiled.jobs
    if shot is not None:
        known = [one.id for one in compiled.film.shots]
        if shot not in known:
            raise UsageError(f"no shot is called `{shot}`", help=suggest_name(shot, known))
        jobs = tuple(job for job in jobs if job.shot == shot)
    document = make_show_document(jobs, compiled.profile)
    if speech.is_json:
        speech.give_document(document)
        return 0
    entries = document["jobs"]
    for entry in entries if isinstance(entries, list) else []:
        _give_job(entry, speech)
    return 0


def _give_job(entry: Json, speech: Speech) -> None:
    assert isinstance(entry, dict)
    after = entry["depends_on"]
    waits = f"  after {', '.join(str(one) for one in after)}" if isinstance(after, list) and after else ""
    request = f"{entry['method']} {entry['path']}" if entry["method"] else "nothing is ordered"
    speech.give(f"# {entry['job']}: {entry['operation']}{waits}\n{request}")
    speech.give(json.dumps(entry["body"], ensure_ascii=False, indent=2) + "\n")
