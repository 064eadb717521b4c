"""`storyboard new`."""

import re
import shlex
from pathlib import Path

import click

from storyboard.cli.options import Speech, common_options, list_storyboards
from storyboard.errors import DiskError, UsageError
from storyboard.model.wire import Json
from storyboard.resources import read_schema

_SCHEMA_NAME = "storyboard.schema.json"


@click.command("new", short_help="a storyboard that renders at once")
@click.argument("folder", required=False, default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@common_options()
def command(folder: Path, speech: Speech) -> int:
    """Write a small storyboard that renders at once, with what belongs beside it.

    DIR is made if it is not there; nothing that exists is overwritten.

    \b
    Example:
      storyboard new tide && cd tide && storyboard render
    """
    title = _make_title(folder)
    files = make_files(title)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is a file", help="name a folder that is there, or one to be made")
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        shown = ", ".join(f"`{name}`" for name in taken)
        raise UsageError(f"`{folder}` has {shown} already", help="name another folder")
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DiskError(
            f"`{folder}` cannot be written: {error.strerror}", help="name a folder that can"
        ) from error
    if speech.is_json:
        names: list[Json] = list(files)
        speech.give_document({"format": 1, "folder": str(folder), "files": names})
        return 0
    for name in files:
        speech.say(f"wrote {folder / name}")
    where = f"cd {shlex.quote(str(folder))} && " if str(folder) != "." else ""
    alone = len(list_storyboards(folder)) == 1
    speech.say(f"next: {where}storyboard render" + ("" if alone else " film.yaml"))
    return 0


def _make_title(folder: Path) -> str:
    words = re.findall(r"[^\W_]+", folder.resolve().name)
    title = " ".join(words) or "Film"
    return title[:1].upper() + title[1:]


def make_files(title: str) -> dict[str, str]:
    """The files of a new project, by name."""
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {
        "film.yaml": _FILM.replace("TITLE", quoted),
        _SCHEMA_NAME: read_schema(_SCHEMA_NAME).decode("utf-8"),
        ".gitignore": _IGNORE,
        ".github/workflows/film.yml": _WORKFLOW,
    }


_FILM = """\
# yaml-language-server: $schema=storyboard.schema.json
title: TITLE
logline: Somebody waits for a boat, and it comes.
output: {resolution: 720p, fps: 24, aspect_ratio: 16:9}

defaults:
  mode: std
  duration: 5

vars:
  weather: a thin morning fog

scenes:
  - scene: EXT. HARBOUR - DAWN
    shots:
      - shot: quay
        prompt: A long stone quay at dawn, {{ weather }} over still water, one lamp still burning.
        camera: {pan: 3}
        fade_in: 1s

      # Begins with the last frame of the shot before: no cut is seen.
      - shot: wait
        first_frame: {last_frame_of: quay}
        prompt: A figure in a blue coat steps into the light of the lamp and looks out to sea.
        sound: on

      # Made to match the shot before.
      - shot: boat
        next_shot_of: wait
        prompt: Out of the fog comes a small red boat, its engine slow, its wake the only line on the water.
        transition: {dissolve: 1s}
        fade_out: 1s
"""

_IGNORE = """\
# What `storyboard` makes again from the storyboard, its lock and its store.
.storyboard/
*.mp4
!assets/**
"""

_WORKFLOW = """\
# Checks the storyboard on every push; renders it, as an animatic and for free, to look at.
name: film
on: [push, pull_request]
permissions:
  contents: read
jobs:
  film:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install storyboard
      - run: storyboard check film.yaml
      - run: storyboard render film.yaml --emulate -o film.mp4
      - uses: actions/upload-artifact@v4
        with: {name: film, path: film.mp4}
"""
