"""Diagnostics as people read them: excerpt, caret, labels, help, and nothing that a terminal would act on."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from storyboard.diagnostics import Diagnostic, Label, Severity
from storyboard.report.diagnostic_text import format_diagnostic, format_diagnostics
from storyboard.source import NO_SPAN, Sources, Span, make_span
from tests.report.golden import compare_golden

GOLDEN = Path(__file__).parent / "diagnostic_text"


@dataclass(frozen=True, slots=True)
class Picture:
    """A text with the words that are wrong in it, and those that labels stand at."""

    name: str
    text: str
    words: str
    labels: tuple[tuple[str, str], ...] = ()
    message: str = "something is wrong here"
    help: str = "write it in another way"
    end: str = ""

    def find(self, words: str) -> Span:
        at = self.text.index(words)
        return make_span(0, at, at + len(words))


LONG = "prompt: " + "a gull over the reef, " * 20 + "a WRONG word, " + "and more gulls, " * 20
PICTURES = [
    Picture("one_line", "title: Tide\nshots:\n  - promt: A gull.\n", "promt"),
    Picture("tabs_before", "shots:\n\t- {prompt: x,\tcamera: up}\n", "up"),
    Picture("chinese_before", "title: 灯塔看守人,promt: 海鸥\n", "promt"),
    Picture("chinese_marked", "title: 灯塔看守人\n", "看守人"),
    Picture("ideographic_space", "title: 灯\u3000塔 x\n", "塔"),
    Picture("emoji_and_combining", "title: 🐚 e\u0301te\u0301 wrong\n", "wrong"),
    Picture("no_break_space", "title: a\xa0b wrong\n", "wrong"),
    Picture("long_line", f"shots:\n  - {LONG}\n", "WRONG"),
    Picture("long_line_at_its_head", f"WRONG {LONG}\n", "WRONG"),
    Picture("long_line_at_its_end", f"{LONG} LAST\n", "LAST"),
    Picture("long_chinese_line", "prompt: " + "海鸥掠过礁石," * 20 + "错" + "浪花拍岸," * 20 + "\n", "错"),
    Picture(
        "several_lines",
        "shots:\n  - prompt: >-\n      A gull\n      over the reef.\n",
        ">-\n      A gull\n      over the reef.",
    ),
    Picture(
        "label_on_the_line",
        "shots:\n  - {file: a.mp4, still: b.png}\n",
        "still",
        (("file", "the other one"),),
    ),
    Picture(
        "label_behind_on_the_line",
        "shots:\n  - {file: a.mp4, still: b.png}\n",
        "file",
        (("still", "the other one"),),
    ),
    Picture(
        "label_on_the_line_before",
        "shots:\n  - file: a.mp4\n    still: b.png\n",
        "still",
        (("file", "the other one"),),
    ),
    Picture(
        "label_far_before", "title: x\n" + "#\n" * 110 + "still: b.png\n", "still", (("title", "first here"),)
    ),
    Picture("label_behind", "a: b\nc: d\ne: f\n", "a", (("e", "the third"), ("c", "the second"))),
    Picture("windows_line_ends", "title: x\r\npromt: y\r\n", "promt"),
    Picture("old_line_ends", "title: x\rpromt: y\r", "promt"),
    Picture("end_of_the_text", "shots: [a", "", end="end"),
    Picture("nothing_marked", "shots:\n\n  - a\n", "\n  - a"),
    Picture(
        "escape_sequences",
        "title: \x1b[2J\x1b]0;owned\x07 \x9b31m \u202egnorw \u200b\x7f wrong\n",
        "wrong",
        (("title", "a label \x1b[31m with red"),),
        message="no name is `\x1b[31mred\x07`",
        help="did you mean `\x1b]8;;http://example.org\x1b\\link`?\nor not",
    ),
]


def draw(picture: Picture, *, colour: bool = False) -> str:
    sources = Sources()
    sources.add("film.yaml", picture.text)
    end = len(picture.text)
    diagnostic = Diagnostic(
        code="SB104",
        message=picture.message,
        span=make_span(0, end, end) if picture.end else picture.find(picture.words),
        labels=tuple(Label(span=picture.find(words), message=message) for words, message in picture.labels),
        help=picture.help,
    )
    return format_diagnostic(diagnostic, sources, colour=colour) + "\n"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_drawn(picture: Picture, update_golden: bool) -> None:
    drawn = draw(picture)
    assert all(character.isprintable() or character == "\n" for character in drawn)
    compare_golden(GOLDEN / f"{picture.name}.txt", drawn, update=update_golden)


def test_colours_are_ours_alone() -> None:
    picture = PICTURES[-1]
    drawn = draw(picture, colour=True)
    for sequence in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;34m"):
        assert sequence in drawn
        drawn = drawn.replace(sequence, "")
    assert drawn == draw(picture)


def test_every_golden_text_is_drawn() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {picture.name for picture in PICTURES}


def test_a_file_name_is_cleaned_too() -> None:
    sources = Sources()
    sources.add("\x1b[31mfilm.yaml", "a: b\n")
    sources.add("\x1b[32mbible.yaml", "c: d\n")
    label = Label(span=make_span(1, 0, 1), message="from here")
    one = Diagnostic(
        code="SB201", message="declared twice", span=make_span(0, 0, 1), labels=(label,), shot="\x1bx"
    )
    drawn = format_diagnostic(one, sources, colour=False)
    assert "\x1b" not in drawn
    assert "::: ␦[32mbible.yaml:1" in drawn


def test_they_stand_in_the_order_of_the_text_each_once_and_counted() -> None:
    sources = Sources()
    sources.add("film.yaml", "a: b\nc: d\n")
    late = Diagnostic(code="SB106", message="late", span=make_span(0, 5, 6))
    early = Diagnostic(code="SB105", message="early", span=make_span(0, 0, 1), severity=Severity.WARNING)
    nowhere = Diagnostic(code="SB601", message="nowhere", span=NO_SPAN, severity=Severity.ADVICE)
    text = format_diagnostics([late, early, late, nowhere], sources, colour=False)
    heads = [line.split(": ", 1)[1] for line in text.splitlines() if line.startswith("film.yaml")]
    assert heads == ["advice[SB601]: nowhere", "warning[SB105]: early", "error[SB106]: late"]
    assert text.splitlines()[-1] == "1 error, 1 warning, 1 piece of advice"
