"""The rules, found in their folder: each module has a `CODE`, a docstring that is the manual page, and a `check`."""

import inspect
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from storyboard.check.rule import Rule


@cache
def list_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    folder = import_module("storyboard.check.rules")
    rules = []
    for found in iter_modules(folder.__path__):
        module = import_module(f"storyboard.check.rules.{found.name}")
        rules.append(
            Rule(
                code=module.CODE,
                slug=found.name,
                page=inspect.cleandoc(module.__doc__ or ""),
                check=getattr(module, "check", None),
            )
        )
    return tuple(sorted(rules, key=lambda rule: rule.code))
