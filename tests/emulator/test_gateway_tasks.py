"""A task over time, how it is found, and the shapes it is shown in."""

import base64
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.animatic.spec import ClipSpec

ORDER = {"model": "Kling-V2.6", "prompt": "a pier at dawn"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def test_a_task_waits_works_and_is_completed(start: Any) -> None:
    account = start(speed=60 / 0.6)  # a five second clip takes a simulated minute
    began = time.monotonic()
    task_id = account.order_id(ORDER)
    seen = [account.look(task_id)]
    while seen[-1]["status"] not in ("completed", "failed"):
        time.sleep(0.02)
        task = account.look(task_id)
        if task["status"] != seen[-1]["status"]:
            seen.append(task)
    assert [task["status"] for task in seen] == ["pending", "processing", "completed"]
    assert 0.5 < time.monotonic() - began < 5
    assert set(seen[0]) == {"id", "status", "created_at", "model"}
    assert TIME.fullmatch(seen[2]["created_at"])
    assert TIME.fullmatch(seen[2]["completed_at"])
    assert seen[2]["usage"] == {"seconds": 5.0, "video_count": 1, "size": "1280*720"}
    assert seen[2]["raw_response"]["data"]["task_result"]["videos"][0]["duration"] == "5.041"


def test_a_task_is_not_completed_before_its_clip_is_there(start: Any) -> None:
    def draw(_: ClipSpec, target: Path) -> None:
        time.sleep(0.3)
        target.write_bytes(b"late")

    account = start(draw=draw)
    task_id = account.order_id(ORDER)
    time.sleep(0.1)
    assert account.look(task_id)["status"] == "processing"
    assert httpx.get(account.wait(task_id)["video_url"]).content == b"late"


def test_a_clip_that_cannot_be_drawn_fails_its_task_and_pays_back(start: Any, own_ledger: Any) -> None:
    def draw(_: ClipSpec, target: Path) -> None:
        raise RuntimeError("no paint")

    account = start(draw=draw)
    task_id = account.order_id(ORDER)
    task = account.wait(task_id)
    assert (task["status"], task["error"]) == (
        "failed",
        "the clip could not be drawn: RuntimeError: no paint",
    )
    assert own_ledger.lines()[-1]["refunded"] == task_id


def test_links_answer_ranges_and_strangers_find_nothing(account: Any, emulator: Any) -> None:
    url = account.wait(account.order_id(ORDER))["video_url"]
    whole = httpx.get(url)
    assert (whole.status_code, len(whole.content)) == (200, 4000)
    assert whole.headers["content-type"] == "video/mp4"
    part = httpx.get(url, headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"clip")
    assert httpx.head(url).headers["content-length"] == "4000"
    assert httpx.get(f"{emulator.url}/media/guess/clip.mp4").status_code == 404


def test_links_begin_with_the_address_the_caller_used(account: Any) -> None:
    task_id = account.order_id(ORDER)
    account.wait(task_id)
    host = f"emulator.example:{account.http.base_url.port}"
    task = account.http.get(f"/v1/videos/{task_id}", headers={"host": host}).json()
    assert task["video_url"].startswith(f"http://{host}/media/")


@pytest.mark.parametrize(
    ("header", "code"),
    [(None, 1001), ("", 1001), ("Bearer wrong", 1002), ("Basic api-key-emulator", 1002), ("Bearer", 1002)],
)
def test_credentials(emulator: Any, ledger: Any, header: str | None, code: int) -> None:
    headers = {} if header is None else {"authorization": header}
    url = f"{emulator.base_url('gateway')}/v1/videos"
    response = httpx.post(url, json=ORDER, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert set(response.json()) == {"code", "message", "request_id"}
    assert (ledger.lines()[-1]["refused"], ledger.lines()[-1]["account"]) == (code, None)
    assert httpx.get(f"{url}/task_1", headers=headers).status_code == 401


def test_unknown_paths_tasks_and_bodies(account: Any) -> None:
    found = account.http.get("/v1/videos/task_none")
    assert (found.status_code, found.json()["code"]) == (404, 1203)
    for method, path in [("GET", "/v1/movies"), ("GET", "/v1/videos"), ("DELETE", "/v1/elements/custom")]:
        found = account.http.request(method, path)
        assert (found.status_code, found.json()["code"]) == (404, 1202)
    for body in (b"{", b"[]", b"\xff"):
        refused = account.http.post("/v1/videos", content=body)
        assert (refused.status_code, refused.json()["code"]) == (400, 1201)


def test_the_callers_own_id_finds_its_task_and_is_taken_once(start: Any) -> None:
    account = start(account="accounts: [{name: other, api_key: other-key}]")
    task_id = account.order_id({**ORDER, "external_task_id": "shot-1"})
    assert account.look("shot-1")["id"] == task_id
    assert account.http.get("/v1/videos/shot-1", params={"provider": "kling"}).json()["id"] == task_id
    again = account.order({**ORDER, "external_task_id": "shot-1"})
    assert (again.status_code, again.json()["code"]) == (400, 1201)
    assert again.json()["message"].startswith("external_task_id: ")
    other = {"authorization": "Bearer other-key"}
    assert account.http.get(f"/v1/videos/{task_id}", headers=other).status_code == 404
    order = {**ORDER, "external_task_id": "shot-1"}
    assert account.http.post("/v1/videos", json=order, headers=other).status_code == 200


def test_an_id_is_free_again_when_its_order_was_refused(account: Any) -> None:
    order = {**ORDER, "external_task_id": "free-again"}
    assert account.order({**order, "seconds": 7}).status_code == 400
    assert account.order(order).status_code == 200


def test_the_other_finished_shape(start: Any, media: Any) -> None:
    clip = media.make("video 720x720 3s 24fps mp4").read_bytes()
    account = start(finished_shape="data", draw=lambda _, target: target.write_bytes(clip))
    task = account.wait(account.order_id({**ORDER, "aspect_ratio": "9:16"}))
    assert set(task) == {"created", "data", "usage", "provider", "model", "origin_data"}
    (video,) = task["data"]
    assert (video["duration"], video["width"], video["height"]) == (5.0, 720, 1280)
    assert httpx.get(video["url"]).content == clip
    cover = httpx.get(video["cover_url"])
    assert (cover.headers["content-type"], cover.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert task["usage"]["duration_seconds"] == 5.0


def test_bytes_inside_the_other_finished_shape(start: Any) -> None:
    accounts = "accounts: [{name: inside, api_key: k, finished_shape: data, result: b64_json}]"
    account = start(account=accounts, key="k", draw=lambda _, target: target.write_bytes(b"bytes"))
    (video,) = account.wait(account.order_id(ORDER))["data"]
    assert base64.b64decode(video["b64_json"]) == b"bytes"
    assert "url" not in video
    assert "cover_url" not in video


def test_both_finished_shapes_in_turn(start: Any) -> None:
    account = start(finished_shape="alternate")
    finished = [account.wait(account.order_id(ORDER)) for _ in range(4)]
    assert ["data" in task for task in finished] == [False, True, False, True]


def test_callbacks_on_loopback_hear_each_state_in_order(start: Any) -> None:
    import http.server
    import json
    import threading

    heard: list[dict[str, Any]] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        account = start()
        url = f"http://127.0.0.1:{server.server_port}/done"
        task_id = account.order_id({**ORDER, "callback_url": url})
        finished = account.wait(task_id)
        end = time.monotonic() + 5
        while len(heard) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        server.shutdown()
        thread.join()
    assert [task["status"] for task in heard] == ["processing", "completed"]
    assert heard[-1] == finished


def test_what_is_drawn_is_what_was_sent(account: Any, media: Any, drawn: list[ClipSpec]) -> None:
    body = {
        "model": "Kling-V2.6",
        "image": "$bytes picture 640x480",
        "prompt": "push in",
        "dynamic_masks": [
            {"mask": "$bytes picture 640x480", "trajectories": [{"x": 0, "y": 0}, {"x": 640, "y": 480}]}
        ],
    }
    account.wait(account.order_id(media.expand(body)))
    spec = drawn[-1]
    assert spec.paths == (((0.0, 1.0), (1.0, 0.0)),)
    assert spec.first is not None
    assert spec.first.read_bytes() == media.make("picture 640x480").read_bytes()
    assert (spec.width, spec.height, spec.fps) == (960, 720, 24)

    moved = {**ORDER, "camera_control": {"type": "simple", "config": {"pan": -4}}}
    account.wait(account.order_id(moved))
    assert (drawn[-1].move.pan, drawn[-1].move.preset) == (-4, None)

    spoken = {**ORDER, "prompt": 'she says: "Mind the gap."', "sound": "on"}
    account.wait(account.order_id(spoken))
    assert (drawn[-1].sound, drawn[-1].speech) == (True, ("Mind the gap.",))


def test_a_result_is_a_reference_again(start: Any, media: Any) -> None:
    clip = media.make("video 720x720 241/24s 24fps mp4").read_bytes()
    account = start(draw=lambda _, target: target.write_bytes(clip))
    url = account.wait(account.order_id(ORDER))["video_url"]
    body = {
        "model": "Kling-Video-O1",
        "prompt": "based on <<<video_1>>>, the next shot",
        "video_list": [{"video_url": url, "refer_type": "feature"}],
    }
    assert account.wait(account.order_id(body))["status"] == "completed"


def test_strict_media_refuses_what_it_cannot_see(start: Any) -> None:
    account = start(strict_media=True)
    body = {"model": "Kling-V2.6", "image": "https://example.com/a.png"}
    refused = account.order(body).json()
    assert (refused["code"], refused["message"]) == (
        1201,
        "image: cannot be fetched: https://example.com/a.png",
    )


def test_redirects_off_this_machine_are_not_followed(account: Any, media: Any) -> None:
    refused = account.order({"model": "Kling-V2.6", "image": f"{media.url}/away"}).json()
    assert refused["message"].startswith("image: redirects off this machine")


NAMES = st.sampled_from(
    [
        "prompt",
        "seconds",
        "mode",
        "image",
        "image_tail",
        "image_list",
        "video_list",
        "element_list",
        "first_frame_url",
        "camera_control",
        "sound",
        "voice_list",
        "dynamic_masks",
        "aspect_ratio",
        "action_control",
        "external_task_id",
        "callback_url",
        "cfg_scale",
        "reference_images",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["5", "on", "", "https://example.com/a", "base", "\ud800", "<<<image_1>>>", "aGVsbG8=", "data:,"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["image_url", "video_url", "type", "config", "zoom", "element_id"]), inner
        )
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    model=st.sampled_from(["Kling-Video-O1", "Kling-V2.6"]) | VALUES,
    body=st.dictionaries(NAMES, VALUES, max_size=6),
)
def test_no_body_brings_the_server_down(emulator: Any, model: object, body: dict[str, Any]) -> None:
    import json

    response = httpx.post(
        f"{emulator.base_url('gateway')}/v1/videos",
        content=json.dumps({"model": model, **body}),
        headers={"authorization": "Bearer api-key-emulator"},
    )
    assert response.status_code in (200, 400, 404), (response.text, body)
    assert "id" in response.json() or {"code", "message", "request_id"} == set(response.json())


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" * 5000])
def test_numbers_that_are_none(account: Any, number: str) -> None:
    body = f'{{"model": "Kling-V2.6", "prompt": "x", "seconds": {number}}}'
    refused = account.http.post("/v1/videos", content=body)
    assert (refused.status_code, refused.json()["code"]) == (400, 1201)


def test_an_id_of_the_callers_may_hold_anything(account: Any) -> None:
    task_id = account.order_id({**ORDER, "external_task_id": "film/第1场 shot#2?"})
    assert account.look("film%2F%E7%AC%AC1%E5%9C%BA%20shot%232%3F")["id"] == task_id
