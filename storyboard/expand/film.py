"""The passes in their order, and the freeze at their end: a `Board` becomes a `Film`."""

from collections.abc import Callable
from dataclasses import replace

from storyboard.diagnostics import Diagnostic, has_errors
from storyboard.expand.conditions import drop_shots
from storyboard.expand.continuity import check_circles, check_still_frames
from storyboard.expand.defaults import apply_defaults
from storyboard.expand.dialogue import write_dialogue
from storyboard.expand.draft import Draft, make_drafts
from storyboard.expand.freeze import find_kinds, freeze_draft
from storyboard.expand.ids import name_shots
from storyboard.expand.instructions import write_instructions
from storyboard.expand.looks import apply_looks
from storyboard.expand.repeats import repeat_shots
from storyboard.expand.templates import render_templates
from storyboard.expand.unused import find_unused
from storyboard.files import find_target
from storyboard.model.board import Board, Element, MediaName, Typed, Voice
from storyboard.model.film import Address, Film, Picture, ProjectFile
from storyboard.source import Sources

Pass = Callable[[tuple[Draft, ...], Board, Sources], tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]]

PASSES: tuple[Pass, ...] = (
    apply_defaults,
    repeat_shots,
    name_shots,
    drop_shots,
    render_templates,
    write_dialogue,
    apply_looks,
    write_instructions,
)
"""Drafts in, drafts out, each with what it found wrong."""


def make_film(board: Board, sources: Sources) -> tuple[Film, tuple[Diagnostic, ...]]:
    """The film that a board means; shots whose payload was refused are missing from it."""
    diagnostics: list[Diagnostic] = []
    drafts = make_drafts(board)
    whole = bool(drafts) and not any(draft.damaged for draft in drafts)
    for run_pass in PASSES:
        drafts, found = run_pass(drafts, board, sources)
        diagnostics.extend(found)
    targets: dict[str, ProjectFile | Address | Diagnostic] = {}
    element_images = _find_declared_media(board, targets, diagnostics)
    kinds = find_kinds(board)
    places = {draft.id: draft.span for draft in drafts}
    shots = []
    for draft in drafts:
        shot, found = freeze_draft(draft, board, sources, places, targets, kinds)
        diagnostics.extend(found)
        if shot is not None:
            shots.append(shot)
    film = Film(
        root=board.root,
        name=board.name,
        title=board.title,
        span=board.span,
        output=board.output,
        shots=tuple(shots),
        elements={name: one for name, one in board.declarations.items() if isinstance(one, Element)},
        element_images=element_images,
        voices={name: one for name, one in board.declarations.items() if isinstance(one, Voice)},
        metadata=tuple(
            (key, value)
            for key, value in (("title", board.title), ("artist", board.author), ("comment", board.logline))
            if value
        ),
        language=board.language,
    )
    diagnostics.extend(check_circles(film.shots))
    diagnostics.extend(check_still_frames(film.shots))
    if whole and not has_errors(diagnostics):  # else what was refused may have been the use
        diagnostics.extend(find_unused(film))
    return film, tuple(diagnostics)


def _find_declared_media(
    board: Board, targets: dict[str, ProjectFile | Address | Diagnostic], diagnostics: list[Diagnostic]
) -> dict[str, tuple[Picture, ...]]:
    """Looks up every declared path once, so that a bad one is said at its declaration; gives the elements' pictures."""
    element_images: dict[str, tuple[Picture, ...]] = {}

    def find(typed: Typed) -> ProjectFile | Address | None:
        found = targets.get(typed.text)
        if found is None:
            found = targets[typed.text] = find_target(board.root, typed.text, typed.span)
        if isinstance(found, Diagnostic):
            if typed.text:
                diagnostics.append(replace(found, span=typed.span))
            return None
        return found

    targets[""] = Diagnostic(code="SB106", message="refused while loading", span=board.span)  # never shown
    for declared in board.declarations.values():
        if isinstance(declared, MediaName):
            find(declared.target)
        elif isinstance(declared, Element):
            pictures = [declared.frontal_image, *declared.refer_images]
            found = [find(typed) for typed in pictures if typed is not None]
            element_images[declared.name] = tuple(one for one in found if one is not None)
    return element_images
