"""Takes included files in: a series bible of elements, voices, media, looks, macros, variables and defaults.

The tree of a storyboard gets the entries of its includes, each with its place in its own file. A storyboard's own
variables, looks and defaults win over included ones, a later include over an earlier one; a name of the shared
namespace that stands twice is an error that names both places.
"""

from dataclasses import dataclass, field
from pathlib import Path

from storyboard.diagnostics import Diagnostic, Label
from storyboard.files import find_file
from storyboard.load.decode import decode_text
from storyboard.load.schema import check_schema
from storyboard.load.yaml_tree import parse_tree
from storyboard.model.tree import Entry, MapNode, Scalar, SeqNode
from storyboard.source import Sources, Span

MAX_FILES = 100
"""How many files may be included in all."""

_SHARED = ("elements", "images", "videos", "audio", "voices")
_OVERRIDDEN = ("vars", "looks", "defaults")


def take_includes(
    tree: MapNode, root: Path, sources: Sources
) -> tuple[tuple[Scalar, ...], tuple[Diagnostic, ...]]:
    """Merges what a checked tree includes into it; gives the macros of all files, the included ones first."""
    reader = _Reader(root=root, sources=sources)
    for included in reader.read_all(tree):
        _merge(tree, included, reader.diagnostics)
    own = _find_macros(tree)
    return (*reader.macros, *((own,) if own else ())), tuple(reader.diagnostics)


def _find_macros(tree: MapNode) -> Scalar | None:
    entry = tree.entries.get("macros")
    if entry is None or not isinstance(entry.node, Scalar):
        return None
    return entry.node


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads includes, and theirs, each file once."""

    root: Path
    sources: Sources
    macros: list[Scalar] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)

    def read_all(self, tree: MapNode) -> list[MapNode]:
        """The trees that a tree includes, the last one first, since the later one wins."""
        entry = tree.entries.get("include")
        trees: list[MapNode] = []
        for item in entry.node.items if entry is not None and isinstance(entry.node, SeqNode) else ():
            if isinstance(item, Scalar):
                trees = [*self.read(item.text, item.span), *trees]
        return trees

    def read(self, text: str, span: Span) -> list[MapNode]:
        """One included file and what it includes; what is wrong with it is said, and it is left out."""
        found = find_file(self.root, text, span)
        if isinstance(found, Diagnostic):
            self.diagnostics.append(found)
            return []
        if found.path in self.seen:
            return []
        self.seen.add(found.path)
        if len(self.seen) > MAX_FILES:
            message = f"more than {MAX_FILES} files are included"
            self.diagnostics.append(Diagnostic(code="SB102", message=message, span=span))
            return []
        try:
            data = found.path.read_bytes()
        except OSError as error:
            message = f"`{text}` cannot be read: {error.strerror}"
            self.diagnostics.append(Diagnostic(code="SB401", message=message, span=span))
            return []
        number, content, troubles = decode_text(data, found.name, self.sources)
        self.diagnostics.extend(troubles)
        if troubles:
            return []
        tree, troubles = parse_tree(content, number)
        self.diagnostics.extend(troubles)
        if tree is None or (isinstance(tree, Scalar) and tree.value is None):
            return []
        if not isinstance(tree, MapNode):
            message = "an included file is a mapping, such as `elements:` with its entries"
            label = Label(span=span, message="included here")
            self.diagnostics.append(
                Diagnostic(code="SB102", message=message, span=tree.span, labels=(label,))
            )
            return []
        self.diagnostics.extend(check_schema(tree, included=True))
        macros = _find_macros(tree)
        inner = self.read_all(tree)
        if macros is not None:
            self.macros.append(macros)
        return [tree, *inner]


def _merge(tree: MapNode, included: MapNode, diagnostics: list[Diagnostic]) -> None:
    for table in (*_SHARED, *_OVERRIDDEN):
        entry = included.entries.get(table)
        if entry is None or not isinstance(entry.node, MapNode):
            continue
        own = tree.entries.get(table)
        if own is None or not isinstance(own.node, MapNode):
            own = tree.entries[table] = Entry(entry.key, MapNode({}, {}, entry.node.span))
        target = own.node
        assert isinstance(target, MapNode)
        target.damaged = target.damaged or entry.node.damaged
        for name, one in entry.node.entries.items():
            if name not in target.entries:
                target.entries[name] = one
                target.value[name] = one.node.value
            elif table in _SHARED and target.entries[name].node is not one.node:
                diagnostics.append(
                    Diagnostic(
                        code="SB201",
                        message=f"the name `{name}` is declared twice",
                        span=target.entries[name].key,
                        labels=(Label(span=one.key, message="here too"),),
                        help="rename one of them",
                    )
                )
