"""`storyboard check`."""

from pathlib import Path

import click

from storyboard.cli.options import WRONG, Speech, common_options, find_storyboard, profile_option
from storyboard.diagnostics import has_errors


@click.command("check", short_help="every mistake, at its line and column")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@profile_option
@common_options()
def command(files: tuple[str, ...], profile: str | None, speech: Speech) -> int:
    """Find every mistake in storyboards, all at once, without ordering anything.

    \b
    Examples:
      storyboard check                   the only storyboard in this folder
      storyboard check film.yaml --format json
      storyboard check - < film.yaml     from standard input
    """
    from storyboard.pipeline import compile_storyboard

    status = 0
    entries = []
    for given in files or (None,):
        path = find_storyboard(given)
        compiled = compile_storyboard(path, profile_name=profile)
        if has_errors(compiled.diagnostics):
            status = WRONG
        if speech.is_json:
            from storyboard.report.documents import make_check_document

            found = make_check_document(compiled.diagnostics, compiled.sources)["diagnostics"]
            entries.extend(found if isinstance(found, list) else [])
            continue
        speech.show_diagnostics(compiled.diagnostics, compiled.sources)
        if not has_errors(compiled.diagnostics):
            film = compiled.film
            count = len(film.shots) if film else 0
            name = path.name if isinstance(path, Path) else "standard input"
            speech.say(f"{name}: {count} {'shot' if count == 1 else 'shots'}, nothing wrong")
    if speech.is_json:
        speech.give_document({"format": 1, "diagnostics": entries})
    return status
