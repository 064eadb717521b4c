"""The schema decides and explains: every key and value that may not stand, at its place, and taken out of the tree.

jsonschema-rs says in microseconds whether anything is wrong. Only then does jsonschema go over the document again,
and its errors are put into a writer's words. What is refused is cut out of the tree, so that one run goes on to
report what is wrong with the rest, and a misspelt key does not also complain about what it would have said.
"""

import json
from collections.abc import Iterator
from functools import cache

import jsonschema_rs

from storyboard.diagnostics import Diagnostic, Fix, Label, Severity, suggest_name
from storyboard.model.tree import MapNode, Node, Plain, Scalar, SeqNode
from storyboard.resources import read_schema
from storyboard.source import Span

SCHEMA = "storyboard.schema.json"

_Path = tuple[str | int, ...]
_TYPE_WORDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}


@cache
def load_schema() -> dict[str, Plain]:
    """The JSON Schema of the language, read once."""
    schema: dict[str, Plain] = json.loads(read_schema(SCHEMA))
    return schema


@cache
def _fast_validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(load_schema())


def check_schema(tree: MapNode) -> tuple[Diagnostic, ...]:
    """What the schema says against the tree; refused parts are cut out of it."""
    if _fast_validator().is_valid(tree.value):
        return ()
    from jsonschema import Draft202012Validator  # slow to import, and only needed to explain
    from jsonschema.exceptions import ValidationError

    def descend(error: ValidationError) -> Iterator[ValidationError]:
        """The errors inside the branch that the writer meant, where there was a choice of branches."""
        if error.validator not in {"anyOf", "oneOf"} or not error.context:
            yield error
            return
        branches: dict[int, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(int(inner.schema_path[0]), []).append(inner)
        meant = [
            errors for errors in branches.values() if not any(_is_type_error_at(one, error) for one in errors)
        ]
        if len(meant) > 1:
            meant.sort(key=lambda errors: (_count_unknown(errors), len(errors)))
        if not meant:
            yield error
            return
        for inner in meant[0]:
            yield from descend(inner)

    def _is_type_error_at(inner: ValidationError, outer: ValidationError) -> bool:
        return inner.validator == "type" and list(inner.absolute_path) == list(outer.absolute_path)

    def _count_unknown(errors: list[ValidationError]) -> int:
        return sum(one.validator == "additionalProperties" for one in errors)

    found: list[tuple[_Path, ValidationError]] = []
    for top in Draft202012Validator(load_schema()).iter_errors(tree.value):
        for error in descend(top):
            found.append((tuple(error.absolute_path), error))
    diagnostics: list[Diagnostic] = []
    for path, error in found:
        diagnostics.extend(
            _explain(tree, path, error.validator, error.validator_value, error.instance, error.schema)
        )
    for path, error in sorted(found, key=lambda one: len(one[0]), reverse=True):
        _cut_out(tree, path, error.validator, error.schema)
    return tuple(diagnostics)


def _find(tree: Node, path: _Path) -> Node:
    node = tree
    for step in path:
        if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step].node
        elif isinstance(node, SeqNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def _find_key(tree: Node, path: _Path) -> Span:
    parent = _find(tree, path[:-1])
    if isinstance(parent, MapNode) and path and isinstance(path[-1], str) and path[-1] in parent.entries:
        return parent.entries[path[-1]].key
    return parent.span


def _name(path: _Path) -> str:
    words = [str(step) for step in path if isinstance(step, str)]
    return words[-1] if words else "storyboard"


def _explain(
    tree: MapNode, path: _Path, validator: object, wanted: object, instance: object, schema: object
) -> Iterator[Diagnostic]:
    node = _find(tree, path)
    rule = schema if isinstance(schema, dict) else {}
    name = _name(path)
    if validator == "additionalProperties" and isinstance(node, MapNode):
        yield from _explain_unknown_keys(node, rule, path)
    elif validator == "propertyNames" or (validator in {"pattern", "maxLength"} and "propertyNames" in rule):
        yield Diagnostic(
            code="SB106", message=f"`{name}` has a name in it that may not be used", span=node.span
        )
    elif validator == "required" and isinstance(node, MapNode):
        missing = [key for key in (wanted if isinstance(wanted, list) else []) if key not in node.entries]
        for key in missing:
            yield Diagnostic(
                code="SB107",
                message=f"`{name}` needs the key `{key}`",
                span=_first_word(node, _find_key(tree, path)),
                help=_describe(rule, key),
            )
    elif not path and validator == "oneOf":
        yield _explain_shots_or_scenes(tree)
    else:
        yield Diagnostic(
            code="SB106",
            message=_say_value(name, node, validator, wanted, instance, path),
            span=node.span,
            help=_help_value(validator, wanted, instance, rule),
        )


def _first_word(node: MapNode, fallback: Span) -> Span:
    return next(iter(node.entries.values())).key if node.entries else fallback


def _explain_shots_or_scenes(tree: MapNode) -> Diagnostic:
    if "shots" in tree.entries and "scenes" in tree.entries:
        return Diagnostic(
            code="SB203",
            message="`shots` and `scenes` exclude each other at the top of a storyboard",
            span=tree.entries["scenes"].key,
            labels=(Label(span=tree.entries["shots"].key, message="the other one"),),
            help="put the shots into a scene of their own",
        )
    return Diagnostic(
        code="SB107",
        message="the storyboard has neither `shots` nor `scenes`",
        span=_first_word(tree, tree.span),
        help="add `shots:` with a list; a shot may be a bare line of text",
        severity=Severity.ERROR,
    )


def _explain_unknown_keys(node: MapNode, rule: dict[str, object], path: _Path) -> Iterator[Diagnostic]:
    properties = rule.get("properties")
    known = list(properties) if isinstance(properties, dict) else []
    for key, entry in node.entries.items():
        if key in known:
            continue
        help = suggest_name(key, [one for one in known if one not in node.entries] or known)
        fix = None
        if help.startswith("did you mean"):
            fix = Fix(span=entry.key, text=help.split("`")[1])
        where = f" in `{_name(path)}`" if any(isinstance(step, str) for step in path) else ""
        yield Diagnostic(
            code="SB104", message=f"unknown key `{key}`{where}", span=entry.key, help=help, fix=fix
        )


def _say_value(
    name: str,
    node: Node,
    validator: object,
    wanted: object,
    instance: object,
    path: _Path,
) -> str:
    of = f"an entry of `{name}`" if path and isinstance(path[-1], int) else f"`{name}`"
    shown = f"`{_clip(node.text)}`" if isinstance(node, Scalar) and node.text else _say_kind(instance)
    match validator:
        case "type" | "anyOf" | "oneOf":
            return f"{of} cannot be {shown}"
        case "enum":
            return f"{of} cannot be {shown}"
        case "minimum":
            return f"{of} is {shown}, less than {wanted}"
        case "maximum":
            return f"{of} is {shown}, more than {wanted}"
        case "minItems" | "minProperties":
            return f"{of} is empty"
        case "maxProperties":
            return f"{of} has more than one key, and takes one"
        case "minLength":
            return f"{of} is empty"
        case "maxLength":
            return f"{of} is longer than {wanted} characters"
    return f"{of} cannot be {shown}"


def _clip(text: str) -> str:
    line = text.replace("\n", " ").strip()
    return line if len(line) <= 40 else line[:39] + "…"


def _say_kind(instance: object) -> str:
    match instance:
        case None:
            return "empty"
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return f"`{_clip(str(instance))}`"


def _help_value(validator: object, wanted: object, instance: object, rule: dict[str, object]) -> str:
    if validator == "enum" and isinstance(wanted, list):
        words = [one for one in wanted if isinstance(one, str)] or [str(one) for one in wanted]
        near = suggest_name(str(instance), words)
        return (
            near if near.startswith("did you mean") else "one of " + ", ".join(f"`{word}`" for word in words)
        )
    description = rule.get("description")
    if isinstance(description, str):
        return description[0].lower() + description[1:].rstrip(".")
    if validator == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return "expected " + " or ".join(_TYPE_WORDS.get(str(kind), str(kind)) for kind in kinds)
    return ""


def _describe(rule: dict[str, object], key: str) -> str:
    properties = rule.get("properties")
    known = properties.get(key) if isinstance(properties, dict) else None
    description = known.get("description") if isinstance(known, dict) else None
    return (
        f"`{key}`: {description[0].lower()}{description[1:].rstrip('.')}"
        if isinstance(description, str)
        else ""
    )


def _cut_out(tree: MapNode, path: _Path, validator: object, schema: object) -> None:
    """Take what was refused out of the tree, and mark what held it as damaged."""
    node = _find(tree, path)
    if validator == "additionalProperties" and isinstance(node, MapNode) and isinstance(schema, dict):
        for key in [key for key in node.entries if key not in schema.get("properties", {})]:
            del node.entries[key]
        node.damaged = True
    elif validator in {"required", "minProperties"} and isinstance(node, MapNode):
        node.damaged = True
    elif path:
        parent = _find(tree, path[:-1])
        last = path[-1]
        if isinstance(parent, MapNode) and isinstance(last, str):
            parent.entries.pop(last, None)
            parent.damaged = True
        elif isinstance(parent, SeqNode) and isinstance(last, int) and last < len(parent.items):
            parent.items[last] = MapNode({}, {}, parent.items[last].span, damaged=True)
