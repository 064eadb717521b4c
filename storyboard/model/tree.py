"""A YAML document as a tree: every key and value with the characters that it was typed with.

Each node also carries its plain value (`None`, `bool`, `int`, `float`, `str`, `list`, `dict`), so that a schema
validator can look at the whole at once.
"""

from dataclasses import dataclass, field

from storyboard.source import NO_SPAN, Span

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""A document as a schema validator sees it."""


@dataclass(slots=True)
class Scalar:
    """One word: as it was typed (`text`) and as YAML 1.2's core schema reads it (`value`)."""

    text: str
    value: bool | int | float | str | None
    span: Span = NO_SPAN
    style: str = ""


@dataclass(slots=True)
class Entry:
    """A key of a mapping with its value; `origin` is the place of the default it came from, if it did."""

    key: Span
    node: "Node"
    origin: Span | None = None


@dataclass(slots=True)
class MapNode:
    """A mapping in its order; `damaged` says that something in it was refused and left out."""

    entries: dict[str, Entry]
    value: dict[str, Plain]
    span: Span = NO_SPAN
    damaged: bool = False


@dataclass(slots=True)
class SeqNode:
    """A sequence."""

    items: list["Node"]
    value: list[Plain] = field(default_factory=list)
    span: Span = NO_SPAN


Node = Scalar | MapNode | SeqNode
