"""Every rule of the gateway reference, as cases in `gateway/*.yaml`.

A file has an `order`, which each case changes by `with` and `without`. A case is `accepted` (with what the ledger and the
finished task must say) or `refused` (with the code and the field that the message begins with).
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from storyboard.animatic.spec import ClipSpec

FOLDER = Path(__file__).parent / "gateway"


def _load_cases() -> list[Any]:
    cases = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            body = {**document.get("order", {}), **case.get("with", {})}
            for name in case.get("without", []):
                del body[name]
            identity = f"{path.stem}: {case['name']}"
            cases.append(pytest.param(document.get("path", "/v1/videos"), body, case, id=identity))
    return cases


@pytest.mark.parametrize(("path", "body", "case"), _load_cases())
def test_case(
    path: str,
    body: dict[str, Any],
    case: dict[str, Any],
    account: Any,
    media: Any,
    ledger: Any,
    drawn: list[ClipSpec],
) -> None:
    response = account.http.post(path, json=media.expand(body))
    answer = response.json()
    if "refused" in case:
        refused = case["refused"]
        code = refused.get("code", 1201)
        assert (response.status_code, answer.get("code")) == (refused.get("status", 400), code), answer
        assert answer["message"].startswith(refused["field"] + ":"), answer
        assert ledger.lines()[-1]["refused"] == code
        return
    assert response.status_code == 200, answer
    wanted = case.get("accepted") or {}
    if path != "/v1/videos":
        return
    assert (answer["status"], answer["model"]) == ("pending", body["model"])
    line = ledger.accepted(answer["id"])
    task = account.wait(answer["id"])
    assert task["status"] == wanted.get("ends", "completed"), task
    usage = task.get("usage", {})
    found = {
        "operation": line["operation"],
        "cost": line["cost"]["amount"],
        "seconds": usage.get("seconds"),
        "size": usage.get("size"),
        "ends": task["status"],
    }
    if task["status"] == "completed":  # a task that fails is never drawn
        clip = drawn[-1]
        found |= {"frames": clip.frames, "sound": clip.sound, "caption": clip.prompt}
    assert wanted == {name: found[name] for name in wanted}


def test_examples_of_the_reference_are_all_there() -> None:
    document = yaml.safe_load((FOLDER / "examples.yaml").read_text(encoding="utf-8"))
    assert len(document["cases"]) == 18
