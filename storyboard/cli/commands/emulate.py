"""`storyboard emulate`."""

from functools import partial
from pathlib import Path

import click

from storyboard.cli.options import Speech, common_options
from storyboard.errors import ServerError, UsageError

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("emulate", short_help="a server that speaks the API and costs nothing")
@click.option(
    "--profile", "profiles", multiple=True, metavar="P", help="Speak only this profile (may be repeated)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=0,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; 0 takes a free one.",
)
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=float,
    help="How many of its seconds go into one of yours.",
)
@click.option("--faults", type=_FILE, help="A script of misbehaviour.")
@click.option("--ledger", type=_FILE, help="Append a JSON line for every order, accepted or refused.")
@click.option("--account", type=_FILE, help="Accounts beside the built-in one, with their limits.")
@click.option("--strict-media", is_flag=True, help="Refuse addresses that are not on this machine.")
@click.option("--retired", is_flag=True, help="Refuse models that the vendor has retired.")
@common_options()
def command(
    profiles: tuple[str, ...],
    host: str,
    port: int,
    speed: float,
    faults: Path | None,
    ledger: Path | None,
    account: Path | None,
    strict_media: bool,
    retired: bool,
    speech: Speech,
) -> int:
    """Run a server that speaks the API: it checks requests, draws clips from them, and charges nothing.

    Prints `listening on http://127.0.0.1:PORT`; each profile lies under its own path (`/gateway`). The built-in account's
    key is `api-key-emulator`.

    \b
    Example:
      storyboard emulate --speed 60 --ledger orders.jsonl
      storyboard render film.yaml --base-url http://127.0.0.1:PORT/gateway
    """
    from storyboard.emulator import EmulatorError, EmulatorOptions, serve_emulator

    try:
        options = EmulatorOptions(
            profiles=profiles,
            host=host,
            port=port,
            speed=speed,
            faults=faults,
            ledger=ledger,
            account=account,
            strict_media=strict_media,
            retired=retired,
        )
        serve_emulator(options, partial(_announce, speech=speech))
    except ValueError as error:
        raise UsageError(str(error)) from error
    except EmulatorError as error:
        raise ServerError(str(error)) from error
    return 0


def _announce(line: str, speech: Speech) -> None:
    """The line `listening on http://127.0.0.1:PORT`, or its address in a document."""
    if speech.is_json:
        speech.give_document({"format": 1, "url": line.rsplit(" ", 1)[-1]})
    else:
        speech.give(line)
