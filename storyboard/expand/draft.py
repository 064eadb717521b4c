"""A shot on its way from what was typed to what is meant: an overlay of keys, replaced pass by pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from storyboard.model.board import Board, Scene
from storyboard.model.tree import Entry, Plain, Scalar
from storyboard.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A shot between two passes.

    `number` counts from 1 through the film, `voices` are ids that dialogue uses; `values` are the variables that a
    repetition gives, and `suffix` is what it adds to the shot's id.
    """

    keys: Mapping[str, Entry]
    span: Span
    scene: Scene
    number: int
    id: str = ""
    damaged: bool = False
    voices: tuple[str, ...] = ()
    values: Mapping[str, Plain] = field(default_factory=dict)
    suffix: str = ""

    def with_keys(self, keys: Mapping[str, Entry]) -> "Draft":
        """The same draft with other keys."""
        return self._rewrite(keys, self.id)

    def with_id(self, name: str) -> "Draft":
        """The same draft under its name."""
        return self._rewrite(self.keys, name)

    def _rewrite(self, keys: Mapping[str, Entry], name: str) -> "Draft":
        """Every field by hand: `replace` takes four times as long, and every shot comes through here several times."""
        return Draft(
            keys=keys,
            span=self.span,
            scene=self.scene,
            number=self.number,
            id=name,
            damaged=self.damaged,
            voices=self.voices,
            values=self.values,
            suffix=self.suffix,
        )

    def find_text(self, key: str) -> str | None:
        """The text of a key, or None where it is not set."""
        entry = self.keys.get(key)
        return entry.node.text if entry is not None and isinstance(entry.node, Scalar) else None

    def replace_text(self, key: str, text: str) -> "Draft":
        """The same draft with another text under a key that it has; its place stays."""
        entry = self.keys[key]
        node = Scalar(text, text, entry.node.span)
        return replace(self, keys={**self.keys, key: Entry(entry.key, node, entry.origin)})

    def add_text(self, key: str, text: str, *, beside: Span) -> "Draft":
        """The same draft with a text under a key that it does not have, placed where its cause was typed."""
        return replace(self, keys={**self.keys, key: Entry(beside, Scalar(text, text, beside))})


def make_drafts(board: Board) -> tuple[Draft, ...]:
    """The shots of a board in the order of the film, as typed."""
    drafts: list[Draft] = []
    for scene in board.scenes:
        for entry in scene.shots:
            number = len(drafts) + 1
            drafts.append(
                Draft(keys=entry.keys, span=entry.span, scene=scene, number=number, damaged=entry.damaged)
            )
    return tuple(drafts)


def is_chinese(text: str) -> bool:
    """Whether a text is written in Chinese characters."""
    return any("一" <= character <= "鿿" for character in text)
