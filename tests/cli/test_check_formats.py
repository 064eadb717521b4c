"""`check` in the forms that other programs read, and the fixes that it writes."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from storyboard.cli.main import run

WRONG = """\
# a comment that stays
title: Harbour
shots:
  - promt: A quay.   # so does this one
    camera: {zoom: 20}
  - {shot: b, first_frame: {last_frame_off: c}}
"""


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    (tmp_path / "right.yaml").write_text("shots: [A gull.]\n", encoding="utf-8")
    return path


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = run(["check", *words])
    return status, capsys.readouterr().out


def test_github_annotates_each_line(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = check(capsys, "wrong.yaml", "right.yaml", "--format", "github")
    assert status == 1
    lines = out.splitlines()
    assert lines[0] == (
        "::error file=wrong.yaml,line=4,endLine=4,col=5,title=SB104,endColumn=9::"
        "unknown key `promt` in a shot%0Adid you mean `prompt`?"
    )
    assert all(re.match(r"::error file=wrong\.yaml,line=\d+,", line) for line in lines)
    assert len(lines) == 3


def test_sarif_has_rules_places_and_fixes(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = check(capsys, "wrong.yaml", "right.yaml", "--format", "sarif")
    document: dict[str, Any] = json.loads(out)
    assert (status, document["version"]) == (1, "2.1.0")
    (made,) = document["runs"]
    rules = made["tool"]["driver"]["rules"]
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    first = made["results"][0]
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "wrong.yaml"
    change = first["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["deletedRegion"] == {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 10}
    assert change["insertedContent"] == {"text": "prompt"}


def test_junit_has_a_case_for_each_file(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = check(capsys, "wrong.yaml", "right.yaml", "--format", "junit")
    assert status == 1
    suites = ElementTree.fromstring(out.encode())
    assert (suites.get("tests"), suites.get("failures")) == ("2", "3")
    cases = {case.get("name"): len(case.findall("failure")) for case in suites.iter("testcase")}
    assert cases == {"wrong.yaml": 3, "right.yaml": 0}
    assert "wrong.yaml:4:5: error[SB104]" in out


def test_fixes_keep_comments_and_layout(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = check(capsys, "--fix", "wrong.yaml")
    assert status == 1, "what has no safe fix is still wrong"
    assert wrong.read_text(encoding="utf-8") == WRONG.replace("promt", "prompt").replace("_off:", "_of:")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_fixes_keep_the_files_encoding(
    wrong: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    wrong.write_bytes(WRONG.replace("Harbour", "港口").encode(encoding))
    check(capsys, "--fix", "wrong.yaml")
    written = wrong.read_bytes()
    assert written[:2] == WRONG.encode(encoding)[:2]
    assert "title: 港口\nshots:\n  - prompt: A quay.   # so does this one\n" in written.decode(encoding)


def test_a_file_without_fixes_is_not_touched(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = wrong.with_name("right.yaml")
    before = right.stat().st_mtime_ns
    assert check(capsys, "--fix", "right.yaml")[0] == 0
    assert right.stat().st_mtime_ns == before


def test_standard_input_cannot_be_fixed(wrong: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--fix", "-"]) == 2
    assert "standard input cannot be fixed" in capsys.readouterr().err
