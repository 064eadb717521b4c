"""Repeats a shot for each value of a list.

`for_each: {city: [Rome, Oslo]}` makes one shot for each city, with `{{ city }}` in its texts and the value as a suffix of its id;
several names make every combination, the last one turning fastest.
"""

import re
import unicodedata
from dataclasses import replace
from itertools import product

from storyboard.diagnostics import Diagnostic
from storyboard.expand.draft import Draft
from storyboard.model.board import Board
from storyboard.model.tree import MapNode, Plain, Scalar, SeqNode
from storyboard.source import Sources

MAX_REPEATS = 1_000
"""How many shots one `for_each` may make."""


def repeat_shots(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts with every repetition written out; each knows the values that it stands for."""
    if not any("for_each" in draft.keys for draft in drafts):
        return drafts, ()
    diagnostics: list[Diagnostic] = []
    repeated: list[Draft] = []
    for draft in drafts:
        repeated.extend(_repeat(draft, diagnostics) if "for_each" in draft.keys else (draft,))
    return tuple(replace(draft, number=place) for place, draft in enumerate(repeated, 1)), tuple(diagnostics)


def _repeat(draft: Draft, diagnostics: list[Diagnostic]) -> list[Draft]:
    node = draft.keys["for_each"].node
    keys = {key: entry for key, entry in draft.keys.items() if key != "for_each"}
    if not isinstance(node, MapNode):
        return [replace(draft, keys=keys)]
    lists: list[list[tuple[str, Plain, str]]] = []
    count = 1
    for name, entry in node.entries.items():
        if isinstance(entry.node, SeqNode):
            lists.append(
                [
                    (name, item.value, _make_suffix(item) or str(place))
                    for place, item in enumerate(entry.node.items, 1)
                ]
            )
            count *= len(lists[-1])
    if count > MAX_REPEATS:
        message = f"this repeats the shot {count:,} times, more than {MAX_REPEATS:,}"
        help = "shorten the lists; their lengths multiply"
        diagnostics.append(Diagnostic(code="SB208", message=message, span=node.span, help=help))
        return [replace(draft, keys=keys)]
    made = []
    for combination in product(*lists):
        suffix = "-".join(part for _, _, part in combination)
        values = {name: value for name, value, _ in combination}
        made.append(replace(draft, keys=keys, values={**draft.values, **values}, suffix=suffix))
    return made


def _make_suffix(node: object) -> str:
    """A value as part of an id: lower-cased, slugged; empty where nothing is left."""
    if not isinstance(node, Scalar):
        return ""
    text = unicodedata.normalize("NFKD", node.text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", text).strip("-")[:32]
