"""The package as it is built: what it carries is found from an empty folder, with no checkout beside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked into it, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("storyboard-*.whl")
    subprocess.run(
        [*command, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True
    )
    return folder


def run_installed(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("STORYBOARD_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "storyboard", *arguments],
        cwd=folder,
        env={**environ, "PYTHONPATH": str(installed / "site"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    code = (
        "import storyboard, storyboard.resources as r; print(storyboard.__file__); print(r.schemas_folder())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    module, schemas = done.stdout.splitlines()
    assert Path(module).is_relative_to(installed / "site")
    assert Path(schemas) == installed / "site" / "storyboard" / "schemas"


def test_the_wheel_carries_every_data_file(installed: Path) -> None:
    (wheel,) = installed.glob("storyboard-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = [path for path in (ROOT / "storyboard").rglob("*") if path.is_file()]
    wanted = {str(path.relative_to(ROOT)) for path in package if "__pycache__" not in path.parts}
    wanted |= {
        f"storyboard/{path.relative_to(ROOT)}" for path in (ROOT / "schemas").rglob("*") if path.is_file()
    }
    assert wanted - names == set()
    assert not [name for name in names if name.startswith(("tests/", "examples/"))]


def test_it_works_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    version = run_installed(installed, tmp_path, "--version")
    assert version.stdout.startswith("storyboard 0.")
    made = run_installed(installed, tmp_path, "new", "harbour")
    assert made.returncode == 0, made.stderr
    checked = run_installed(installed, tmp_path / "harbour", "check")
    assert (checked.returncode, checked.stderr) == (0, "film.yaml: 3 shots, nothing wrong\n")
    planned = run_installed(installed, tmp_path / "harbour", "plan")
    assert planned.returncode == 0, planned.stderr
    assert run_installed(installed, tmp_path, "schema").stdout.startswith("{")
    assert "SB101" in run_installed(installed, tmp_path, "explain").stdout
