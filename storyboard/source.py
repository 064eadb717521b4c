"""Where a thing was typed: packed spans, and the files that turn them back into lines and columns.

A `Span` is one integer (file, start, end), since a large storyboard has a hundred thousand of them and most are
never looked at: offsets count characters, and lines and columns are worked out only when somebody asks.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NewType

Span = NewType("Span", int)
"""A half-open stretch of characters in one source file, packed: 12 bits of file, 26 of start, 26 of length."""

NO_SPAN = Span(-1)
"""The place of a thing that nobody typed."""

_LINE_END = re.compile(r"\r\n?|\n")
_BITS = 26
_MASK = (1 << _BITS) - 1


def make_span(file: int, start: int, end: int) -> Span:
    """The span of characters `start` to `end` (half-open) in file number `file`."""
    return Span((file << 2 * _BITS) | (start << _BITS) | (end - start if end > start else 0))


def split_span(span: Span) -> tuple[int, int, int]:
    """File number, start and end (half-open) of a span."""
    start = (span >> _BITS) & _MASK
    return span >> 2 * _BITS, start, start + (span & _MASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span as people read it: path, and lines and columns that count from 1 (the end column is past the last character)."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One text as it was read, with its name as the user would type it."""

    name: str
    text: str
    line_starts: list[int] = field(default_factory=list, repr=False)

    def find_line(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character offset."""
        if not self.line_starts:
            self.line_starts.append(0)
            self.line_starts.extend(match.end() for match in _LINE_END.finditer(self.text))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def read_line(self, line: int) -> str:
        """The text of a line (from 1), without its end; empty past the end of the file."""
        self.find_line(0)
        if not 1 <= line <= len(self.line_starts):
            return ""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(slots=True)
class Sources:
    """The files of one compilation, by number; the only growing thing here, and only while loading."""

    files: list[SourceFile] = field(default_factory=list)

    def add(self, name: str, text: str) -> int:
        """Take a file in and give it its number."""
        self.files.append(SourceFile(name, text))
        return len(self.files) - 1

    def locate(self, span: Span) -> Place:
        """The place of a span; a thing that nobody typed stands at the head of the first file."""
        if span == NO_SPAN or not self.files:
            name = self.files[0].name if self.files else ""
            return Place(path=name, line=1, column=1, end_line=1, end_column=1)
        file, start, end = split_span(span)
        source = self.files[file]
        line, column = source.find_line(start)
        end_line, end_column = source.find_line(end)
        return Place(path=source.name, line=line, column=column, end_line=end_line, end_column=end_column)

    def read(self, span: Span) -> str:
        """The characters that a span covers."""
        if span == NO_SPAN:
            return ""
        file, start, end = split_span(span)
        return self.files[file].text[start:end]
