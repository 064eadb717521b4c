"""The board: a storyboard as it was written, before defaults, templates and references mean anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.model.output import Output
from storyboard.model.tree import Entry, Plain, Scalar
from storyboard.source import NO_SPAN, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A word with the place where it was typed."""

    text: str
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A character, animal or prop; either `id` in the provider's library, or pictures to make it from."""

    name: str
    span: Span
    id: Typed | None = None
    wire_name: Typed
    description: Typed
    frontal_image: Typed | None = None
    refer_images: tuple[Typed, ...] = ()
    tags: tuple[Typed, ...] = ()
    voice: Typed | None = None
    kind: str = ""
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice by the provider's id."""

    name: str
    span: Span
    id: Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaName:
    """A declared picture, video or sound (`kind` is `image`, `video` or `audio`)."""

    name: str
    span: Span
    kind: str
    target: Typed


Declaration = Element | Voice | MediaName


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A named style: words for the prompt and for the negative prompt."""

    add: str = ""
    negative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotEntry:
    """A shot as typed: its keys with their places; `damaged` when something in it was refused."""

    keys: Mapping[str, Entry]
    span: Span
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Shots under a slugline, with defaults and variables of their own."""

    heading: str
    span: Span
    shots: tuple[ShotEntry, ...]
    defaults: Mapping[str, Entry] = field(default_factory=dict)
    vars: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A whole storyboard: `root` is the project folder that no path may lead out of, `name` the file's stem."""

    root: Path
    name: str
    span: Span
    output: Output
    scenes: tuple[Scene, ...]
    title: str = ""
    logline: str = ""
    author: str = ""
    language: str = ""
    profile: Typed | None = None
    defaults: Mapping[str, Entry] = field(default_factory=dict)
    vars: Mapping[str, Plain] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    declarations: Mapping[str, Declaration] = field(default_factory=dict)
    macros: tuple[Scalar, ...] = ()
    """Jinja2 macros, the included files' first."""
