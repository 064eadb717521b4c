"""Reads a profile's capability table, strictly: every key is known, no key is missing, every value has its type.

The table's grammar is the records of `storyboard.model.profile` themselves, so that neither can drift from the
other. YAML scalars are read as they were typed and only then by the field they go to: `16:9` stays a ratio.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml

from storyboard.errors import DiskError
from storyboard.model.profile import Capabilities

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = ("", "null", "~")
_SHAPES = {"dict": "map", "list": "list", "str": "word"}


class TableError(ValueError):
    """A table that says something it should not: a mistake of whoever wrote the profile, not of a film's writer."""


class _Loader(_Base):  # type: ignore[misc]  # either of PyYAML's two base loaders
    """PyYAML without guesses, and without keys that silently win over their doubles."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if key.value in seen:
                raise TableError(f"line {key.start_mark.line + 1}: `{key.value}` stands there twice")
            seen.add(key.value)
        mapping: dict[str, Any] = super().construct_mapping(node, deep=deep)
        return mapping


@cache
def load_capabilities(path: Path) -> Capabilities:
    """The table in a file; raises TableError that names file and key, DiskError where there is no file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DiskError(
            f"`{path}` cannot be read: {error.strerror}", help="install storyboard anew"
        ) from error
    return parse_capabilities(text, path.name)


def parse_capabilities(text: str, name: str) -> Capabilities:
    """The table in a text; `name` is what errors call it."""
    try:
        node = yaml.load(text, _Loader)  # noqa: S506 (a base loader makes nothing but strings)
        table = _read(Capabilities, node, "")
    except yaml.YAMLError as error:
        raise TableError(f"{name}: {error}") from error
    except TableError as error:
        raise TableError(f"{name}: {error}") from error
    assert isinstance(table, Capabilities)
    return table


def _read(kind: Any, node: Any, where: str) -> Any:
    """A node as a value of `kind`; `where` is its path in the table, for errors."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read_union(arguments, node, where)
    if origin is tuple:
        return _read_tuple(arguments, node, where)
    if origin is Mapping:
        return {
            _read(arguments[0], key, where): _read(arguments[1], value, _join(where, key))
            for key, value in _expect(dict, node, where).items()
        }
    if is_dataclass(kind):
        return _read_record(kind, node, where)
    return _read_scalar(kind, _expect(str, node, where), where)


def _read_record(kind: Any, node: Any, where: str) -> Any:
    hints = _hints(kind)
    entries = _expect(dict, node, where)
    for key in entries:
        if key not in hints:
            raise TableError(f"unknown key `{_join(where, key)}`")
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    for key in needed:
        if key not in entries:
            raise TableError(f"missing key `{_join(where, key)}`")
    return kind(**{key: _read(hints[key], value, _join(where, key)) for key, value in entries.items()})


def _read_union(kinds: tuple[Any, ...], node: Any, where: str) -> Any:
    """The one alternative that has the node's shape: nothing, a list, or a word."""
    if node in _NOTHING and NoneType in kinds:
        return None
    wants_tuple = isinstance(node, list)
    fitting = [kind for kind in kinds if kind is not NoneType and (get_origin(kind) is tuple) is wants_tuple]
    if not fitting:
        raise TableError(f"`{where}` has the wrong shape")
    return _read(fitting[0], node, where)


def _read_tuple(kinds: tuple[Any, ...], node: Any, where: str) -> tuple[Any, ...]:
    items = _expect(list, node, where)
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], item, f"{where}[{at}]") for at, item in enumerate(items))
    if len(items) != len(kinds):
        raise TableError(f"`{where}` takes {len(kinds)} values, not {len(items)}")
    return tuple(_read(kind, item, where) for kind, item in zip(kinds, items, strict=True))


def _read_scalar(kind: Any, text: str, where: str) -> Any:
    try:
        if kind is bool:
            return {"true": True, "false": False}[text]
        if kind in (str, int, float, Fraction, Decimal) or issubclass(kind, Enum):
            return kind(text)
    except (ValueError, KeyError, InvalidOperation, ZeroDivisionError):
        raise TableError(f"`{where}`: `{text}` is no {kind.__name__.lower()}") from None
    raise TypeError(f"no way to read a {kind}")


def _expect(shape: type, node: Any, where: str) -> Any:
    if not isinstance(node, shape):
        raise TableError(f"`{where or 'the table'}` should be a {_SHAPES[shape.__name__]}")
    return node


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
