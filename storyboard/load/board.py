"""A checked tree becomes a `Board`: records instead of keys, each with its place."""

from pathlib import Path

from storyboard.diagnostics import Diagnostic, Label
from storyboard.load.output import read_output
from storyboard.model.board import (
    Board,
    Declaration,
    Element,
    Look,
    MediaName,
    Scene,
    ShotEntry,
    Typed,
    Voice,
)
from storyboard.model.tree import Entry, MapNode, Node, Plain, Scalar, SeqNode

NAMESPACES = ("elements", "images", "videos", "audio", "voices")
"""The tables whose names share one namespace."""

_MEDIA_KINDS = {"images": "image", "videos": "video", "audio": "audio"}


def make_board(
    tree: MapNode, *, root: Path, name: str, macros: tuple[Scalar, ...] = ()
) -> tuple[Board, tuple[Diagnostic, ...]]:
    """The board of a tree that the schema has passed (refused parts cut out), and what else is wrong with it."""
    diagnostics: list[Diagnostic] = []
    declarations = _read_declarations(tree, diagnostics)
    output = read_output(_find_map(tree, "output"), diagnostics)
    board = Board(
        root=root,
        name=name,
        span=tree.span,
        title=_text(tree, "title"),
        logline=_text(tree, "logline"),
        author=_text(tree, "author"),
        language=_text(tree, "language"),
        profile=_typed(tree, "profile"),
        output=output,
        defaults=_entries(tree, "defaults"),
        vars=_read_vars(tree),
        looks=_read_looks(tree),
        macros=macros,
        declarations=declarations,
        scenes=_read_scenes(tree),
    )
    return board, tuple(diagnostics)


def _find_map(tree: MapNode, key: str) -> MapNode:
    entry = tree.entries.get(key)
    return entry.node if entry and isinstance(entry.node, MapNode) else MapNode({}, {}, tree.span)


def _read_vars(tree: MapNode) -> dict[str, Plain]:
    return {name: entry.node.value for name, entry in _entries(tree, "vars").items()}


def _entries(tree: MapNode, key: str) -> dict[str, Entry]:
    return _find_map(tree, key).entries


def _typed(tree: MapNode, key: str) -> Typed | None:
    entry = tree.entries.get(key)
    if entry is None or not isinstance(entry.node, Scalar):
        return None
    return Typed(text=entry.node.text, span=entry.node.span)


def _text(tree: MapNode, key: str) -> str:
    typed = _typed(tree, key)
    return typed.text.strip() if typed else ""


def _typed_list(tree: MapNode, key: str) -> tuple[Typed, ...]:
    entry = tree.entries.get(key)
    if entry is None or not isinstance(entry.node, SeqNode):
        return ()
    return tuple(
        Typed(text=item.text, span=item.span) for item in entry.node.items if isinstance(item, Scalar)
    )


def _read_looks(tree: MapNode) -> dict[str, Look]:
    looks = {}
    for name, entry in _entries(tree, "looks").items():
        if isinstance(entry.node, MapNode):
            looks[name] = Look(add=_text(entry.node, "add"), negative=_text(entry.node, "negative"))
    return looks


def _read_declarations(tree: MapNode, diagnostics: list[Diagnostic]) -> dict[str, Declaration]:
    declarations: dict[str, Declaration] = {}
    for table in NAMESPACES:
        for name, entry in _entries(tree, table).items():
            if name in declarations:
                diagnostics.append(
                    Diagnostic(
                        code="SB201",
                        message=f"the name `{name}` is declared twice; {', '.join(f'`{one}`' for one in NAMESPACES[:-1])}"
                        f" and `{NAMESPACES[-1]}` share their names",
                        span=entry.key,
                        labels=(Label(span=declarations[name].span, message="first here"),),
                        help="rename one of them",
                    )
                )
                continue
            declaration = _read_declaration(table, name, entry)
            if declaration is not None:
                declarations[name] = declaration
    return declarations


def _read_declaration(table: str, name: str, entry: Entry) -> Declaration | None:
    node: Node = entry.node
    if table in _MEDIA_KINDS:
        target = Typed(text=node.text if isinstance(node, Scalar) else "", span=node.span)  # "": refused
        return MediaName(name=name, span=entry.key, kind=_MEDIA_KINDS[table], target=target)
    if table == "voices":
        if isinstance(node, Scalar):
            return Voice(name=name, span=entry.key, id=Typed(text=node.text, span=node.span))
        typed = _typed(node, "id") if isinstance(node, MapNode) else None
        return Voice(name=name, span=entry.key, id=typed or Typed(text=name, span=entry.key))
    if not isinstance(node, MapNode):
        return None
    return Element(
        name=name,
        span=entry.key,
        id=_typed(node, "id"),
        wire_name=_typed(node, "name") or Typed(text=name, span=entry.key),
        description=_typed(node, "description") or Typed(text="", span=entry.key),
        frontal_image=_typed(node, "frontal_image"),
        refer_images=_typed_list(node, "refer_images"),
        tags=_typed_list(node, "tags"),
        voice=_typed(node, "voice"),
        kind=_text(node, "kind"),
        damaged=node.damaged,
    )


def _read_scenes(tree: MapNode) -> tuple[Scene, ...]:
    damaged = _find_map(tree, "defaults").damaged
    if "shots" in tree.entries:
        entry = tree.entries["shots"]
        return (Scene(heading="", span=entry.key, shots=_read_shots(entry.node, damaged=damaged)),)
    scenes = []
    listed = tree.entries.get("scenes")
    for node in listed.node.items if listed and isinstance(listed.node, SeqNode) else ():
        if isinstance(node, MapNode) and "shots" in node.entries:
            own = _find_map(node, "defaults").damaged
            scenes.append(
                Scene(
                    heading=_text(node, "scene"),
                    span=node.span,
                    shots=_read_shots(node.entries["shots"].node, damaged=damaged or own),
                    defaults=_entries(node, "defaults"),
                    vars=_read_vars(node),
                )
            )
    return tuple(scenes)


def _read_shots(node: Node, *, damaged: bool) -> tuple[ShotEntry, ...]:
    """The shots of a list; with `damaged` defaults every shot may lack something."""
    shots = []
    for item in node.items if isinstance(node, SeqNode) else ():
        if isinstance(item, MapNode):
            shots.append(ShotEntry(keys=item.entries, span=item.span, damaged=item.damaged or damaged))
        elif isinstance(item, Scalar):
            keys = {"prompt": Entry(item.span, item)}
            shots.append(ShotEntry(keys=keys, span=item.span, damaged=damaged))
    return tuple(shots)
