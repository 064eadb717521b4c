"""Every pass of the expansion, from a writer's text to explicit shots: `tests/expand/<pass>.yaml`."""

from pathlib import Path

import pytest

from storyboard.expand.film import PASSES
from tests.cases import Case, compare, list_cases
from tests.written import write_film

FOLDER = Path(__file__).parent
OTHERS = {"references", "freeze"}
"""What the freeze at the end of the passes does has cases too."""


@pytest.mark.parametrize("case", list_cases(FOLDER))
def test_makes(case: Case, tmp_path: Path, update_golden: bool) -> None:
    compiled = case.compile(tmp_path)
    assert compiled.film is not None
    compare(case, "makes", write_film(compiled.film), update=update_golden)


def test_every_pass_has_its_cases() -> None:
    passes = {run.__module__.rpartition(".")[2] for run in PASSES}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == passes | OTHERS, (
        "write tests/expand/<pass>.yaml for each"
    )
