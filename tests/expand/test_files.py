"""Paths from strangers: what leads out of the project is refused before anything is opened."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from storyboard.compilation import compile_storyboard
from storyboard.diagnostics import Diagnostic
from storyboard.files import find_target
from storyboard.model.film import Address, ProjectFile
from storyboard.source import NO_SPAN
from storyboard.workspace import hash_file

OPENED: list[str] = []
"""Every path that this process has opened since it was last cleared."""


def watch_opens(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        OPENED.append(os.fspath(arguments[0]))


sys.addaudithook(watch_opens)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside a secret that nobody may open: a pipe, at which a reader would wait for ever."""
    outside = tmp_path / "outside"
    outside.mkdir()
    os.mkfifo(outside / "secret.png")
    (outside / "file.png").write_bytes(b"secret")
    root = tmp_path / "project"
    (root / "assets").mkdir(parents=True)
    (root / "assets" / "rock.png").write_bytes(b"picture")
    (root / "assets" / "link.png").symlink_to("rock.png")
    (root / "assets" / "out.png").symlink_to("../../outside/secret.png")
    (root / "assets" / "far.png").symlink_to("out.png")
    (root / "assets" / "dangling.png").symlink_to("../../outside/none.png")
    (root / "there").symlink_to("../outside")
    (root / "here").symlink_to("assets")
    (root / "loop.png").symlink_to("pool.png")
    (root / "pool.png").symlink_to("loop.png")
    os.mkfifo(root / "pipe.png")
    return root


OUTSIDE = [
    "../outside/secret.png",
    "assets/../../outside/secret.png",
    "there/secret.png",
    "there/file.png",
    "there/../outside/secret.png",
    "there/none.png",
    "assets/out.png",
    "assets/far.png",
    "assets/dangling.png",
    "/etc/passwd",
    "//etc/passwd",
    "~/secret.png",
    "~root/secret.png",
    "C:\\secret.png",
    "c:secret.png",
    "\\\\server\\secret.png",
    "file:///etc/passwd",
    "FILE:secret.png",
    "ftp://example.org/secret.png",
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "https:///secret.png",
    "assets/rock.png\0.jpg",
    "\0",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_leads_out_is_refused(path: str, project: Path) -> None:
    found = find_target(project, path, NO_SPAN)
    assert isinstance(found, Diagnostic), found
    assert found.code == "SB402"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("loop.png", "cannot be a file"),
        ("pipe.png", "there is no file"),
        ("assets", "is a folder"),
        (".", "is a folder"),
        ("assets/..", "is a folder"),
        ("x" * 5000, "cannot be a file"),
        ("a/" * 3000 + "b.png", "cannot be a file"),
        ("assets/rokc.png", "there is no file"),
    ],
)
def test_what_is_no_file_is_said(path: str, words: str, project: Path) -> None:
    found = find_target(project, path, NO_SPAN)
    assert isinstance(found, Diagnostic)
    assert found.code == "SB401"
    assert words in found.message


INSIDE = [
    "assets/rock.png",
    "./assets/rock.png",
    "assets/../assets/rock.png",
    "assets//rock.png",
    "here/rock.png",
    "assets/link.png",
    "here/../assets/link.png",
    " assets/rock.png ",
]


@pytest.mark.parametrize("path", INSIDE)
def test_what_stays_inside_is_found_by_one_name(path: str, project: Path) -> None:
    found = find_target(project, path, NO_SPAN)
    assert isinstance(found, ProjectFile), found
    assert found.name == "assets/rock.png"


def test_a_project_behind_a_link_is_a_project(project: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to("project")
    found = find_target(tmp_path / "shortcut", "assets/rock.png", NO_SPAN)
    assert isinstance(found, ProjectFile)
    assert found.name == "assets/rock.png"


def test_addresses_are_addresses(project: Path) -> None:
    for url in ("https://example.org/rock.png", "HTTP://example.org", "http://127.0.0.1:80/a?b=c"):
        found = find_target(project, url, NO_SPAN)
        assert isinstance(found, Address)
        assert found.url == url


def test_a_file_that_may_not_be_read_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storyboard.files.access", lambda path, mode: False)
    found = find_target(project, "assets/rock.png", NO_SPAN)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.message) == ("SB401", "the file `assets/rock.png` may not be read")


KEYS = [
    "shots:\n  - {prompt: A gull., first_frame: PATH}\n",
    "shots:\n  - {prompt: A gull., last_frame: PATH, first_frame: assets/rock.png}\n",
    "shots:\n  - {prompt: A gull., images: [PATH]}\n",
    "shots:\n  - {still: PATH, duration: 3}\n",
    "shots:\n  - {file: PATH}\n",
    "shots:\n  - {prompt: A gull., edit: PATH}\n",
    "shots:\n  - {prompt: A gull., reference_video: PATH}\n",
    "images: {a: PATH}\nshots:\n  - {prompt: A gull., first_frame: a}\n",
    "videos: {a: PATH}\nshots:\n  - {file: a}\n",
    "audio: {a: PATH}\nshots: [A gull.]\n",
    "elements: {m: {description: x, frontal_image: PATH, refer_images: [assets/rock.png]}}\nshots: [<<<m>>>]\n",
    "elements: {m: {description: x, frontal_image: assets/rock.png, refer_images: [PATH]}}\nshots: [<<<m>>>]\n",
    "defaults: {first_frame: PATH}\nshots: [A gull.]\n",
]


@pytest.mark.parametrize("text", KEYS, ids=range(len(KEYS)))
@pytest.mark.parametrize(
    "path", ["../outside/secret.png", "there/secret.png", "assets/out.png", "there/file.png"]
)
def test_nothing_outside_is_opened(text: str, path: str, project: Path) -> None:
    (project / "film.yaml").write_text(text.replace("PATH", path), encoding="utf-8")
    OPENED.clear()
    compiled = compile_storyboard(project / "film.yaml", digest=hash_file)
    opened = [Path(os.path.realpath(name)) for name in OPENED]
    assert project / "film.yaml" in opened  # the watch works
    assert [name for name in opened if name.is_relative_to(project.parent / "outside")] == []
    assert [one.code for one in compiled.diagnostics if one.code == "SB402"] == ["SB402"]
    assert compiled.jobs == ()
