"""Bytes that no writer means: there are diagnostics, in under a second, at places that are in the text."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.diagnostics import Diagnostic, has_errors
from storyboard.expand.film import make_film
from storyboard.load.storyboard import load_bytes
from storyboard.report.diagnostic_text import format_diagnostics
from storyboard.source import NO_SPAN, Sources, split_span

EXAMPLES = Path(__file__).parents[2] / "examples"
STORYBOARDS = [
    (EXAMPLES / name / f"{name}.yaml").read_bytes()
    for name in ("tide", "slides", "lighthouse", "keeper")
    if (EXAMPLES / name / f"{name}.yaml").exists()
]
PIECES = [
    *(b"*a ", b"&a ", b"<<: ", b"{{ ", b" }}", b"{% ", b"<<<", b">>>", b"|\n", b">-\n", b"- ", b": ", b"? "),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b"\t",
        b"\r",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"---\n",
        b"...\n",
        b"'",
        b'"',
    ),
    *(
        "🐚".encode(),
        "\u2028".encode(),
        "\x85".encode(),
        b"\x1b[31m",
        b"1e999",
        b"\\u0000",
        b"../..",
        b"!!set ",
    ),
    *(b"shots", b"null", b"defaults", b"last_frame_of", b"%TAG ! x\n"),
]


def load_and_expand(data: bytes) -> tuple[Sources, tuple[Diagnostic, ...]]:
    sources = Sources()
    start = time.process_time()
    board, troubles = load_bytes(data, "film.yaml", sources, root=EXAMPLES / "lighthouse", name="film")
    if board is not None:
        _, found = make_film(board, sources)
        troubles = (*troubles, *found)
    assert time.process_time() - start < 1.5
    return sources, troubles


def check_places(sources: Sources, troubles: tuple[Diagnostic, ...]) -> None:
    for one in troubles:
        for span in (one.span, *(label.span for label in one.labels)):
            assert span != NO_SPAN
            file, start, end = split_span(span)
            assert 0 <= start <= end <= len(sources.files[file].text), one
        assert one.message
        assert "Error" not in one.message, one.message
    written = format_diagnostics(troubles, sources, colour=False)
    assert all(character.isprintable() or character == "\n" for character in written)


@st.composite
def spliced(draw: st.DrawFn) -> bytes:
    """A storyboard with pieces cut out, moved, repeated and put in."""
    data = draw(st.sampled_from(STORYBOARDS))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 60)))
        put = draw(st.sampled_from(PIECES) | st.just(data[begin : begin + 30]) | st.binary(max_size=4))
        data = data[:begin] + put + data[end:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(spliced())
def test_spoilt_storyboards(data: bytes) -> None:
    check_places(*load_and_expand(data))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_random_bytes(data: bytes) -> None:
    check_places(*load_and_expand(data))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (BOMB, "SB102", "aliases repeat more than"),
        ("a: &a " + "{b: " * 70 + "x" + "}" * 70, "SB102", "nested more than 64"),
        (
            "a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60,
            "SB102",
            "nested more than 64",
        ),
        ("x: " + "[" * 100_000, "SB102", "nested more than 64"),
        ("x: " + "{" * 100_000, "SB102", "nested more than 64"),
        ("- " * 100_000, "SB102", "nested more than 64"),
        ("shots:\n  - &a [*a]\n", "SB102", "inside its own anchor"),
        ("\x00", "SB101", "U+0000"),
        ("shots:\n  - 🐚 \x07\n", "SB101", "U+0007"),
        ("shots: [" + "A gull., " * 50_000, "SB101", "a value is missing"),
        ("shots: 5\n" * 20_000, "SB105", "stands twice"),
        ('shots: ["' + "x" * 500_000, "SB101", "ends inside quotes"),
    ],
    ids=lambda value: value[:16] if isinstance(value, str) else None,
)
def test_bombs(text: str, code: str, words: str) -> None:
    sources, troubles = load_and_expand(text.encode())
    assert [one for one in troubles if one.code == code and words in one.message], troubles[:3]
    assert has_errors(troubles)
    for one in troubles[:50]:
        check_places(sources, (one,))


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"shots:\n  - Caf\xe9\n", 2, 8),
        ("shots:\n  - 🐚".encode() + b"\xff\n", 2, 6),
        (b"\xff\xfes\x00h", 1, 2),
        (b"\xfe\xff\x00s\xd8\x00", 1, 2),
        (b"\xed\xa0\x80", 1, 1),
    ],
)
def test_bytes_that_are_no_text(data: bytes, line: int, column: int) -> None:
    sources, troubles = load_and_expand(data)
    place = sources.locate(troubles[0].span)
    assert (troubles[0].code, place.line, place.column) == ("SB103", line, column)
    check_places(sources, troubles)
