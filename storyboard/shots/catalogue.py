"""The sorts of shot, found in this folder: each module but this one has a `SORT`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from storyboard.model.sort import Sort

GENERATED = "generated"
"""The sort of a shot that has no other sort's marker."""


@cache
def list_sorts() -> tuple[Sort, ...]:
    """Every sort, by slug."""
    folder = import_module("storyboard.shots")
    names = sorted(module.name for module in iter_modules(folder.__path__) if module.name != "catalogue")
    return tuple(import_module(f"storyboard.shots.{name}").SORT for name in names)


@cache
def find_markers() -> dict[str, Sort]:
    """The sort that each marker key makes."""
    return {marker: sort for sort in list_sorts() for marker in sort.markers}


@cache
def find_sort(slug: str) -> Sort:
    """One sort by its slug."""
    return next(sort for sort in list_sorts() if sort.slug == slug)
