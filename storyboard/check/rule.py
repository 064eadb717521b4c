"""What a rule is, and what it looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storyboard.diagnostics import Diagnostic
from storyboard.model.film import Film
from storyboard.model.profile import Capabilities
from storyboard.model.routed import Routed


class PictureFacts(Protocol):
    """What a look at a picture or video file tells."""

    @property
    def kind(self) -> str: ...

    @property
    def format(self) -> str: ...

    @property
    def bytes(self) -> int: ...

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...


Probe = Callable[[Path], PictureFacts | str]
"""Looks at a media file: what it is, or in words why it is nothing usable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Everything that a rule may look at: the film, what its shots would order, and the profile's table."""

    film: Film
    routed: Mapping[str, Routed]
    capabilities: Capabilities
    probe: Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its code, its page (what is wrong, what is right), and its check.

    Rules that other stages apply while reading have a page here and no check.
    """

    code: str
    slug: str
    page: str
    check: Callable[[Subject], Iterator[Diagnostic]] | None
