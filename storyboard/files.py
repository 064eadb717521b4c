"""Finds the files that a storyboard names, and refuses every path that leads out of the project folder.

Storyboards come from strangers: a path is judged by what it resolves to, links included, before anything is opened.
"""

import re
from os import R_OK, access
from pathlib import Path

from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.model.film import Address, ProjectFile
from storyboard.source import Span

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)


def find_target(root: Path, text: str, span: Span) -> ProjectFile | Address | Diagnostic:
    """The file or address that `text` names, or why it may not be used."""
    text = text.strip()
    if _SCHEME.match(text) and not re.match(r"[A-Za-z]:[\\/]", text):
        if _ADDRESS.fullmatch(text):
            return Address(url=text, span=span)
        message = f"`{text}` is neither a path in the project nor an http(s) address"
        return Diagnostic(
            code="SB402", message=message, span=span, help="use a path below the storyboard's folder"
        )
    return find_file(root, text, span)


def find_file(root: Path, text: str, span: Span) -> ProjectFile | Diagnostic:
    """The file at a path relative to the project folder, or why it may not be used."""
    outside = Diagnostic(
        code="SB402",
        message=f"`{text}` leads out of the project folder",
        span=span,
        help="copy the file into the storyboard's folder, and name it from there",
    )
    if "\0" in text:
        return Diagnostic(code="SB402", message="a path cannot have a NUL character in it", span=span)
    if text.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", text):
        return outside
    try:
        resolved = (root / text).resolve()
        inside = resolved.is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a loop of links, a name too long
        return Diagnostic(code="SB401", message=f"`{text[:80]}` cannot be a file", span=span)
    if not inside:
        return outside
    try:
        if resolved.is_file():
            if not access(resolved, R_OK):
                return Diagnostic(
                    code="SB401",
                    message=f"the file `{text}` may not be read",
                    span=span,
                    help="change its permissions",
                )
            return ProjectFile(path=resolved, name=resolved.relative_to(root.resolve()).as_posix(), span=span)
        if resolved.is_dir():
            return Diagnostic(
                code="SB401", message=f"`{text}` is a folder", span=span, help="name a file in it"
            )
    except OSError:
        return Diagnostic(code="SB401", message=f"`{text[:80]}` cannot be a file", span=span)
    return Diagnostic(
        code="SB401",
        message=f"there is no file `{text}`",
        span=span,
        help=_suggest_file(resolved.parent, text),
    )


def _suggest_file(folder: Path, text: str) -> str:
    """The nearest name in the folder where the file should be."""
    try:
        names = [one.name for one in folder.iterdir()][:2000] if folder.is_dir() else []
    except OSError:
        names = []
    near = suggest_name(Path(text).name, names)
    if near.startswith("did you mean"):
        name = near.split("`")[1]
        return f"did you mean `{(Path(text).parent / name).as_posix()}`?"
    if not folder.is_dir():
        return f"there is no folder `{Path(text).parent.as_posix()}` either; paths start at the storyboard's folder"
    return "paths start at the storyboard's folder"
