"""`storyboard plan`."""

import json
from pathlib import Path

import click

from storyboard.cli.options import (
    WRONG,
    Speech,
    common_options,
    find_storyboard,
    profile_option,
    storyboard_argument,
)
from storyboard.errors import DiskError, UsageError

CHANGES = 2
"""The exit status of `--detailed-exitcode` when something would run."""


@click.command("plan", short_help="what would run, why, its cost and time")
@storyboard_argument
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan as JSON."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when something would run.")
@profile_option
@common_options()
def command(
    file: str | None, output: Path | None, detailed_exitcode: bool, profile: str | None, speech: Speech
) -> int:
    """Show what a render would order, why, what it costs and how long it takes; nothing is ordered.

    \b
    Examples:
      storyboard plan film.yaml
      storyboard plan -o plan.json --detailed-exitcode
    """
    from storyboard.compilation import compile_storyboard
    from storyboard.model.job import Action
    from storyboard.pipeline import prepare_render
    from storyboard.report.documents import make_plan_document
    from storyboard.report.plan_text import format_plan
    from storyboard.workspace import open_workspace

    if output is not None and not output.absolute().parent.is_dir():
        raise UsageError(f"there is no folder `{output.parent}`", help="make it first")
    path = find_storyboard(file)
    root = path.resolve().parent if path is not None else Path.cwd()
    with open_workspace(root) as workspace:
        compiled = compile_storyboard(path, profile_name=profile, digest=workspace.store.digest_file)
        speech.show_diagnostics(compiled.diagnostics, compiled.sources)
        if not compiled.is_sound:
            return WRONG
        assert compiled.profile is not None
        prepared = prepare_render(compiled, workspace)
    document = make_plan_document(prepared.plan)
    if output is not None:
        try:
            output.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise DiskError(f"`{output}` cannot be written: {error.strerror}") from error
    if speech.is_json:
        speech.give_document(document)
    else:
        speech.give(format_plan(prepared.plan, compiled.profile.capabilities, colour=speech.colour))
    runs = any(one.action is Action.RUN for one in prepared.plan.jobs)
    return CHANGES if detailed_exitcode and runs else 0
