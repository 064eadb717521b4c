"""Placeholders and quoted lines in a prompt."""

import re
from collections.abc import Mapping

from storyboard.emulator.refusal import make_field_refusal

_PLACEHOLDER = re.compile(r"<<<([a-z]+)_(\d+)>>>")
_QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|\"([^\"]+)\"|(?<=[:：])\s*'([^']+)'|‘([^’]+)’")


def check_placeholders(prompt: str, counts: Mapping[str, int]) -> None:
    """Raises Refused when a placeholder points past its list; `counts` has the lists' lengths by kind."""
    for kind, number in _PLACEHOLDER.findall(prompt):
        if kind in counts and not 1 <= int(number) <= counts[kind]:
            raise make_field_refusal(
                "prompt",
                f"<<<{kind}_{number}>>> has nothing to point at: the request has {counts[kind]} of that kind",
            )


def has_placeholder(prompt: str, kind: str) -> bool:
    """Whether the prompt points at anything of that kind."""
    return any(found == kind for found, _ in _PLACEHOLDER.findall(prompt))


def make_caption(prompt: str, names: Mapping[str, str]) -> str:
    """The prompt as people read it: `names` by placeholder, as `element_1`; what has no name is left out."""
    return re.sub(
        r"[ \t]+",
        " ",
        _PLACEHOLDER.sub(lambda found: names.get(f"{found[1]}_{found[2]}", ""), prompt),
    ).strip()


def is_chinese(prompt: str) -> bool:
    """Whether a prompt is written in Chinese characters."""
    return re.search(r"[\u4e00-\u9fff]", prompt) is not None


def find_speech(prompt: str) -> tuple[str, ...]:
    """The quoted lines of a prompt, in order."""
    return tuple(next(line for line in lines if line) for lines in _QUOTED.findall(prompt))
