"""Gives each shot the keys that it does not set: its scene's first, then the film's."""

from storyboard.diagnostics import Diagnostic
from storyboard.expand.draft import Draft
from storyboard.model.board import Board
from storyboard.model.tree import Entry
from storyboard.source import Sources


def apply_defaults(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts whose inherited entries carry, as `origin`, the place of the default."""
    layers = {}
    for scene in board.scenes:
        inherited = {**board.defaults, **scene.defaults}
        layers[id(scene)] = {key: Entry(entry.key, entry.node, entry.key) for key, entry in inherited.items()}
    if not any(layers.values()):
        return drafts, ()
    return tuple(draft.with_keys({**layers[id(draft.scene)], **draft.keys}) for draft in drafts), ()
