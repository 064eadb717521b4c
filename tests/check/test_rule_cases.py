"""Every rule, in a writer's own text: `tests/check/<rule>.yaml`."""

from pathlib import Path

import pytest

from tests.cases import Case, compare, list_cases, write_diagnostics


@pytest.mark.parametrize("case", list_cases(Path(__file__).parent))
def test_says(case: Case, tmp_path: Path, update_golden: bool) -> None:
    compiled = case.compile(tmp_path)
    compare(case, "says", write_diagnostics(compiled.diagnostics, compiled.sources), update=update_golden)
