"""What README.md tells people to type is there to be typed."""

import re
import shlex
from pathlib import Path

import click
import pytest

from storyboard.cli.main import COMMANDS, group

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def find_lines() -> list[str]:
    """The `storyboard …` commands of all console blocks, and those in single backticks."""
    blocks = re.findall(r"^[ ]*```(?:console|sh|bash)\n(.*?)^[ ]*```", README, re.MULTILINE | re.DOTALL)
    typed = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    typed += re.findall(r"`(storyboard [^`]+)`", README)
    pieces = [piece.strip() for line in typed for piece in line.partition(" #")[0].split("&&")]
    return sorted({piece for piece in pieces if re.match(r"storyboard [a-z]", piece)})


def test_readme_shows_the_main_commands() -> None:
    shown = {line.split()[1] for line in find_lines()}
    assert {"render", "plan", "new"} <= shown <= set(COMMANDS)


@pytest.mark.parametrize("line", find_lines())
def test_a_line_is_a_command_with_its_options(line: str) -> None:
    _, name, *words = shlex.split(line)
    context = click.Context(group)
    command = group.get_command(context, name)
    assert command is not None
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    assert {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"} <= known


def test_options_that_readme_names_belong_to_render() -> None:
    render = group.get_command(click.Context(group), "render")
    assert render is not None
    known = {option for one in render.params for option in one.opts}
    named = set(re.findall(r"`(?:storyboard )?(?:render )?(--[a-z-]+)", README))
    assert named
    assert named <= known


def test_files_that_readme_points_to_are_there() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(targets) > 3
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_first_storyboard_is_the_one_in_examples() -> None:
    block = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert (ROOT / "examples/keeper/keeper.yaml").read_text(encoding="utf-8") == block.group(1)


def test_the_storyboard_on_the_front_page_is_the_example_that_its_picture_is_of() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert block == (ROOT / "examples/keeper/keeper.yaml").read_text(encoding="utf-8")
    assert block.count("\n") == 10
    assert (ROOT / "examples/keeper/frame.jpg").is_file()
