"""What every command takes, and how it speaks: to people on standard error, to programs on standard output."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from storyboard.diagnostics import Diagnostic
from storyboard.errors import UsageError
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
        if self.color == "auto":
            return sys.stderr.isatty() and "NO_COLOR" not in os.environ
        return self.color == "always"

    def say(self, text: str) -> None:
        """A line for people, on standard error."""
        if not self.quiet:
            click.echo(text, err=True, color=self.colour)

    def give(self, text: str) -> None:
        """What was asked for, on standard output."""
        click.echo(text)

    def give_document(self, document: dict[str, Json]) -> None:
        """A JSON document on standard output, and nothing else there."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def show_diagnostics(self, diagnostics: tuple[Diagnostic, ...], sources: Sources) -> None:
        """Diagnostics for people."""
        from storyboard.report.diagnostic_text import format_diagnostics

        if diagnostics and not self.quiet:
            click.echo(
                format_diagnostics(diagnostics, sources, colour=self.colour), err=True, color=self.colour
            )


def common_options(*formats: str) -> Callable[[_Function], _Function]:
    """`--format`, `--color`, `-q`, `-v`; the command gets them as one `speech`."""

    def decorate(function: _Function) -> _Function:
        def call(*args: Any, format: str, color: str, quiet: bool, verbose: bool, **kwargs: Any) -> Any:
            speech = Speech(format=format, color=color, quiet=quiet, verbose=verbose)
            return function(*args, speech=speech, **kwargs)

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


def _find_only(folder: Path) -> Path:
    """The one storyboard in a folder: a YAML file with `shots` or `scenes` at its top."""
    found = [
        path
        for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")))
        if _looks_like_storyboard(path)
    ]
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
