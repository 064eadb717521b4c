"""What a sort of shot says of itself, and what it is given to read itself from; `shots/` has one file for each."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from storyboard.model.film import Body, Picture, ProjectFile, Video
from storyboard.source import Span


class Reading(Protocol):
    """A shot's keys, typed; what is wrong with a value is said there, and the value is then None."""

    def has(self, key: str) -> bool:
        """Whether the key is set, typed or inherited."""
        ...

    def read_word(self, key: str) -> str | None:
        """A scalar's text."""
        ...

    def read_switch(self, key: str) -> bool | None:
        """`on` or `off`."""
        ...

    def read_picture(self, key: str) -> Picture | None:
        """A picture or a frame of another shot."""
        ...

    def read_video(self, key: str) -> Video | None:
        """A video or another shot's clip."""
        ...

    def read_file(self, key: str, kind: str) -> ProjectFile | None:
        """A file in the project, by a declared name of that kind (`image`, `video`) or by its path."""
        ...

    def read_shot(self, key: str) -> str | None:
        """The id of another shot that exists."""
        ...

    def read_seconds(self, key: str) -> Fraction | None:
        """A duration."""
        ...

    def find_place(self, key: str) -> Span:
        """Where the key's value was typed."""
        ...


CUT_KEYS = frozenset(
    {"shot", "trim", "volume", "transition", "fade_in", "fade_out", "caption", "notes", "tags"}
)
"""Keys that every sort of shot takes: they concern its name and its place in the cut."""

ORDER_KEYS = frozenset({"prompt", "model", "mode", "extra", "look", "dialogue"})
"""Keys that every shot takes that is ordered from a provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of shot.

    `markers` are the keys that make a shot of this sort; `accepts` the further keys that it takes. `make_body` reads
    the payload, or gives None where something in it was refused.
    """

    slug: str
    what: str
    markers: tuple[str, ...]
    accepts: frozenset[str]
    make_body: Callable[[Reading], Body | None]
