"""Says in words what a rule lacks: its page, its case file, a code of its own in the right area."""

import re
from collections import Counter
from pathlib import Path

import pytest

import storyboard.check.rules
from storyboard.check.catalogue import list_rules
from storyboard.check.rule import Rule
from tests.cases import read_cases

CASES = Path(__file__).parent
PACKAGE = Path(storyboard.__file__).parent
RULES = list_rules()
AREAS = {1: "text and schema", 2: "names", 3: "the API", 4: "media", 5: "time", 6: "plan", 9: "advice"}
WITHOUT_EXAMPLE = {
    "encoding": "a page cannot hold bytes that are no text",
    "hand_over": "an extension is right as it is; the advice only says how it is made",
    "job_failed": "it happens at the provider",
    "picture_file": "a page cannot hold pictures",
    "reference_count": "an example would need eight declarations",
    "template": "the sandbox is a list of what is there and what is not",
}
WITHOUT_CASES = {"job_failed": "it happens while rendering (tests/render)"}


def rule_parameters() -> list[object]:
    return [pytest.param(rule, id=rule.slug) for rule in RULES]


@pytest.mark.parametrize("rule", rule_parameters())
def test_the_page_says_what_is_wrong_and_what_is_right(rule: Rule) -> None:
    missing = []
    first = rule.page.split("\n\n")[0]
    if len(first) < 20 or not first.endswith("."):
        missing.append("a first paragraph that says in a sentence what is wrong")
    examples = re.findall(r"(?:^|\n\n)((?:    .+\n?)+)", rule.page)
    if rule.slug not in WITHOUT_EXAMPLE and not examples:
        missing.append("an example (indented by four) of what is wrong, and one of what is right")
    assert not missing, f"check/rules/{rule.slug}.py lacks {'; '.join(missing)}"


@pytest.mark.parametrize("rule", rule_parameters())
def test_the_case_file_has_a_failing_and_a_passing_case(rule: Rule) -> None:
    if rule.slug in WITHOUT_CASES:
        assert not (CASES / f"{rule.slug}.yaml").exists()
        return
    cases = [case for case in read_cases(CASES) if case.path.stem == rule.slug]
    assert cases, f"write tests/check/{rule.slug}.yaml"
    said = [f" {rule.code} " in (case.says or "") for case in cases]
    assert any(said), f"tests/check/{rule.slug}.yaml has no case in which {rule.code} is said"
    assert not all(said), f"tests/check/{rule.slug}.yaml has no case in which {rule.code} is not said"


def test_every_case_file_is_of_a_rule() -> None:
    slugs = {rule.slug for rule in RULES}
    strays = sorted(path.name for path in CASES.glob("*.yaml") if path.stem not in slugs)
    assert not strays, f"no rule is called like these case files: {strays}"


def test_every_code_is_used_once_and_lies_in_its_area() -> None:
    counts = Counter(rule.code for rule in RULES)
    assert [code for code, count in counts.items() if count > 1] == []
    odd = [
        rule.code
        for rule in RULES
        if not re.fullmatch(r"SB[1-69]\d\d", rule.code) or int(rule.code[2]) not in AREAS
    ]
    assert odd == [], "the areas are in the docstring of storyboard/diagnostics.py"


def test_every_code_that_is_said_has_a_page() -> None:
    pages = {rule.code for rule in RULES}
    said = {
        code: path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for code in re.findall(r"[\"'](SB\d{3})[\"']", path.read_text(encoding="utf-8"))
    }
    missing = {code: path for code, path in said.items() if code not in pages}
    assert missing == {}, "write a page for each in check/rules/"


def test_pages_do_not_promise_a_case_that_is_never_said() -> None:
    said = {
        code
        for case in read_cases(CASES)
        for code in re.findall(r"^\d+:\d+ (SB\d{3}) ", case.says or "", re.M)
    }
    silent = {rule.code for rule in RULES if rule.slug not in WITHOUT_CASES} - said
    assert silent == set()


@pytest.mark.parametrize("rule", rule_parameters())
def test_messages_are_worded_as_all_are(rule: Rule) -> None:
    for case in read_cases(CASES):
        for line in re.findall(rf"^\d+:\d+ {rule.code} (.*)$", case.says or "", re.M):
            assert not line.endswith("."), line
            assert not line[:1].isupper() or line.startswith(("YAML", "API")), line
            assert line.count("`") % 2 == 0, line
