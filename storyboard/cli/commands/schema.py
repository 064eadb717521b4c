"""`storyboard schema`."""

import click

from storyboard.cli.options import Speech, common_options
from storyboard.resources import read_schema


@click.command("schema", short_help="the JSON Schema of the language")
@common_options()
def command(speech: Speech) -> int:
    """Print the JSON Schema of the language, for editors and other programs.

    \b
    Example:
      storyboard schema > storyboard.schema.json
      then begin a storyboard with   # yaml-language-server: $schema=storyboard.schema.json
    """
    speech.give(read_schema("storyboard.schema.json").decode("utf-8").rstrip("\n"))
    return 0
