"""The lighthouse, rendered once for all tests and for all worker processes."""

import fcntl
import json
import shutil
from pathlib import Path

import pytest

from tests.examples.screening import Screening, render_example


@pytest.fixture(scope="session")
def lighthouse(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Screening:
    """The rendered example; to be looked at, not to be changed. Whoever comes first renders it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, note = shared / "lighthouse", shared / "lighthouse.json"
    with (shared / "lighthouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            screening = render_example("lighthouse", folder)
            note.write_text(json.dumps(screening.said), encoding="utf-8")
    return Screening(folder, json.loads(note.read_text(encoding="utf-8")))


@pytest.fixture
def project(lighthouse: Screening, tmp_path: Path) -> Path:
    """A copy of the rendered lighthouse at another path, with its store."""
    folder = tmp_path / "elsewhere" / "lighthouse"
    shutil.copytree(lighthouse.folder, folder)
    return folder
