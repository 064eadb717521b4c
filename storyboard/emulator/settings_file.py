"""Reads the small YAML or JSON files that set an emulator up; errors name the file and the key."""

from pathlib import Path
from typing import Any

import yaml


class SettingsReader:
    """One mapping out of a settings file, read key by key; `where` is its place in the file, as `faults[2]`."""

    def __init__(self, path: Path, where: str, mapping: object, known: tuple[str, ...]) -> None:
        self._path = path
        self._where = where
        if not isinstance(mapping, dict):
            raise ValueError(f"{path}: {where or 'the file'} must be a mapping")
        self._mapping: dict[str, Any] = mapping
        for key in mapping:
            if key not in known:
                raise self.error(str(key), f"is not known; the keys are {', '.join(known)}")

    def error(self, key: str, message: str) -> ValueError:
        """The error about one key, with the file's name."""
        return ValueError(f"{self._path}: {self._where}{'.' if self._where else ''}{key} {message}")

    def text(self, key: str, default: str | None = None) -> str | None:
        """A string, or None."""
        value = self._mapping.get(key, default)
        if value is not None and not isinstance(value, str):
            raise self.error(key, f"must be text, not {value!r}")
        return value

    def required_text(self, key: str) -> str:
        """A string that must be there."""
        value = self.text(key)
        if not value:
            raise self.error(key, "is missing")
        return value

    def choice(self, key: str, options: tuple[str, ...], default: str | None = None) -> str | None:
        """One word out of a closed list."""
        value = self.text(key, default)
        if value is not None and value not in options:
            raise self.error(key, f"must be one of {', '.join(options)}, not {value!r}")
        return value

    def count(self, key: str, default: int | None = None) -> int | None:
        """A whole number of at least one."""
        value = self._mapping.get(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise self.error(key, f"must be a whole number of at least 1, not {value!r}")
        return value

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number of at least nought."""
        value = self._mapping.get(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise self.error(key, f"must be a number of at least 0, not {value!r}")
        return value

    def has(self, key: str) -> bool:
        """Whether the key was written."""
        return key in self._mapping

    def is_word(self, key: str, word: str) -> bool:
        """Whether the key holds just that word, for keys that otherwise hold a number."""
        return bool(self._mapping.get(key) == word)

    def rows(self, key: str, known: tuple[str, ...]) -> tuple["SettingsReader", ...]:
        """The mappings of a list."""
        value = self._mapping.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, "must be a list")
        prefix = f"{self._where}.{key}" if self._where else key
        return tuple(SettingsReader(self._path, f"{prefix}[{i}]", row, known) for i, row in enumerate(value))


def read_settings(path: Path, known: tuple[str, ...]) -> SettingsReader:
    """The top mapping of a YAML or JSON file (JSON is YAML); raises ValueError naming the file."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: is not YAML or JSON: {error}") from error
    return SettingsReader(path, "", {} if document is None else document, known)
