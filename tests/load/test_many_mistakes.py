"""One run says everything that is wrong, each thing once, at its own place (`many_mistakes.yaml`)."""

from pathlib import Path

import pytest

from tests.cases import Case, compare, list_cases, write_diagnostics


@pytest.mark.parametrize("case", list_cases(Path(__file__).parent))
def test_says_all_of_them(case: Case, tmp_path: Path, update_golden: bool) -> None:
    compiled = case.compile(tmp_path)
    said = write_diagnostics(compiled.diagnostics, compiled.sources)
    heads = [line for line in said.splitlines() if not line.startswith(" ")]
    assert len(heads) > 40
    assert len({head.split()[0] for head in heads}) == len(heads), "two complaints about one place"
    assert compiled.jobs == ()
    compare(case, "says", said, update=update_golden)
