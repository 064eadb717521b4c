"""The group of all commands, and how each way of ending becomes an exit status."""

import sys
from importlib import import_module

import click

from storyboard.errors import StoryboardError

COMMANDS = {
    "new": "a storyboard that renders at once",
    "check": "every mistake in a storyboard, at its line and column",
    "show": "the exact requests that would be sent",
    "plan": "what would run, why, its cost and time",
    "render": "make the film",
    "graph": "the jobs and what they wait for, as a diagram",
    "emulate": "a server that speaks the API and costs nothing",
    "explain": "the manual page of a diagnostic",
    "schema": "the JSON Schema of the language",
}
"""Every command with its line of help; the order is that of the help page."""


class _Group(click.Group):
    """Loads a command's module when it is called; the list of them needs none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"storyboard.cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from storyboard.diagnostics import suggest_name

            help = suggest_name(args[0], COMMANDS) if args else ""
            raise click.UsageError(f"there is no command `{args[0]}`; {help}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message="storyboard %(version)s", package_name="storyboard")
def group() -> None:
    """Make a film from a text file.

    A storyboard is a YAML file that lists shots. `storyboard render` orders them from a video API, or, without an
    account, from an emulator on this machine, and cuts the film.

    \b
    Begin:  storyboard new tide && cd tide && storyboard render
    """


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit status: 0 done, 1 wrong storyboard, 2 usage, 3 world, 4 refused, 130."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese is no reason to crash
    try:
        result = group.main(args=arguments, prog_name="storyboard", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted; run again to resume", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        click.echo("interrupted; run again to resume", err=True)
        return 130
    except StoryboardError as error:
        show_error(error)
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0


def show_error(error: StoryboardError) -> None:
    """An error of the outside world on standard error, with what to do about it."""
    shot = f" (shot `{error.shot}`)" if error.shot else ""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {error.message}{shot}", err=True)
    if error.help:
        click.echo(f"  {click.style('help', bold=True)}: {error.help}", err=True)
