"""Case files: storyboards as a writer types them, beside what the compiler must make of them.

A case file is a YAML list. A case has a `name`, a `storyboard`, and what comes out of it in words: `says` (every
diagnostic, in order, with its labels and help), or `makes` (what an expansion pass, a sort of shot or a plan gives).
`files` are made beside the storyboard: `800x600` a picture of that size, `film` a second of video, `text: …` these
words, `900 bytes` so many zeros, `folder`, `-> target` a link. `profile` and `encoding` are what they say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any

import av
import pytest
import yaml
from PIL import Image

from storyboard.compilation import Compiled, compile_storyboard
from storyboard.diagnostics import Diagnostic
from storyboard.report.diagnostic_text import sort_diagnostics
from storyboard.source import Sources, Span
from storyboard.workspace import hash_file

NAME = "film.yaml"


@dataclass(slots=True)
class Case:
    """One case, and the file that it stands in."""

    path: Path
    name: str
    storyboard: str
    files: dict[str, str] = field(default_factory=dict)
    profile: str | None = None
    encoding: str = "utf-8"
    says: str | None = None
    makes: str | None = None

    def compile(self, folder: Path) -> Compiled:
        """The storyboard, compiled in a folder with its files."""
        for name, what in self.files.items():
            make_file(folder / name, what)
        file = folder / NAME
        file.write_bytes(self.storyboard.encode(self.encoding))
        return compile_storyboard(file, profile_name=self.profile, digest=hash_file)


@cache
def _read_case_file(path: Path) -> tuple[Case, ...]:
    cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(Case(path=path, **case) for case in cases)


def read_cases(folder: Path) -> list[Case]:
    """The cases of every file in a folder, in the order of the files and of the cases in them."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _read_case_file(path)]


def list_cases(folder: Path) -> list[Any]:
    """The cases of a folder as parameters of a test."""
    return [pytest.param(case, id=f"{case.path.stem}: {case.name}") for case in read_cases(folder)]


def make_file(path: Path, what: str) -> None:
    """A small file of the sort that `what` says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "folder":
        path.mkdir()
    elif what.startswith("-> "):
        path.symlink_to(what.removeprefix("-> "))
    elif what.startswith("text: "):
        path.write_text(what.removeprefix("text: "), encoding="utf-8")
    elif what.startswith("film"):
        make_film(path, int(what.removeprefix("film") or 8))
    elif what.endswith(" bytes"):
        path.write_bytes(bytes(int(what.removesuffix(" bytes"))))
    else:
        width, height = (int(side) for side in what.split("x"))
        colour = sum(path.name.encode()) % 256  # pictures of different names differ
        Image.new("RGB", (width, height), (colour, 96, 128)).save(path)


def make_film(path: Path, frames: int) -> None:
    """A little video, 320x180 at 8 frames a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8, options={"threads": "1", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(frames):
            picture = Image.new("RGB", (320, 180), (16 * number, 96, 128))
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())


def write_diagnostics(diagnostics: tuple[Diagnostic, ...], sources: Sources) -> str:
    """Each as `line:col CODE message`, then its labels and its help, indented; another file than the first is named."""
    lines: list[str] = []

    def write_place(span: Span) -> str:
        place = sources.locate(span)
        first = sources.files[0].name if sources.files else place.path
        return f"{'' if place.path == first else f'{place.path}:'}{place.line}:{place.column}"

    for one in sort_diagnostics(diagnostics):
        lines.append(f"{write_place(one.span)} {one.code} {one.message}")
        lines.extend(f"  {write_place(label.span)} {label.message}" for label in one.labels)
        if one.help:
            lines.append(f"  help: {one.help}")
    return "".join(f"{line}\n" for line in lines)


def compare(case: Case, key: str, found: str, *, update: bool) -> None:
    """Insist that the case's `says` or `makes` is what was found; with `update`, write it down instead."""
    expected = getattr(case, key)
    if update and expected != found:
        setattr(case, key, found)
        case.path.write_text(
            "\n".join(_write_case(one) for one in _read_case_file(case.path)), encoding="utf-8"
        )
        return
    assert found == expected


def _write_case(case: Case) -> str:
    return "".join(_write_fields(case))


def _write_fields(case: Case) -> Iterator[str]:
    yield f"- name: {case.name}\n"
    if case.files:
        yield "  files:\n"
        for name, what in case.files.items():
            yield (
                f"    {name}: {_quote(what)}\n"
                if "\n" not in what
                else f"    {name}: |\n{indent(what, ' ' * 6)}"
            )
    if case.profile is not None:
        yield f"  profile: {case.profile}\n"
    if case.encoding != "utf-8":
        yield f"  encoding: {case.encoding}\n"
    for key in ("storyboard", "says", "makes"):
        text = getattr(case, key)
        if text is not None:
            yield f"  {key}: {_write_block(text)}"


def _quote(text: str) -> str:
    return text if text.replace("x", "").isalnum() or text.endswith(" bytes") else f'"{text}"'


def _write_block(text: str) -> str:
    """A literal block where YAML can hold the text in one; else a quoted line."""
    plain = all(one.isprintable() or one in "\n\t\u3000" for one in text)
    if (
        not text
        or not plain
        or not text.endswith("\n")
        or text.startswith((" ", "\n", "\t"))
        or "\n\n\n" in text
    ):
        return yaml.dump(text, Dumper=yaml.CSafeDumper, allow_unicode=True, default_style='"', width=10_000)
    return "|\n" + "".join(f"    {line}\n" if line else "\n" for line in text[:-1].split("\n"))
