"""Golden texts: files that hold what the product printed when somebody last read and approved it."""

from pathlib import Path


def compare_golden(path: Path, found: str, *, update: bool) -> None:
    """Insist that a golden file holds `found`; with `update`, write it down instead."""
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        return
    assert path.exists(), f"no golden text {path.name}: run pytest --update-golden, and read what it wrote"
    assert found == path.read_text(encoding="utf-8")
