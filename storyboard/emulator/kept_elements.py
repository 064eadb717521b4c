"""Elements that outlive an emulator, as a provider's library outlives a day: a folder with their pictures and fields.

<profile>/<id>.json          name, description, tags, owner, and which pictures belong to it
<profile>/<id>-<n>.<ext>     its pictures
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from storyboard.emulator.elements import Element, ElementPicture
from storyboard.emulator.shelf import Shelf


class KeptElements:
    """One profile's part of a library folder; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, profile: str, shelf: Shelf) -> None:
        self._folder = folder / profile if folder is not None else None
        self._shelf = shelf

    def read(self) -> Iterator[tuple[str, Element]]:
        """Every element with its owner's name, oldest first; what cannot be read is passed over."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in sorted(self._folder.glob("*.json"), key=lambda one: (one.stat().st_mtime_ns, one.name)):
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                entry = json.loads(path.read_text(encoding="utf-8"))
                pictures = [self._read_picture(one) for one in entry["pictures"]]
                element = Element(
                    id=int(path.stem),
                    name=entry["name"],
                    description=entry["description"],
                    frontal=pictures[0],
                    others=tuple(pictures[1:]),
                    tags=tuple(entry["tags"]),
                )
                yield entry["owner"], element

    def _read_picture(self, entry: dict[str, str]) -> ElementPicture:
        if "file" not in entry:
            return ElementPicture(path=None, url=entry["url"])
        assert self._folder is not None
        path = self._folder / Path(entry["file"]).name
        path.stat()
        return ElementPicture(path=path, url=self._shelf.publish(path, path.name))

    def write(self, owner: str, element: Element) -> None:
        """Keep a new element; its fields are written last, so that half an element is none."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        pictures = []
        for number, picture in enumerate((element.frontal, *element.others)):
            if picture.path is None:
                pictures.append({"url": picture.url})
                continue
            name = f"{element.id}-{number}{picture.path.suffix}"
            shutil.copyfile(picture.path, self._folder / name)
            pictures.append({"file": name})
        entry = {
            "owner": owner,
            "name": element.name,
            "description": element.description,
            "tags": list(element.tags),
            "pictures": pictures,
        }
        temporary = self._folder / f"{element.id}.part"
        temporary.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        temporary.replace(self._folder / f"{element.id}.json")

    def remove(self, element_id: int) -> None:
        """Forget an element and its pictures."""
        if self._folder is not None:
            for path in (self._folder / f"{element_id}.json", *self._folder.glob(f"{element_id}-*")):
                path.unlink(missing_ok=True)
