"""Every sort of shot, from a writer's text to the exact request: `tests/shots/<sort>.yaml`."""

from pathlib import Path

import pytest

from storyboard.diagnostics import has_errors
from storyboard.shots.catalogue import find_markers, list_sorts
from tests.cases import Case, compare, list_cases, read_cases
from tests.written import write_jobs

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("case", list_cases(FOLDER))
def test_orders(case: Case, tmp_path: Path, update_golden: bool) -> None:
    compiled = case.compile(tmp_path)
    assert compiled.profile is not None
    assert not has_errors(compiled.diagnostics), [one.message for one in compiled.diagnostics]
    compare(case, "makes", write_jobs(compiled, compiled.profile), update=update_golden)


def test_every_sort_has_its_cases() -> None:
    sorts = {sort.slug for sort in list_sorts()}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == sorts, "write tests/shots/<sort>.yaml for each"


def test_every_marker_stands_in_a_case_of_its_sort() -> None:
    for marker, sort in find_markers().items():
        texts = [case.storyboard for case in read_cases(FOLDER) if case.path.stem == sort.slug]
        assert any(f"{marker}: " in text for text in texts), (
            f"tests/shots/{sort.slug}.yaml never says `{marker}:`"
        )


def test_every_sort_takes_its_own_markers() -> None:
    for sort in list_sorts():
        assert set(sort.markers) <= sort.accepts, sort.slug
