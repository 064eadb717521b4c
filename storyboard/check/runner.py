"""Runs every rule over a film and gives all that they say."""

from storyboard.check.catalogue import list_rules
from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic


def check_film(subject: Subject) -> tuple[Diagnostic, ...]:
    """What the rules say against a film and its orders."""
    return tuple(
        diagnostic for rule in list_rules() if rule.check is not None for diagnostic in rule.check(subject)
    )
