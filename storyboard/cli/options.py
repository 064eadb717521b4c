"""What every command takes, and how it speaks: to people on standard error, to programs on standard output."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from storyboard.diagnostics import Diagnostic, Severity
from storyboard.errors import Interrupted, StoryboardError, UsageError
from storyboard.model.wire import Json
from storyboard.source import Sources

_Function = TypeVar("_Function", bound=Callable[..., Any])

WRONG = 1
"""The exit status of a storyboard with errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a command speaks."""

    format: str
    color: str
    quiet: bool
    verbose: bool

    @property
    def is_json(self) -> bool:
        """Whether standard output is for a program."""
        return self.format == "json"

    @property
    def colour(self) -> bool:
        """Whether people's text is coloured."""
        if self.color != "auto":
            return self.color == "always"
        return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def say(self, text: str) -> None:
        """A line for people, on standard error."""
        if not self.quiet:
            click.echo(text, err=True, color=self.colour)

    def give(self, text: str) -> None:
        """What was asked for, on standard output; colours stay out of files unless they are asked for."""
        click.echo(text, color={"always": True, "never": False}.get(self.color))

    def give_document(self, document: dict[str, Json]) -> None:
        """A JSON document on standard output, and nothing else there."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def show_diagnostics(
        self, diagnostics: tuple[Diagnostic, ...], sources: Sources, *, advice: bool = False
    ) -> None:
        """Diagnostics for people; with `-q` only errors. Advice is for `check`, and for whoever says `-v`."""
        from storyboard.report.diagnostic_text import format_diagnostics

        hidden = {Severity.WARNING, Severity.ADVICE} if self.quiet else {Severity.ADVICE}
        if (advice or self.verbose) and not self.quiet:
            hidden = set()
        shown = tuple(one for one in diagnostics if one.severity not in hidden)
        if shown:
            self.insist(format_diagnostics(shown, sources, colour=self.colour))

    def insist(self, text: str) -> None:
        """A line for people that even `-q` does not keep back."""
        click.echo(text, err=True, color=self.colour)

    def show_error(self, error: StoryboardError) -> None:
        """What ended a command, with what to do about it."""
        shot = f" (shot `{error.shot}`)" if error.shot else ""
        if isinstance(error, Interrupted):
            # The terminal has written `^C`, and left the cursor behind it.
            self.insist(("\n" if sys.stderr.isatty() else "") + f"{error.message}{shot}")
        else:
            self.insist(f"{click.style('error', fg='red', bold=True)}: {error.message}{shot}")
        if error.help:
            self.insist(f"  {click.style('help', bold=True)}: {error.help}")


def common_options(*formats: str) -> Callable[[_Function], _Function]:
    """`--format`, `--color`, `-q`, `-v`; the command gets them as one `speech`."""

    def decorate(function: _Function) -> _Function:
        def call(*args: Any, format: str, color: str, quiet: bool, verbose: bool, **kwargs: Any) -> Any:
            speech = Speech(format=format, color=color, quiet=quiet, verbose=verbose)
            try:
                return function(*args, speech=speech, **kwargs)
            except StoryboardError as error:
                speech.show_error(error)
                return error.exit_status
            except BrokenPipeError:
                # Whoever read the output has enough; what is still in the buffer has nowhere to go.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                return 0

        call.__name__ = function.__name__
        call.__doc__ = function.__doc__
        call.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        decorated = call
        for option in (
            click.option("-v", "--verbose", is_flag=True, help="Say more."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                help="Colours for people's text.",
            ),
            click.option(
                "--format",
                type=click.Choice(formats or ("text", "json")),
                default="text",
                help="`json` puts one document on standard output.",
            ),
        ):
            decorated = option(decorated)
        return decorated  # type: ignore[return-value]

    return decorate


storyboard_argument = click.argument("file", required=False, metavar="[FILE]")
"""The storyboard: a file, `-` for standard input, or the only one in the current folder."""

profile_option = click.option(
    "--profile", metavar="P", help="Compile for this profile instead of the storyboard's own."
)


def find_storyboard(given: str | None) -> Path | None:
    """The file that is meant; None for standard input. Raises UsageError."""
    if given == "-":
        return None
    if given is not None:
        path = Path(given)
        if path.is_dir():
            return _find_only(path)
        return path
    return _find_only(Path())


def list_storyboards(folder: Path) -> list[Path]:
    """The storyboards in a folder: YAML files with `shots` or `scenes` at their top."""
    files = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")))
    return [path for path in files if _looks_like_storyboard(path)]


def _find_only(folder: Path) -> Path:
    """The one storyboard in a folder. Raises UsageError."""
    found = list_storyboards(folder)
    if len(found) == 1:
        return found[0]
    where = f"`{folder}`" if str(folder) != "." else "this folder"
    if not found:
        raise UsageError(f"no storyboard lies in {where}", help="name one, or run `storyboard new`")
    names = ", ".join(f"`{path.name}`" for path in found)
    raise UsageError(f"several storyboards lie in {where}: {names}", help="name the one that is meant")


def _looks_like_storyboard(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(1 << 20)
    except OSError:
        return False
    return any(line.startswith((b"shots:", b"scenes:")) for line in head.splitlines())
