"""`storyboard schema`."""

import click

from storyboard.resources import read_schema


@click.command("schema", short_help="the JSON Schema of the language")
def command() -> int:
    """Print the JSON Schema of the language, for editors and other programs.

    \b
    Example:
      storyboard schema > storyboard.schema.json
      then begin a storyboard with   # yaml-language-server: $schema=storyboard.schema.json
    """
    click.echo(read_schema("storyboard.schema.json").decode("utf-8"), nl=False)
    return 0
