"""Each command's text and JSON, its exit status, and which stream it speaks on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BOARD, Call
from tests.cli.outside import STORYBOARD, make_environ

COMMANDS = ["new", "check", "show", "plan", "render", "graph", "emulate", "explain", "schema"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help_with_an_example(call: Call, command: str) -> None:
    page = call(command, "--help")
    assert page.status == 0
    assert "Example" in page.out
    for option in ("--format", "--color", "--quiet", "--verbose"):
        assert option in page.out


def test_the_help_page_lists_the_commands(call: Call) -> None:
    page = call("--help")
    assert page.status == 0
    assert [command for command in COMMANDS if f"  {command} " in page.out] == COMMANDS


def test_the_version_is_told_without_loading_anything() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from storyboard.__main__ import main; main(); print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version.startswith("storyboard 0.")
    assert "click" not in modules
    assert int(modules) < 120


def test_check_text(call: Call, project: Path) -> None:
    done = call("check")
    assert (done.status, done.out, done.err) == (0, "", "tiny.yaml: 3 shots, nothing wrong\n")


def test_check_json_of_several_files(call: Call, project: Path) -> None:
    (project / "other.yaml").write_text("shots:\n  - prompt: x\n    duraton: 5\n", encoding="utf-8")
    done = call("check", "tiny.yaml", "other.yaml", "--format", "json")
    assert (done.status, done.err) == (1, "")
    document = json.loads(done.out)
    assert document["format"] == 1
    (entry,) = document["diagnostics"]
    assert (entry["path"], entry["line"], entry["column"], entry["severity"]) == ("other.yaml", 3, 5, "error")
    assert "duration" in entry["help"]


def test_check_keeps_errors_when_quiet(call: Call, project: Path) -> None:
    (project / "other.yaml").write_text("shots:\n  - prompt: x\n    duraton: 5\n", encoding="utf-8")
    assert call("check", "tiny.yaml", "-q").err == ""
    for command in ("check", "plan", "show", "graph", "render"):
        done = call(command, "other.yaml", "-q")
        assert (done.status, done.out) == (1, "")
        assert "other.yaml:3:5: error[" in done.err


def test_show(call: Call, project: Path) -> None:
    document = json.loads(call("show", "--format", "json").out)
    assert (document["format"], document["profile"]) == (1, "gateway")
    jobs = {job["job"]: job for job in document["jobs"]}
    assert [*jobs] == ["quay", "boat", "gull"]
    assert jobs["boat"]["depends_on"] == ["quay"]
    assert '{"$from": "quay", "what": "last_frame"}' in json.dumps(jobs["boat"]["body"])
    text = call("show", "--shot", "gull")
    assert text.out.startswith("# gull: ")
    assert "quay" not in text.out
    assert "a gull on a post" in text.out


def test_show_of_an_unknown_shot(call: Call, project: Path) -> None:
    done = call("show", "--shot", "gul")
    assert (done.status, done.out) == (2, "")
    assert done.err == "error: no shot is called `gul`\n  help: did you mean `gull`?\n"


def test_plan(call: Call, project: Path) -> None:
    text = call("plan")
    assert text.status == 0
    assert text.out.rstrip().splitlines()[-1].startswith("3 to run, 0 reused; 9.0 units")
    document = json.loads(call("plan", "--format", "json").out)
    assert [(job["job"], job["action"]) for job in document["jobs"]] == [
        ("quay", "run"),
        ("boat", "run"),
        ("gull", "run"),
    ]
    assert document["total"]["cost"] == {"amount": "9.0", "unit": "unit"}
    assert document["total"]["critical_path"] == ["quay", "boat"]
    assert not (project / ".storyboard").exists()


def test_plan_into_a_file(call: Call, project: Path) -> None:
    done = call("plan", "-o", "plan.json", "--detailed-exitcode", "--format", "json")
    assert done.status == 2
    assert json.loads((project / "plan.json").read_text(encoding="utf-8")) == json.loads(done.out)
    missing = call("plan", "-o", "nowhere/plan.json")
    assert (missing.status, missing.err) == (
        2,
        "error: there is no folder `nowhere`\n  help: make it first\n",
    )


def test_graph(call: Call, project: Path) -> None:
    drawn = call("graph")
    assert drawn.out.startswith("flowchart LR\n")
    assert drawn.out.count("-->") == 1
    jobs = json.loads(call("graph", "--format", "json").out)["jobs"]
    assert [job["depends_on"] for job in jobs] == [[], ["quay"], []]


def test_explain(call: Call) -> None:
    listed = call("explain").out.splitlines()
    codes = [line.split()[0] for line in listed]
    assert codes == sorted(set(codes))
    assert len(codes) > 20
    page = json.loads(call("explain", "sb301", "--format", "json").out)
    assert (page["code"], page["name"]) == ("SB301", "unsupported")
    assert call("explain", "unsupported").out == call("explain", "SB301").out
    wrong = call("explain", "SB999")
    assert wrong.status == 2
    assert wrong.err.endswith("help: `storyboard explain` lists them all\n")


def test_schema(call: Call) -> None:
    schema = json.loads(call("schema").out)
    assert {"shots", "scenes"} <= set(schema["properties"])


def test_new(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("new", "Two words", "--format", "json")
    assert done.status == 0
    assert set(json.loads(done.out)["files"]) >= {"film.yaml", ".gitignore"}
    board = (tmp_path / "Two words" / "film.yaml").read_text(encoding="utf-8")
    assert 'title: "Two words"' in board
    assert board.startswith("# yaml-language-server: $schema=")
    monkeypatch.chdir(tmp_path / "Two words")
    assert call("check").status == 0
    again = call("new")
    assert again.status == 2
    assert "`film.yaml`" in again.err


def test_new_says_which_storyboard_to_render_beside_others(call: Call, project: Path) -> None:
    assert call("new").err.splitlines()[-1] == "next: storyboard render film.yaml"


def test_new_in_place_of_a_file(call: Call, project: Path) -> None:
    done = call("new", "tiny.yaml")
    assert (done.status, done.err.splitlines()[0]) == (2, "error: `tiny.yaml` is a file")
    assert (project / "tiny.yaml").read_text(encoding="utf-8") == BOARD
    under = call("new", "tiny.yaml/x")
    assert under.status == 3
    assert under.err.startswith("error: `tiny.yaml/x` cannot be written")


WRONG_WORDS = [
    (["rendr"], "error: there is no command `rendr`", "did you mean `render`?"),
    (["render", "--emulat"], "error: there is no option `--emulat`", "did you mean `--emulate`?"),
    (["check", "--format", "yaml"], "error: invalid value for '--format'", "see `storyboard check --help`"),
    (["render", "--jobs", "0"], "error: invalid value for '--jobs'", "see `storyboard render --help`"),
    (["render", "--max-cost", "much"], "error: `--max-cost` cannot be `much`", "such as `40`"),
    (["render", "--max-cost", "-1"], "error: `--max-cost` cannot be `-1`", "such as `40`"),
    (["plan", "a", "b"], "error: got unexpected extra argument (b)", "see `storyboard plan --help`"),
    (["check", "nope.yaml"], "error: there is no file `nope.yaml`", "name a storyboard"),
    (["check", "--profile", "gatway"], "error: there is no profile `gatway`", "did you mean `gateway`?"),
    (["emulate", "--speed", "0"], "error: the emulator's speed must be above 0", ""),
    (["emulate", "--faults", "none.yaml"], "error: none.yaml: cannot be read", ""),
    (["render", "-o", "nowhere/x.mp4"], "error: there is no folder `nowhere`", "make it first"),
    (["render", "-o", "x.webm"], "error: the film is mp4", "name it `x.mp4`"),
    (["render", "--base-url", "ftp://x"], "error: `ftp://x` is not the address of a server", "looks like"),
]


@pytest.mark.parametrize(
    ("words", "message", "help"), WRONG_WORDS, ids=[" ".join(row[0]) for row in WRONG_WORDS]
)
def test_wrong_words(call: Call, project: Path, words: list[str], message: str, help: str) -> None:
    done = call(*words)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(message)
    assert help in done.err
    assert sorted(path.name for path in project.iterdir()) == ["tiny.yaml"]


def test_the_storyboard_may_be_left_out_where_there_is_one(call: Call, project: Path) -> None:
    (project / "ci.yaml").write_text("on: push\n", encoding="utf-8")
    assert call("check", str(project)).status == 0
    (project / "other.yml").write_text(BOARD, encoding="utf-8")
    done = call("check")
    assert (done.status, done.err) == (
        2,
        "error: several storyboards lie in this folder: `other.yml`, `tiny.yaml`\n  help: name the one that is meant\n",
    )


def test_a_folder_without_a_storyboard(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("render")
    assert done.status == 2
    assert done.err == (
        "error: no storyboard lies in this folder\n  help: name one, or run `storyboard new`\n"
    )


def test_standard_input(call: Call, project: Path) -> None:
    assert call("check", "-", given=BOARD).err == "standard input: 3 shots, nothing wrong\n"
    wrong = call("plan", "-", given="shots:\n  - {prompt: x, duraton: 5}\n")
    assert wrong.status == 1
    assert "<stdin>:2:17: error[" in wrong.err


def test_colour_only_where_it_is_wanted(call: Call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in call("plan").out
    assert "\x1b[" in call("plan", "--color", "always").out
    wrong = ("check", "-", "--color", "always")
    assert "\x1b[" in call(*wrong, given="shots: [{duraton: 1}]").err
    assert "\x1b[" in call("show", "--shot", "nobody", "--color", "always").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in call("check", "-", given="shots: [{duraton: 1}]").err


def test_a_reader_that_has_enough_is_no_trouble(project: Path) -> None:
    shots = "".join(f"  - a quay, number {number}\n" for number in range(3000))
    (project / "tiny.yaml").write_text("shots:\n" + shots, encoding="utf-8")
    process = subprocess.Popen(
        [*STORYBOARD, "show"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=make_environ()
    )
    assert process.stdout is not None
    process.stdout.read(100)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0
