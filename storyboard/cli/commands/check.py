"""`storyboard check`."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storyboard import __version__
from storyboard.cli.options import WRONG, Speech, common_options, find_storyboard, profile_option
from storyboard.diagnostics import has_errors
from storyboard.errors import DiskError, UsageError
from storyboard.report.diagnostic_text import Found

if TYPE_CHECKING:
    from storyboard.compilation import Compiled


@click.command("check", short_help="every mistake, at its line and column")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--fix", is_flag=True, help="Write the fixes that are safe, then check again.")
@profile_option
@common_options("text", "json", "github", "sarif", "junit")
def command(files: tuple[str, ...], fix: bool, profile: str | None, speech: Speech) -> int:
    """Find every mistake in storyboards, all at once, without ordering anything.

    `--format github` annotates a pull request, `sarif` and `junit` are for code hosts and CI servers. `--fix` keeps comments
    and layout.

    \b
    Examples:
      storyboard check                   the only storyboard in this folder
      storyboard check --fix film.yaml
      storyboard check film.yaml --format json
      storyboard check - < film.yaml     from standard input
    """
    from storyboard.compilation import compile_storyboard

    gc.disable()  # a compilation makes a great many records and no circles; half its time would go into looking for them
    every: list[tuple[Path | None, Compiled]] = []
    for given in files or (None,):
        path = find_storyboard(given)
        if fix and path is None:
            raise UsageError("standard input cannot be fixed", help="name the file")
        compiled = compile_storyboard(path, profile_name=profile, with_jobs=False)
        if fix and path is not None:
            count = _write_fixes(compiled, path)
            if count:
                speech.say(f"{path.name}: {count} {'fix' if count == 1 else 'fixes'} written")
                compiled = compile_storyboard(path, profile_name=profile, with_jobs=False)
        every.append((path, compiled))
    found: list[Found] = [(compiled.diagnostics, compiled.sources) for _, compiled in every]
    if speech.format == "text":
        for path, compiled in every:
            _say(path, compiled, speech)
    else:
        _give(found, speech)
    return WRONG if any(has_errors(diagnostics) for diagnostics, _ in found) else 0


def _say(path: Path | None, compiled: "Compiled", speech: Speech) -> None:
    speech.show_diagnostics(compiled.diagnostics, compiled.sources, advice=True)
    if not has_errors(compiled.diagnostics):
        count = len(compiled.film.shots) if compiled.film else 0
        name = path.name if path is not None else "standard input"
        speech.say(f"{name}: {count} {'shot' if count == 1 else 'shots'}, nothing wrong")


def _give(found: list[Found], speech: Speech) -> None:
    """The diagnostics of all files as one document on standard output."""
    match speech.format:
        case "github":
            from storyboard.report.diagnostic_github import format_github

            if text := format_github(found):
                speech.give(text)
        case "junit":
            from storyboard.report.diagnostic_junit import format_junit

            speech.give(format_junit(found).rstrip("\n"))
        case "sarif":
            from storyboard.check.catalogue import list_rules
            from storyboard.report.diagnostic_sarif import make_sarif_document

            pages = {rule.code: rule.page for rule in list_rules()}
            speech.give_document(make_sarif_document(found, version=__version__, pages=pages))
        case _:
            from storyboard.report.documents import make_check_document

            speech.give_document(make_check_document(found))


def _write_fixes(compiled: "Compiled", path: Path) -> int:
    """Write the safe fixes into the storyboard and what it includes; gives their number."""
    from storyboard.check.fixes import apply_fixes

    sources = compiled.sources
    texts = {number: source.text for number, source in enumerate(sources.files)}
    changed, count = apply_fixes(compiled.diagnostics, texts)
    for number, text in changed.items():
        target = path if number == 0 else path.resolve().parent / sources.files[number].name
        encoding = "utf-16" if target.read_bytes()[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
        mark = "\ufeff" if target.read_bytes()[:3] == b"\xef\xbb\xbf" else ""
        try:
            target.write_bytes((mark + text).encode(encoding))
        except OSError as error:
            raise DiskError(f"`{target}` cannot be written: {error.strerror}") from error
    return count
