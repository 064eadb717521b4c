"""The group of all commands, and how each way of ending becomes an exit status."""

import sys
from importlib import import_module

import click

from storyboard.cli.options import Speech
from storyboard.errors import Interrupted, StoryboardError, UsageError, WorldError

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

            name = args[0] if args else ""
            raise UsageError(f"there is no command `{name}`", help=suggest_name(name, COMMANDS)) from error

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
    # For what goes wrong before the command has said how it wants to speak.
    speech = Speech(format="text", color="auto", quiet=False, verbose=False)
    try:
        result = group.main(args=arguments, prog_name="storyboard", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        speech.show_error(Interrupted("interrupted"))
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        speech.show_error(_reword(error))
        return error.exit_code
    except StoryboardError as error:
        speech.show_error(error)
        return error.exit_status
    except OSError as error:
        speech.show_error(_explain_system(error))
        return WorldError.exit_status
    return result if isinstance(result, int) else 0


def _reword(error: click.ClickException) -> UsageError:
    """What the parser of the command line says, as our own errors are said."""
    context = getattr(error, "ctx", None)
    help = f"see `{context.command_path} --help`" if context is not None else ""
    match error:
        case click.NoSuchOption():
            from storyboard.diagnostics import suggest_name

            known = (
                [name for one in context.command.get_params(context) for name in one.opts] if context else []
            )
            near = suggest_name(error.option_name, known)
            message = f"there is no option `{error.option_name}`"
            return UsageError(message, help=near if near.startswith("did") else help)
        case click.UsageError():
            message = error.format_message().rstrip(".")
            return UsageError(message[:1].lower() + message[1:], help=help)
        case _:
            return UsageError(error.format_message())


def _explain_system(error: OSError) -> WorldError:
    """What the system refused, where nobody nearer had words for it."""
    about = f"`{error.filename}`: " if error.filename else ""
    return WorldError(f"{about}{error.strerror or error}", help="put that right, then run again to resume")
