"""Adds the words of a shot's look to its prompt and to its negative prompt."""

from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.expand.draft import Draft, is_chinese
from storyboard.model.board import Board
from storyboard.source import Sources

_JOINTS = {"prompt": (" ", ""), "negative_prompt": (", ", ",")}
"""What stands between the writer's words and the look's, after other scripts and after Chinese."""

_FULL_WIDTH = frozenset("。,!?;:、”’)》…")
_CUT_ONLY = frozenset({"file", "still"})


def apply_looks(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts with the look's words at the end of their prompts; footage and stills have no prompt to add to."""
    made = []
    diagnostics = []
    for draft in drafts:
        name = draft.find_text("look")
        if name is not None and not _CUT_ONLY & draft.keys.keys():
            entry = draft.keys["look"]
            look = board.looks.get(name)
            if look is None:
                help = suggest_name(name, board.looks) or "declare it under `looks`"
                message = f"no look is called `{name}`"
                diagnostics.append(
                    Diagnostic(code="SB202", message=message, span=entry.node.span, help=help, shot=draft.id)
                )
            else:
                draft = _add(draft, "prompt", look.add)
                draft = _add(draft, "negative_prompt", look.negative)
        made.append(draft)
    return tuple(made), tuple(diagnostics)


def _add(draft: Draft, key: str, words: str) -> Draft:
    if not words:
        return draft
    before = draft.find_text(key)
    if before is None:
        return (
            draft.add_text(key, words, beside=draft.keys["look"].key) if key == "negative_prompt" else draft
        )
    before = before.rstrip()
    joint = _JOINTS[key][is_chinese(before[-1:]) or before[-1:] in _FULL_WIDTH]
    return draft.replace_text(key, f"{before}{joint}{words}" if before else words)
