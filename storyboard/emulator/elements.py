"""The elements an account has made, and a profile's presets: pictures that clips are drawn from."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from storyboard.emulator.accounts import Account
from storyboard.emulator.cards import draw_figure
from storyboard.emulator.shelf import Shelf

_PRESET_SIZE = (640, 640)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementPicture:
    """A picture of an element; `path` is None for an address that was not called."""

    path: Path | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A character or thing under an id that prompts can refer to."""

    id: int
    name: str
    description: str
    frontal: ElementPicture
    others: tuple[ElementPicture, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """An element that every account has."""

    id: int
    name: str
    description: str
    tags: tuple[str, ...]


class Deletion(Enum):
    """What became of the wish to delete an element."""

    DELETED = "deleted"
    ALREADY = "already"
    PRESET = "preset"
    UNKNOWN = "unknown"


class Keeping(Protocol):
    """Where elements are kept beyond the emulator's end."""

    def read(self) -> Iterator[tuple[str, Element]]:
        """Every element with its owner's name, oldest first."""
        ...

    def write(self, owner: str, element: Element) -> None:
        """Keep a new element."""
        ...

    def remove(self, element_id: int) -> None:
        """Forget an element."""
        ...


class ElementLibrary:
    """One profile's elements; the presets' pictures are drawn when first asked for."""

    def __init__(self, shelf: Shelf, presets: tuple[Preset, ...], keeping: Keeping) -> None:
        self._shelf = shelf
        self._keeping = keeping
        self._wanted = {preset.id: preset for preset in presets}
        self._presets: dict[int, Element] = {}
        self._custom = {(owner, element.id): element for owner, element in keeping.read()}
        self._deleted: set[tuple[str, int]] = set()

    def add(
        self,
        account: Account,
        *,
        name: str,
        description: str,
        frontal: ElementPicture,
        others: Iterable[ElementPicture],
        tags: Iterable[str],
    ) -> Element:
        """Keeps a new element of this account; its id is larger than a double can hold, as the reference's is."""
        element = Element(
            id=842_000_000_000_000_000 + secrets.randbelow(10**15),
            name=name,
            description=description,
            frontal=frontal,
            others=tuple(others),
            tags=tuple(tags),
        )
        self._keeping.write(account.name, element)
        self._custom[account.name, element.id] = element
        return element

    def list_custom(self, account: Account) -> list[Element]:
        """This account's elements, the newest first."""
        return [element for (owner, _), element in self._custom.items() if owner == account.name][::-1]

    def list_presets(self) -> list[Element]:
        """The presets, by id."""
        return [self._draw_preset(preset) for _, preset in sorted(self._wanted.items())]

    def find(self, account: Account, element_id: int) -> Element | None:
        """A preset or one of this account's elements."""
        if element_id in self._wanted:
            return self._draw_preset(self._wanted[element_id])
        return self._custom.get((account.name, element_id))

    def was_deleted(self, account: Account, element_id: int) -> bool:
        """Whether the account had this element once."""
        return (account.name, element_id) in self._deleted

    def delete(self, account: Account, element_id: int) -> Deletion:
        """Takes an element out of the account's list."""
        key = (account.name, element_id)
        if element_id in self._wanted:
            return Deletion.PRESET
        if key in self._deleted:
            return Deletion.ALREADY
        if self._custom.pop(key, None) is None:
            return Deletion.UNKNOWN
        self._keeping.remove(element_id)
        self._deleted.add(key)
        return Deletion.DELETED

    def _draw_preset(self, preset: Preset) -> Element:
        if preset.id not in self._presets:
            path = draw_figure(preset.name, _PRESET_SIZE, self._shelf.make_path(".png"))
            url = self._shelf.publish(path, f"{preset.id}.png")
            self._presets[preset.id] = Element(
                id=preset.id,
                name=preset.name,
                description=preset.description,
                frontal=ElementPicture(path=path, url=url),
                others=(ElementPicture(path=path, url=url),),
                tags=preset.tags,
            )
        return self._presets[preset.id]
