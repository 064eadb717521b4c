"""Accounts, their limits, and the ledger of what they ordered."""

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from storyboard.emulator import EmulatorOptions
from storyboard.emulator.accounts import load_accounts

ORDER = {"model": "Kling-V2.6", "prompt": "a pier at dawn"}


def test_tasks_at_once_are_limited(start: Any, own_ledger: Any) -> None:
    account = start(
        account="accounts: [{name: small, api_key: small-key, concurrency: 2}]", key="small-key", speed=120
    )
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: account.order(ORDER), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429, 429, 429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == 1303
    for answer in answers:
        if answer.status_code == 200:
            account.wait(answer.json()["id"])
    assert account.order(ORDER).status_code == 200
    lines = own_ledger.lines()
    assert sum("task_id" in line for line in lines) == 3
    assert sum(line.get("refused") == 1303 for line in lines) == 4


def test_one_id_is_accepted_once_however_it_is_raced(start: Any, own_ledger: Any, media: Any) -> None:
    account = start()
    order = media.expand({**ORDER, "image": "$served picture 640x480", "external_task_id": "shot"})
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: account.order(order), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400, 400]
    assert sum("task_id" in line for line in own_ledger.lines()) == 1


def test_requests_in_a_minute_are_limited(start: Any) -> None:
    account = start(
        account="accounts: [{name: slow, api_key: slow-key, requests_per_minute: 3}]",
        key="slow-key",
        speed=60,
    )
    answers = [account.order(ORDER) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["code"] == 1302
    time.sleep(1.05)  # a simulated minute
    assert account.order(ORDER).status_code == 200


def test_the_ledger_is_written_before_the_answer(start: Any, own_ledger: Any) -> None:
    account = start()
    body = json.dumps({**ORDER, "external_task_id": "shot-7", "seconds": "10"}).encode()
    task_id = account.http.post("/v1/videos", content=body).json()["id"]
    line = own_ledger.accepted(task_id)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "profile": "gateway",
        "account": "emulator",
        "operation": "text2video",
        "task_id": task_id,
        "external_task_id": "shot-7",
        "request_sha256": hashlib.sha256(body).hexdigest(),
        "cost": {"amount": "3.0", "unit": "unit"},
    }
    account.order({**ORDER, "seconds": 6, "external_task_id": "shot-8"})
    refused = own_ledger.lines()[-1]
    assert (refused["refused"], refused["external_task_id"]) == (1201, "shot-8")
    assert "cost" not in refused


def test_the_built_in_account_can_be_given_limits(start: Any) -> None:
    limited = "accounts: [{name: emulator, api_key: api-key-emulator, concurrency: 1}]"
    account = start(account=limited, faults="faults: [{kind: stuck_task}]")
    assert account.order(ORDER).status_code == 200
    assert account.order(ORDER).status_code == 429


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accounts: [{api_key: k}]", "accounts[0].name is missing"),
        ("accounts: [{name: n}]", "accounts[0].api_key is missing"),
        ("accounts: [{name: n, access_key: a}]", "accounts[0].secret_key is missing"),
        ("accounts: [{name: n, api_key: k, concurrency: many}]", "accounts[0].concurrency must be"),
        ("accounts: [{name: n, api_key: k, result: file}]", "accounts[0].result must be one of"),
        ("accounts: [{name: n, key: k}]", "accounts[0].key is not known"),
    ],
)
def test_wrong_account_files_name_the_file_and_the_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"accounts\.yaml: ") as caught:
        load_accounts(path)
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path, start: Any) -> None:
    with pytest.raises(ValueError, match=r"none\.yaml: cannot be read"):
        start(account=tmp_path / "none.yaml")


def test_time_does_not_stand_still() -> None:
    with pytest.raises(ValueError, match="speed must be above 0"):
        EmulatorOptions(speed=0)
