"""The gateway's dialect against recorded exchanges, and against anything at all."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.model.camera import Axis, Camera
from storyboard.model.job import (
    ElementReference,
    Form,
    Mention,
    MentionKind,
    Mode,
    Operation,
    VideoOrder,
    VideoReference,
    VideoRole,
)
from storyboard.model.media import FileMedium, JobMedium, Product, UrlMedium
from storyboard.model.wire import (
    Encoding,
    Fault,
    FaultKind,
    LibraryElement,
    Request,
    Response,
    Slot,
    TaskState,
    TaskStatus,
    Ticket,
)
from storyboard.profiles.gateway.dialect import Gateway

from .exchanges import Exchange, fill_addresses, read_exchanges

EXCHANGES = read_exchanges("gateway")
GATEWAY = Gateway()
TEXT = VideoOrder(operation=Operation.TEXT_TO_VIDEO, form=Form.TEXT, model="v2.6", prompt=("Fog.",))
OMNI = VideoOrder(operation=Operation.OMNI, form=Form.TEXT, model="o1", prompt=("Fog.",))


def make_recorded_request(exchange: Exchange) -> Request:
    if (order := exchange.order) is not None:
        return GATEWAY.make_request(order, external_id=exchange.data.get("external_id", ""))
    ((what, argument),) = exchange.data["ask"].items()
    makers: dict[str, Any] = {
        "query": GATEWAY.make_query,
        "lookup": GATEWAY.make_lookup,
        "element_list": GATEWAY.make_element_list,
        "preset_list": GATEWAY.make_preset_list,
        "deletion": GATEWAY.make_element_deletion,
    }
    request = makers[what](argument)
    assert isinstance(request, Request)
    return request


def read_recorded_answer(exchange: Exchange) -> Any:
    if exchange.order is not None:
        return GATEWAY.read_ticket(exchange.response)
    (what,) = exchange.data["ask"]
    if what in ("query", "lookup"):
        return GATEWAY.read_status(exchange.response)
    return (
        GATEWAY.read_deletion(exchange.response)
        if what == "deletion"
        else GATEWAY.read_element_list(exchange.response)
    )


def assert_fault(fault: Fault | None, wanted: dict[str, Any]) -> None:
    assert fault is not None
    assert fault.help
    found = {key: getattr(fault, key) for key in wanted if key != "kind"} | {"kind": fault.kind.value}
    assert found == wanted


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda one: one.name)
def test_request_is_the_recorded_one(exchange: Exchange) -> None:
    request = make_recorded_request(exchange)
    wanted = exchange.data["request"]
    assert exchange.data["name"] == exchange.name
    assert (request.method, request.path) == (wanted["method"], wanted["path"])
    assert dict(request.query) == wanted.get("query", {})
    assert fill_addresses(request.body) == wanted.get("body")


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda one: one.name)
def test_answer_means_what_is_recorded(exchange: Exchange) -> None:
    answer = read_recorded_answer(exchange)
    match exchange.data["meaning"]:
        case {"ticket": wanted}:
            assert answer == Ticket(**wanted)
        case {"elements": wanted}:
            assert answer == tuple(LibraryElement(**one) for one in wanted)
        case {"deleted": True}:
            assert answer is None
        case {"fault": wanted}:
            assert_fault(answer, wanted)
        case {"status": wanted}:
            assert isinstance(answer, TaskStatus)
            assert (answer.state.value, answer.task_id) == (wanted["state"], wanted["task_id"])
            assert (answer.artifact is not None) is (answer.state is TaskState.DONE)
            if answer.artifact is not None:
                assert answer.artifact.url == wanted.get("url", "")
                assert answer.artifact.content == wanted.get("content", "").encode()
                assert answer.artifact.seconds == wanted["seconds"]
            if "fault" in wanted:
                assert_fault(answer.fault, wanted["fault"])
        case other:
            pytest.fail(f"{other} is no meaning")


def test_every_form_and_operation_has_a_recording() -> None:
    recorded = {
        (one.operation, one.form) for exchange in EXCHANGES if isinstance(one := exchange.order, VideoOrder)
    }
    table = {(row.operation, rule.form) for row in GATEWAY.capabilities.rows for rule in row.forms}
    assert recorded == table


def test_media_stand_in_slots_of_the_encoding_that_the_wire_takes() -> None:
    picture = FileMedium(path=__file__, name="a.png", sha256="0" * 64)  # type: ignore[arg-type]
    element = JobMedium(job="element:mara", what=Product.ELEMENT_ID)
    video = JobMedium(job="climb", what=Product.VIDEO)
    order = replace(
        OMNI,
        images=(picture,),
        elements=(ElementReference(name="mara", element_id=element),),
        video=VideoReference(medium=video, role=VideoRole.FEATURE),
    )
    body = GATEWAY.make_request(order, external_id="").body
    assert isinstance(body, dict)
    assert body["image_list"] == [{"image_url": Slot(medium=picture, encoding=Encoding.BASE64)}]
    assert body["element_list"] == [{"element_id": Slot(medium=element, encoding=Encoding.ID)}]
    assert body["video_list"] == [
        {"video_url": Slot(medium=video, encoding=Encoding.URL), "refer_type": "feature"}
    ]
    assert "external_task_id" not in body


def test_a_move_in_words_is_no_parameter() -> None:
    order = replace(TEXT, camera=Camera(axes=((Axis.ZOOM, 5.0),), as_prompt=True))
    assert "camera_control" not in dict(GATEWAY.make_request(order, external_id="x").body)  # type: ignore[arg-type,call-overload]


def test_a_frame_picture_is_numbered_only_where_the_list_holds_it() -> None:
    mention = Mention(kind=MentionKind.IMAGE, position=1, frame=True)
    frame = UrlMedium(url="https://pictures.example/a.png")
    order = replace(OMNI, prompt=(mention,), last_frame=frame, images=(frame,))
    assert GATEWAY.make_prompt(order) == "<<<image_1>>>"


@pytest.mark.parametrize(
    ("order", "seconds", "amount"),
    [
        (OMNI, 5, "4.0"),
        (replace(OMNI, mode=Mode.STD), 10, "6.0"),
        (replace(TEXT, mode=Mode.STD), 5, "1.5"),
        (TEXT, 5, "1.5"),
        (replace(TEXT, mode=Mode.PRO), 5, "2.5"),
        (replace(TEXT, mode=Mode.PRO, sound=True), 5, "5.0"),
        (replace(TEXT, mode=Mode.STD, sound=True), 5, "5.0"),
        (replace(TEXT, sound=True, voices=("a",), prompt=("<<<voice_1>>> hums",)), 10, "12.0"),
        (replace(TEXT, sound=True, voices=("a",)), 10, "10.0"),
    ],
)
def test_cost_is_exact(order: VideoOrder, seconds: int, amount: str) -> None:
    cost = GATEWAY.make_cost(order, Fraction(seconds))
    assert (cost.amount, cost.unit) == (Decimal(amount), "unit")


def test_an_edit_is_billed_by_whole_seconds_of_its_source() -> None:
    video = VideoReference(medium=UrlMedium(url="https://v.example/a.mp4"), role=VideoRole.BASE)
    order = replace(OMNI, form=Form.EDIT, video=video)
    assert GATEWAY.make_cost(order, Fraction("4.5")).amount == Decimal("6.0")
    assert GATEWAY.make_cost(order, Fraction("4.4")).amount == Decimal("4.8")


def test_ids_cannot_leave_their_path() -> None:
    assert GATEWAY.make_query("a/../b?c#d").path == "/v1/videos/a%2F..%2Fb%3Fc%23d"
    for bad in ("..", ".", "", "a b", "x" * 300, "\ud800", True, -1, 1.5, None, []):
        content = json.dumps({"id": bad}).encode()
        assert isinstance(GATEWAY.read_ticket(Response(status=200, headers={}, content=content)), Fault), bad


@pytest.mark.parametrize(
    ("status", "kind"), [(502, "server"), (504, "server"), (404, "not_found"), (301, "bad_request")]
)
def test_a_question_has_no_unknown_outcome(status: int, kind: str) -> None:
    answer = GATEWAY.read_status(Response(status=status, headers={}, content=b"<html>Bad</html>"))
    assert isinstance(answer, Fault)
    assert answer.kind.value == kind


@pytest.mark.parametrize("status", [200, 408, 502, 504])
def test_an_order_without_a_readable_answer_may_have_been_taken(status: int) -> None:
    answer = GATEWAY.read_ticket(Response(status=status, headers={}, content=b"<html>Bad</html>"))
    assert isinstance(answer, Fault)
    assert answer.kind is FaultKind.UNKNOWN_OUTCOME


def test_a_retired_thing_is_a_model_in_an_order_and_a_task_in_a_question() -> None:
    answer = Response(status=404, headers={}, content=b'{"code": 1203, "message": "gone"}')
    ordered, asked = GATEWAY.read_ticket(answer), GATEWAY.read_status(answer)
    assert isinstance(ordered, Fault)
    assert isinstance(asked, Fault)
    assert (ordered.kind, asked.kind) == (FaultKind.MODEL_RETIRED, FaultKind.NOT_FOUND)


KEYS = st.sampled_from(
    [
        "id",
        "status",
        "code",
        "message",
        "error",
        "data",
        "video_url",
        "usage",
        "seconds",
        "duration",
        "url",
        "b64_json",
        "element_id",
        "element_name",
    ]
)
WORDS = st.sampled_from(
    ["pending", "completed", "failed", "https://v.example/a.mp4", "NaN", "1e999", "1203", "-1"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
CONTENT = st.binary(max_size=200) | JSON.map(lambda data: json.dumps(data).encode())
HEADERS = st.dictionaries(st.sampled_from(["retry-after", "date"]), st.text(max_size=40) | st.just("-5"))


@settings(max_examples=400, deadline=None)
@given(status=st.integers(100, 599), headers=HEADERS, content=CONTENT)
def test_no_answer_is_too_strange(status: int, headers: dict[str, str], content: bytes) -> None:
    response = Response(status=status, headers=headers, content=content)
    assert isinstance(GATEWAY.read_ticket(response), Ticket | Fault)
    assert isinstance(GATEWAY.read_status(response), TaskStatus | Fault)
    assert isinstance(GATEWAY.read_element_list(response), tuple | Fault)
    assert isinstance(GATEWAY.read_deletion(response), Fault | None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b"9" * 5000,
        b"\xff\xfe",
        b'{"id": ' + b"9" * 5000 + b"}",
        b"x" * 50_000_000,
        b"\x1b[31m{",
    ],
    ids=["empty", "deep", "digits", "bytes", "big id", "huge", "escape"],
)
def test_noise_is_a_fault_with_few_words(content: bytes) -> None:
    fault = GATEWAY.read_ticket(Response(status=500, headers={}, content=content))
    assert isinstance(fault, Fault)
    assert len(fault.message) <= 300
    assert fault.message.isprintable()
