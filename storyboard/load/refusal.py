"""What the schema refuses, in a writer's words and at its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from storyboard.diagnostics import Diagnostic, Fix, Label, suggest_name
from storyboard.model.tree import MapNode, Node, Scalar, SeqNode
from storyboard.source import Span

Path = tuple[str | int, ...]
"""Keys and places in lists that lead to a value."""

_TYPE_WORDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}
_ITEMS = {"shots": "a shot", "scenes": "a scene", "dialogue": "a line of `dialogue`"}
_ENTRIES = {"elements": "the element", "looks": "the look", "voices": "the voice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One thing that may not stand: where, by which keyword of the schema, and what that keyword wants."""

    path: Path
    validator: str
    wanted: object
    instance: object
    rule: dict[str, object]

    @property
    def known(self) -> list[str]:
        """The keys that the schema knows there."""
        properties = self.rule.get("properties")
        return list(properties) if isinstance(properties, dict) else []

    def list_unknown(self, node: MapNode) -> list[str]:
        """The keys of a mapping that the schema does not know there."""
        known = set(self.known)
        return [key for key in node.entries if key not in known]


def find_node(tree: Node, path: Path) -> Node:
    """The node that a path leads to, or the last one on the way."""
    node = tree
    for step in path:
        if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step].node
        elif isinstance(node, SeqNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def explain_refusal(tree: MapNode, refusal: Refusal) -> Iterator[Diagnostic]:
    """The diagnostics of one refusal; none for a key that is only missing since it was misspelt."""
    node = find_node(tree, refusal.path)
    if refusal.validator == "additionalProperties" and isinstance(node, MapNode):
        yield from _explain_unknown_keys(node, refusal)
    elif refusal.validator == "propertyNames" and isinstance(node, MapNode):
        yield _explain_name(node, refusal)
    elif refusal.validator == "required" and isinstance(node, MapNode):
        yield from _explain_missing_keys(tree, node, refusal)
    elif not refusal.path:
        yield from _explain_shots_or_scenes(tree, refusal)
    else:
        message = _say_value(_name(refusal.path), node, refusal)
        yield Diagnostic(code="SB106", message=message, span=node.span, help=_help_value(refusal))


def _name(path: Path) -> str:
    """What a writer calls the value at a path."""
    last = path[-1] if path else None
    holder = path[-2] if len(path) > 1 else None
    if isinstance(last, int):
        return _ITEMS.get(str(holder), f"an entry of `{holder}`")
    if len(path) == 2 and holder in _ENTRIES:
        return f"{_ENTRIES[str(holder)]} `{last}`"
    return f"`{last}`" if path else "the storyboard"


def _explain_name(node: MapNode, refusal: Refusal) -> Diagnostic:
    name = str(refusal.instance)
    variable = refusal.path[-1:] == ("vars",)
    allowed = (
        "letters, digits and `_`, no digit first"
        if variable
        else "no blanks and none of `<>{}[]|`, at most 64"
    )
    span = node.entries[name].key if name in node.entries else node.span
    return Diagnostic(
        code="SB106",
        message=f"`{_clip(name)}` cannot be a name in {_name(refusal.path)}",
        span=span,
        help=allowed,
    )


def _explain_unknown_keys(node: MapNode, refusal: Refusal) -> Iterator[Diagnostic]:
    known = refusal.known
    for key in refusal.list_unknown(node):
        span = node.entries[key].key
        help = suggest_name(key, [one for one in known if one not in node.entries] or known)
        fix = None
        if help.startswith("did you mean"):
            fix = Fix(span=span, text=help.split("`")[1])
        elif _name(refusal.path) == "a shot":
            help = "what only the API knows goes under `extra`; " + help
        where = f" in {_name(refusal.path)}" if refusal.path else ""
        message = f"unknown key `{_clip(key)}`{where}"
        yield Diagnostic(code="SB104", message=message, span=span, help=help, fix=fix)


def _explain_missing_keys(tree: MapNode, node: MapNode, refusal: Refusal) -> Iterator[Diagnostic]:
    wanted = refusal.wanted if isinstance(refusal.wanted, list) else []
    for key in wanted:
        if key in node.entries or _is_misspelt(key, node, refusal):
            continue
        span = next(iter(node.entries.values())).key if node.entries else _find_key(tree, refusal.path)
        yield Diagnostic(
            code="SB107",
            message=f"{_name(refusal.path)} needs the key `{key}`",
            span=span,
            help=_describe(refusal, key),
        )


def _is_misspelt(key: str, node: MapNode, refusal: Refusal) -> bool:
    """Whether a key that nobody knows stands where `key` was meant."""
    return bool(get_close_matches(key, refusal.list_unknown(node), n=1, cutoff=0.6))


def _find_key(tree: Node, path: Path) -> Span:
    parent = find_node(tree, path[:-1])
    if isinstance(parent, MapNode) and path and isinstance(path[-1], str) and path[-1] in parent.entries:
        return parent.entries[path[-1]].key
    return find_node(tree, path).span


def _explain_shots_or_scenes(tree: MapNode, refusal: Refusal) -> Iterator[Diagnostic]:
    if "shots" in tree.entries and "scenes" in tree.entries:
        yield Diagnostic(
            code="SB203",
            message="`shots` and `scenes` exclude each other at the top of a storyboard",
            span=tree.entries["scenes"].key,
            labels=(Label(span=tree.entries["shots"].key, message="the other one"),),
            help="put the shots into a scene of their own",
        )
    elif not any(_is_misspelt(key, tree, refusal) for key in ("shots", "scenes")):
        yield Diagnostic(
            code="SB107",
            message="the storyboard has neither `shots` nor `scenes`",
            span=next(iter(tree.entries.values())).key if tree.entries else tree.span,
            help="add `shots:` with a list; a shot may be a bare line of text",
        )


def _say_value(of: str, node: Node, refusal: Refusal) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    shown = f"`{_clip(text)}`" if text else _say_kind(refusal.instance)
    match refusal.validator:
        case "minimum":
            return f"{of} is {shown}, less than {refusal.wanted}"
        case "maximum":
            return f"{of} is {shown}, more than {refusal.wanted}"
        case "minItems" | "minProperties" | "minLength":
            return f"{of} is empty"
        case "maxProperties":
            return f"{of} has more than one key, and takes one"
        case "maxLength":
            return f"{of} is longer than {refusal.wanted} characters"
    return f"{of} is empty" if refusal.instance is None and not text else f"{of} cannot be {shown}"


def _clip(text: str) -> str:
    line = text.replace("\n", " ").strip()
    return line if len(line) <= 40 else line[:39] + "…"


def _say_kind(instance: object) -> str:
    if isinstance(instance, dict):
        return "a mapping"
    return "a list" if isinstance(instance, list) else f"`{_clip(str(instance))}`"


def _help_value(refusal: Refusal) -> str:
    wanted = refusal.wanted
    if refusal.validator == "enum" and isinstance(wanted, list):
        words = [one for one in wanted if isinstance(one, str)] or [str(one) for one in wanted]
        near = suggest_name(str(refusal.instance), words)
        return (
            near if near.startswith("did you mean") else "one of " + ", ".join(f"`{word}`" for word in words)
        )
    if refusal.validator == "minProperties" and refusal.known:
        words = refusal.known[:8]
        return (
            "it takes " + ", ".join(f"`{word}`" for word in words) + (", …" if len(refusal.known) > 8 else "")
        )
    description = refusal.rule.get("description")
    expected = ""
    if refusal.validator == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        expected = "expected " + " or ".join(_TYPE_WORDS.get(str(kind), str(kind)) for kind in kinds)
    if isinstance(description, str):
        return (
            f"{expected}: {_shorten(description)}" if wanted in ("array", "object") else _shorten(description)
        )
    return expected


def _shorten(description: str) -> str:
    """A description's first sentence, as a help line."""
    return (description[0].lower() + description[1:]).split(". ")[0].rstrip(".")


def _describe(refusal: Refusal, key: str) -> str:
    properties = refusal.rule.get("properties")
    known = properties.get(key) if isinstance(properties, dict) else None
    description = known.get("description") if isinstance(known, dict) else None
    return f"`{key}`: {_shorten(description)}" if isinstance(description, str) else ""
