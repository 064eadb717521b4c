"""`storyboard graph`."""

import click

from storyboard.cli.options import (
    WRONG,
    Speech,
    common_options,
    find_storyboard,
    profile_option,
    storyboard_argument,
)


@click.command("graph", short_help="the jobs as a diagram")
@storyboard_argument
@profile_option
@common_options("text", "json", "mermaid")
def command(file: str | None, profile: str | None, speech: Speech) -> int:
    """Draw the jobs and what they wait for, as a Mermaid diagram (GitHub and GitLab show it in any Markdown page).

    \b
    Example:
      storyboard graph film.yaml > film.mmd
    """
    from storyboard.compilation import compile_storyboard
    from storyboard.report.graph import format_mermaid

    compiled = compile_storyboard(find_storyboard(file), profile_name=profile)
    if not compiled.is_sound:
        speech.show_diagnostics(compiled.diagnostics, compiled.sources)
        return WRONG
    assert compiled.film is not None
    if speech.is_json:
        nodes = [
            {
                "job": job.id,
                "shot": job.shot,
                "operation": job.operation.value,
                "depends_on": list(job.depends_on),
            }
            for job in compiled.jobs
        ]
        speech.give_document({"format": 1, "jobs": nodes})  # type: ignore[dict-item]
        return 0
    click.echo(format_mermaid(compiled.film, compiled.jobs), nl=False)
    return 0
