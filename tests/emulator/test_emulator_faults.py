"""Misbehaviour on request: what each fault does, that it repeats, and what a wrong file says."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.animatic.spec import ClipSpec
from storyboard.emulator.faults import Event, load_faults

ORDER = {"model": "Kling-V2.6", "prompt": "a pier at dawn"}


def test_failed_task_by_its_prompt(start: Any, own_ledger: Any) -> None:
    account = start(faults="faults: [{kind: fail_task, match: storm, reason: too wet}]")
    assert account.wait(account.order_id(ORDER))["status"] == "completed"
    failed = account.order_id({**ORDER, "prompt": "a storm"})
    task = account.wait(failed)
    assert (task["status"], task["error"]) == ("failed", "too wet")
    assert "video_url" not in task
    line = own_ledger.lines()[-1]
    assert (line["refunded"], line["cost"], line["reason"]) == (
        failed,
        {"amount": "-1.5", "unit": "unit"},
        "too wet",
    )
    assert account.wait(account.order_id({**ORDER, "prompt": "a storm"}))["status"] == "completed"


def test_failed_task_by_its_turn_with_the_references_reason(start: Any) -> None:
    account = start(faults="faults: [{kind: fail_task, nth: 2}]")
    tasks = [account.wait(account.order_id(ORDER)) for _ in range(3)]
    assert [task["status"] for task in tasks] == ["completed", "failed", "completed"]
    assert tasks[1]["error"] == "内容审核未通过"


def test_status_for_some_requests(start: Any, own_ledger: Any) -> None:
    account = start(
        faults="faults: [{kind: status, status: 429, code: 1302, nth: 2, times: 2}, {kind: status, event: query, status: 503}]"
    )
    answers = [account.order(ORDER) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 200]
    assert answers[1].json()["code"] == 1302
    assert [line.get("refused") for line in own_ledger.lines()][:4].count(1302) == 2
    task_id = answers[0].json()["id"]
    assert account.http.get(f"/v1/videos/{task_id}").status_code == 503
    assert account.http.get(f"/v1/videos/{task_id}").status_code == 200


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
def test_dropped_connection(start: Any, own_ledger: Any, when: str, accepted: int) -> None:
    account = start(faults=f"faults: [{{kind: drop, when: {when}}}]")
    order = {**ORDER, "external_task_id": "shot"}
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        account.order(order)
    assert len(own_ledger.lines()) == accepted
    assert account.http.get("/v1/videos/shot").status_code == (200 if accepted else 404)


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
def test_time_out(start: Any, own_ledger: Any, when: str, accepted: int) -> None:
    account = start(faults=f"faults: [{{kind: timeout_{when}_accept, seconds: 0.4}}]")
    with pytest.raises(httpx.ReadTimeout):
        account.http.post("/v1/videos", json={**ORDER, "external_task_id": "shot"}, timeout=0.2)
    time.sleep(0.4)
    assert len(own_ledger.lines()) == accepted
    assert account.http.get("/v1/videos/shot").status_code == (200 if accepted else 404)


def test_stuck_task(start: Any) -> None:
    account = start(faults="faults: [{kind: stuck_task}]")
    task_id = account.order_id(ORDER)
    time.sleep(0.2)
    assert account.look(task_id)["status"] == "processing"


def test_wrong_length(start: Any) -> None:
    specs: list[ClipSpec] = []

    def draw(spec: ClipSpec, target: Path) -> None:
        specs.append(spec)
        target.write_bytes(b"short")

    account = start(faults="faults: [{kind: wrong_length, seconds: 2}]", draw=draw)
    assert account.wait(account.order_id(ORDER))["usage"]["seconds"] == 5.0
    assert specs[0].frames == 48


def test_bad_downloads_one_after_another(start: Any) -> None:
    account = start(
        faults="""
        faults:
          - {kind: truncate_download}
          - {kind: corrupt_download, nth: 2}
          - {kind: slow_download, nth: 3, seconds: 0.3}
          - {kind: expired_link, nth: 4}
          - {kind: status, event: download, status: 502, nth: 5}
          - {kind: drop, event: download, nth: 6}
        """
    )
    url = account.wait(account.order_id(ORDER))["video_url"]
    good = bytes(range(256)) * 400
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        httpx.get(url)
    corrupt = httpx.get(url).content
    assert len(corrupt) == len(good)
    assert corrupt != good
    began = time.monotonic()
    assert httpx.get(url).content == good
    assert time.monotonic() - began > 0.25
    assert httpx.get(url).status_code == 403
    assert httpx.get(url).status_code == 502
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        httpx.get(url)
    assert httpx.get(url).content == good


def test_chance_is_the_same_each_time(tmp_path: Path) -> None:
    def run(seed: int) -> list[bool]:
        path = tmp_path / "faults.yaml"
        path.write_text(
            f"{{seed: {seed}, faults: [{{kind: status, status: 500, times: always, probability: 0.5}}]}}"
        )
        script = load_faults(path)
        return [bool(script.fire(Event.CREATE)) for _ in range(40)]

    assert run(1) == run(1) != run(2)
    assert 8 < sum(run(1)) < 32


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("faults: [{kind: melt}]", "faults[0].kind must be one of"),
        ("faults: [{nth: 2}]", "faults[0].kind is missing"),
        ("faults: [{kind: status}, {kind: drop, nht: 2}]", "faults[1].nht is not known"),
        ("faults: [{kind: drop, nth: 0}]", "faults[0].nth must be a whole number"),
        ("faults: [{kind: drop, times: often}]", "faults[0].times must be a whole number"),
        ("faults: [{kind: status, status: 200}]", "faults[0].status must be from 400 to 599"),
        ("faults: [{kind: slow_download}]", "faults[0].seconds is missing"),
        ("faults: [{kind: fail_task, event: query}]", "faults[0].event does not go with fail_task"),
        ("faults: [{kind: drop, probability: 2}]", "faults[0].probability must be from 0 to 1"),
        ("faults: {kind: drop}", "faults must be a list"),
        ("fault: []", "fault is not known"),
        ("[]", "the file must be a mapping"),
        ("faults: [", "is not YAML or JSON"),
    ],
)
def test_wrong_files_name_the_file_and_the_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "faults.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"faults\.yaml: ") as caught:
        load_faults(path)
    assert message in str(caught.value)
