"""Reads a storyboard: bytes, text, tree, schema, includes, board, in this order, with every trouble on the way."""

import sys
from pathlib import Path

from storyboard.diagnostics import Diagnostic
from storyboard.errors import UsageError
from storyboard.load.board import make_board
from storyboard.load.decode import decode_text
from storyboard.load.includes import take_includes
from storyboard.load.schema import check_schema
from storyboard.load.yaml_tree import parse_tree
from storyboard.model.board import Board
from storyboard.model.tree import MapNode, Scalar
from storyboard.source import Sources, make_span


def load_board(file: Path | None, sources: Sources) -> tuple[Board | None, tuple[Diagnostic, ...]]:
    """The board of a storyboard file (None: standard input, with the current folder as its project)."""
    if file is None:
        return load_bytes(sys.stdin.buffer.read(), "<stdin>", sources, root=Path.cwd(), name="film")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"there is no file `{file}`", help="name a storyboard, or run `storyboard new`"
        ) from None
    except IsADirectoryError:
        raise UsageError(f"`{file}` is a folder", help="name the storyboard file in it") from None
    except OSError as error:
        raise UsageError(f"`{file}` cannot be read: {error.strerror}") from None
    root = file.resolve().parent
    return load_bytes(data, str(file), sources, root=root, name=file.stem)


def load_bytes(
    data: bytes, label: str, sources: Sources, *, root: Path, name: str
) -> tuple[Board | None, tuple[Diagnostic, ...]]:
    """The board in `data`, whose diagnostics name the file as `label`."""
    number, text, troubles = decode_text(data, label, sources)
    if troubles:
        return None, troubles
    tree, troubles = parse_tree(text, number)
    if tree is None and troubles:
        return None, troubles
    if tree is None or (isinstance(tree, Scalar) and tree.value is None):
        empty = Diagnostic(
            code="SB102",
            message="the storyboard is empty",
            span=make_span(number, 0, 0),
            help="begin with `shots:` and a list",
        )
        return None, (empty,)
    if not isinstance(tree, MapNode):
        message = "a storyboard is a mapping with `shots` or `scenes`"
        return None, (
            *troubles,
            Diagnostic(code="SB102", message=message, span=tree.span, help="begin with `shots:` and a list"),
        )
    refused = check_schema(tree)
    macros, taken = take_includes(tree, root, sources)
    board, rest = make_board(tree, root=root, name=name, macros=macros)
    return board, (*troubles, *refused, *taken, *rest)
