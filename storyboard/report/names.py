"""File names from titles."""

import re
import unicodedata

from storyboard.model.film import Film


def make_file_name(film: Film) -> str:
    """The title as a file's name, in any script: `the-light-on-skerry-rock`, `灯塔`; without one the storyboard's own."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", film.title.lower()))
    name = "-".join(words)[:80].strip("-")
    return name or film.name
