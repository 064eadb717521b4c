"""The schema decides: every key and value that may not stand is found, explained, and taken out of the tree.

jsonschema-rs says in microseconds whether anything is wrong. Only then does jsonschema go over the document again,
and its errors are put into a writer's words (`refusal.py`). What is refused is cut out of the tree, so that one run
goes on to report what is wrong with the rest, and a misspelt key does not also complain about what it would have said.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import jsonschema_rs

from storyboard.diagnostics import Diagnostic
from storyboard.load.refusal import Refusal, explain_refusal, find_node
from storyboard.model.tree import MapNode, Plain, Scalar, SeqNode
from storyboard.resources import read_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

SCHEMA = "storyboard.schema.json"
INCLUDABLE = frozenset(
    {
        "defaults",
        "elements",
        "images",
        "include",
        "looks",
        "macros",
        "storyboard",
        "vars",
        "videos",
        "audio",
        "voices",
    }
)
"""What an included file may have."""
TABLES = frozenset({"elements", "images", "videos", "audio", "voices", "looks"})
"""The tables whose names the rest of the storyboard uses; a refused entry keeps its name."""


@cache
def load_schema() -> dict[str, Plain]:
    """The JSON Schema of the language, read once."""
    schema: dict[str, Plain] = json.loads(read_schema(SCHEMA))
    return schema


@cache
def load_include_schema() -> dict[str, Plain]:
    """The same for an included file, which tells no film of its own."""
    schema = dict(load_schema())
    properties = schema["properties"]
    assert isinstance(properties, dict)
    schema["properties"] = {name: rule for name, rule in properties.items() if name in INCLUDABLE}
    del schema["oneOf"]
    return schema


@cache
def _make_fast_validator(*, included: bool) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(load_include_schema() if included else load_schema())


def check_schema(tree: MapNode, *, included: bool = False) -> tuple[Diagnostic, ...]:
    """What the schema says against the tree of a storyboard or an included file; refused parts are cut out of it."""
    if _make_fast_validator(included=included).is_valid(tree.value):
        return ()
    from jsonschema import Draft202012Validator  # slow to import, and only needed to explain

    refusals = [
        _make_refusal(error)
        for top in Draft202012Validator(load_include_schema() if included else load_schema()).iter_errors(
            tree.value
        )
        for error in _descend(top)
    ]
    diagnostics = [one for refusal in refusals for one in explain_refusal(tree, refusal)]
    for refusal in sorted(refusals, key=lambda one: len(one.path), reverse=True):
        _cut_out(tree, refusal)
    return tuple(diagnostics)


def _make_refusal(error: "ValidationError") -> Refusal:
    steps = list(error.absolute_schema_path)
    return Refusal(
        path=tuple(error.absolute_path),
        validator="propertyNames" if "propertyNames" in steps[-2:] else str(error.validator),
        wanted=error.validator_value,
        instance=error.instance,
        rule=error.schema if isinstance(error.schema, dict) else {},
    )


def _descend(error: "ValidationError") -> Iterator["ValidationError"]:
    """The errors inside the branch that the writer meant, where there was a choice of branches."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [
        errors for errors in branches.values() if not any(_is_of_another_kind(one, error) for one in errors)
    ]
    if not meant or not error.absolute_path:
        yield error
        return
    for inner in min(meant, key=lambda errors: (_count_unknown(errors), len(errors))):
        yield from _descend(inner)


def _is_of_another_kind(inner: "ValidationError", outer: "ValidationError") -> bool:
    """Whether a branch is for another kind of value: a word where the writer has a mapping, or a foreign word."""
    return inner.validator in {"type", "enum"} and list(inner.absolute_path) == list(outer.absolute_path)


def _count_unknown(errors: list["ValidationError"]) -> int:
    return sum(one.validator == "additionalProperties" for one in errors)


def _cut_out(tree: MapNode, refusal: Refusal) -> None:
    """Take what was refused out of the tree, and mark all that held it as damaged."""
    path, node = refusal.path, find_node(tree, refusal.path)
    for depth in range(len(path) + 1):
        holder = find_node(tree, path[:depth])
        if isinstance(holder, MapNode):
            holder.damaged = True
    if refusal.validator == "additionalProperties" and isinstance(node, MapNode):
        for key in refusal.list_unknown(node):
            node.entries.pop(key, None)
        return
    if refusal.validator == "propertyNames" and isinstance(node, MapNode):
        node.entries.pop(str(refusal.instance), None)
        return
    if refusal.validator in {"required", "minProperties"} or not path:
        return
    parent, last = find_node(tree, path[:-1]), path[-1]
    blank = MapNode({}, {}, node.span, damaged=True)
    if isinstance(parent, MapNode) and isinstance(last, str) and last in parent.entries:
        if len(path) == 2 and path[0] in TABLES:
            parent.entries[last].node = blank
        elif last != "shot" or not isinstance(
            node, Scalar
        ):  # an id that is off is still what others call it by
            del parent.entries[last]
    elif isinstance(parent, SeqNode) and isinstance(last, int) and last < len(parent.items):
        parent.items[last] = blank
