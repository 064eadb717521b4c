"""Finds the data files that ship with the package.

A wheel carries `schemas/` inside the package; a checkout has it beside the package. Look inside first, then beside.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def schemas_folder() -> Path:
    """The folder that holds the JSON Schemas (`storyboard-1.schema.json`, `api/<profile>/…`)."""
    inside = _PACKAGE / "schemas"
    return inside if inside.is_dir() else _PACKAGE.parent / "schemas"


def read_schema(name: str) -> bytes:
    """The bytes of one schema, by its path below the schemas folder (`api/gateway/omni.json`)."""
    return (schemas_folder() / name).read_bytes()
