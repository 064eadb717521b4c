"""Finds profiles by name: the folders beside this file, and what other packages offer as entry points.

A profile's module is imported only when that profile is asked for, so that none drags in another.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from storyboard.errors import UsageError
from storyboard.model.profile import Profile

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

    from storyboard.profiles.access import Access

GROUP = "storyboard.profiles"
"""Entry points of this group name a module with `make_profile()`, which gives a Profile, and `ACCESS`."""

_FOLDER = Path(__file__).parent


@cache
def list_profiles() -> tuple[str, ...]:
    """The names of all profiles, sorted; none is imported."""
    return tuple(sorted({*_list_folders(), *(offer.name for offer in _find_offers())}))


@cache
def load_profile(name: str) -> Profile:
    """The profile of that name; raises UsageError when there is none."""
    return cast("Profile", _load_module(name).make_profile())


def load_access(name: str) -> "Access":
    """What the profile of that name takes for credentials, and its address; raises UsageError when there is none."""
    return cast("Access", _load_module(name).ACCESS)


@cache
def _load_module(name: str) -> ModuleType | Any:
    """A module, or whatever an outsider offers in its place, with `make_profile` and `ACCESS`."""
    if name in _list_folders():
        return import_module(f"{__package__}.{name.replace('-', '_')}.dialect")
    for offer in _find_offers():
        if offer.name == name:
            return offer.load()
    import difflib

    near = difflib.get_close_matches(name, list_profiles(), 1)
    known = ", ".join(f"`{one}`" for one in list_profiles())
    raise UsageError(
        f"there is no profile `{name}`", help=f"did you mean `{near[0]}`?" if near else f"there are {known}"
    )


@cache
def _list_folders() -> tuple[str, ...]:
    found = _FOLDER.glob("*/dialect.py")
    return tuple(sorted(path.parent.name.replace("_", "-") for path in found))


def _find_offers() -> "EntryPoints":
    # Here, because most runs use a profile of ours, and this import is slower than all of them together.
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)
