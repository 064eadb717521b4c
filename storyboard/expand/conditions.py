"""Drops the shots whose condition is false: `when: "{{ act == 2 }}"`."""

from dataclasses import replace

from storyboard.diagnostics import Diagnostic
from storyboard.expand.draft import Draft
from storyboard.expand.templates import make_scope, render_condition
from storyboard.model.board import Board
from storyboard.model.tree import Scalar
from storyboard.source import Sources

_FALSE = frozenset({"", "false", "no", "off", "none", "0", "null", "[]", "{}"})


def drop_shots(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts without those whose `when`, rendered, is false; nothing else of a dropped shot is looked at."""
    if not any("when" in draft.keys for draft in drafts):
        return drafts, ()
    diagnostics: list[Diagnostic] = []
    kept = []
    for draft in drafts:
        entry = draft.keys.get("when")
        if entry is not None and isinstance(entry.node, Scalar):
            text = render_condition(entry.node, make_scope(board, draft), sources, draft.id, diagnostics)
            if text is not None and not is_true(text):
                continue
            draft = replace(draft, keys={key: one for key, one in draft.keys.items() if key != "when"})
        kept.append(draft)
    return tuple(replace(draft, number=place) for place, draft in enumerate(kept, 1)), tuple(diagnostics)


def is_true(text: str) -> bool:
    """Whether a rendered condition holds: everything does but empty, `false`, `no`, `off`, `none` and `0`."""
    return text.strip().lower() not in _FALSE
