"""A real account: nobody spends without being asked, and no secret is ever shown or kept."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call

SECRET = "marker-4711-do-not-show"
AWAY = "http://192.0.2.1:9/api"
"""An address that is nobody's (RFC 5737); no test sends anything there."""


@pytest.fixture
def account(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBOARD_GATEWAY_API_KEY", SECRET)
    monkeypatch.setenv("STORYBOARD_GATEWAY_URL", AWAY)


@pytest.mark.usefixtures("account")
def test_without_a_terminal_it_refuses_to_spend(call: Call, project: Path) -> None:
    for words in ([], ["--base-url", "http://192.0.2.2:9"]):
        done = call("render", *words)
        assert (done.status, done.out) == (4, "")
        assert "3 to run, 0 reused; 9.0 units (about 1.26 USD)" in done.err
        assert done.err.splitlines()[-2:] == [
            "error: this would spend money, and nobody is there to ask",
            "  help: pass `--yes` (with `--max-cost N` to be safe)",
        ]
    assert not (project / ".storyboard").exists()


@pytest.mark.usefixtures("account")
def test_the_limit_holds_even_with_yes(call: Call, project: Path) -> None:
    done = call("render", "--yes", "--max-cost", "1")
    assert done.status == 4
    assert "more than 1" in done.err


@pytest.mark.usefixtures("account")
def test_an_emulator_that_is_asked_for_never_asks(call: Call, project: Path) -> None:
    (project / "tiny.yaml").write_text(
        "title: Card\noutput: {resolution: 320x180}\nshots: [{shot: a, still: a.png, duration: 1}]\n",
        encoding="utf-8",
    )
    from PIL import Image

    Image.new("RGB", (640, 360), "teal").save(project / "a.png")
    assert call("render", "--emulate").status == 0
    assert call("render").status == 0, "nothing is ordered, so there is nothing to ask"


def test_credentials_without_an_address(call: Call, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBOARD_GATEWAY_API_KEY", SECRET)
    done = call("render")
    assert done.status == 3
    assert "STORYBOARD_GATEWAY_URL" in done.err


def test_an_address_without_credentials(call: Call, project: Path) -> None:
    done = call("render", "--base-url", AWAY)
    assert done.status == 3
    assert "set `STORYBOARD_GATEWAY_API_KEY`" in done.err


def test_a_secret_is_never_shown_and_never_kept(
    call: Call, project: Path, serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key opens nothing here, so that the failure is told in full; then another run makes the film."""
    place = serve()
    said = []
    with monkeypatch.context() as patch:
        patch.setenv("STORYBOARD_GATEWAY_API_KEY", SECRET)
        patch.setenv("STORYBOARD_GATEWAY_URL", AWAY)
        for words in (["plan"], ["show"], ["check"], ["render"], ["render", "-v", "--base-url", place.url]):
            said.append(call(*words))
    assert said[-1].status == 3
    assert "check the credentials" in said[-1].err
    assert call("render", "--base-url", place.url).status == 0
    assert not any(SECRET in done.out + done.err for done in said)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"film.lock.yaml", "ledger.sqlite", "orders.jsonl"} <= {path.name for path in kept}
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
