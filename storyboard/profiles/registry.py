"""Finds profiles by name: the folders beside this file, and what other packages offer as entry points.

A profile's module is imported only when that profile is asked for, so that none drags in another.
"""

import difflib
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from storyboard.errors import UsageError
from storyboard.model.profile import Profile

GROUP = "storyboard.profiles"
"""Entry points of this group name a function without arguments that gives a Profile."""

_FOLDER = Path(__file__).parent


@cache
def list_profiles() -> tuple[str, ...]:
    """The names of all profiles, sorted; none is imported."""
    return tuple(sorted({*_list_folders(), *_list_offers()}))


@cache
def load_profile(name: str) -> Profile:
    """The profile of that name; raises UsageError when there is none."""
    if name in _list_folders():
        module = import_module(f"{__package__}.{name.replace('-', '_')}.dialect")
        return cast("Profile", module.make_profile())
    for offer in entry_points(group=GROUP):
        if offer.name == name:
            return cast("Profile", offer.load()())
    near = difflib.get_close_matches(name, list_profiles(), 1)
    known = ", ".join(f"`{one}`" for one in list_profiles())
    raise UsageError(
        f"there is no profile `{name}`", help=f"did you mean `{near[0]}`?" if near else f"there are {known}"
    )


@cache
def _list_folders() -> tuple[str, ...]:
    found = _FOLDER.glob("*/dialect.py")
    return tuple(sorted(path.parent.name.replace("_", "-") for path in found))


def _list_offers() -> tuple[str, ...]:
    return tuple(offer.name for offer in entry_points(group=GROUP))
