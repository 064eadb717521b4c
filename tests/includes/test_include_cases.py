"""Included files and macros: what a film takes from a bible (`bible.yaml`), and what is said of a bad one (`trouble.yaml`)."""

from pathlib import Path

import pytest

from tests.cases import Case, compare, list_cases, write_diagnostics
from tests.written import write_film


@pytest.mark.parametrize("case", list_cases(Path(__file__).parent))
def test_includes(case: Case, tmp_path: Path, update_golden: bool) -> None:
    compiled = case.compile(tmp_path)
    if case.says is not None:
        said = write_diagnostics(compiled.diagnostics, compiled.sources)
        compare(case, "says", said.replace(f"{tmp_path}/", ""), update=update_golden)
    else:
        assert compiled.film is not None
        compare(case, "makes", write_film(compiled.film), update=update_golden)
