"""Names each shot: the id that was typed, else `shot-<place in the film>`."""

import re
from collections.abc import Container
from itertools import count

from storyboard.diagnostics import Diagnostic, Label
from storyboard.expand.draft import Draft
from storyboard.model.board import Board
from storyboard.source import Sources

_LONGEST = 64
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def name_shots(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts with ids; a second shot of the same name is refused and renamed, so that both are looked at.

    Repetitions of one shot whose values look alike are told apart by a number.
    """
    named: list[Draft] = []
    owners: dict[str, Draft] = {}
    diagnostics = []
    for draft in drafts:
        typed = draft.find_text("shot")
        name = typed or f"shot-{draft.number}"
        if draft.suffix and typed:
            name = f"{typed}-{draft.suffix}"[:_LONGEST]
        if (
            typed is not None and not draft.damaged and not _ID.fullmatch(typed)
        ):  # `-5`, `0x1F`: numbers to YAML
            diagnostics.append(
                Diagnostic(
                    code="SB106",
                    message=f"`shot` cannot be `{typed}`",
                    span=draft.keys["shot"].node.span,
                    help="lower-case letters, digits, `_` and `-`, at most 64",
                    shot=name,
                )
            )
        if name in owners and draft.suffix and owners[name].span == draft.span:
            name = _number_apart(name, owners)
        if name in owners:
            first = owners[name]
            span = draft.keys["shot"].node.span if "shot" in draft.keys else draft.span
            there = first.keys["shot"].node.span if "shot" in first.keys else first.span
            diagnostics.append(
                Diagnostic(
                    code="SB204",
                    message=f"two shots are called `{name}`",
                    span=span,
                    labels=(Label(span=there, message="the first one"),),
                    help="give each shot a name of its own",
                    shot=name,
                )
            )
            name = f"{name}.{draft.number}"
        draft = draft.with_id(name)
        owners[name] = draft
        named.append(draft)
    return tuple(named), tuple(diagnostics)


def _number_apart(name: str, taken: Container[str]) -> str:
    """The name with the first number behind it that is free."""
    return next(
        candidate
        for number in count(2)
        if (candidate := f"{name[: _LONGEST - 1 - len(str(number))]}-{number}") not in taken
    )
