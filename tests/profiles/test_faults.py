"""The fault vocabulary: every kind has its advice, every answer its fault, no message its secrets."""

import pytest

from storyboard.model.wire import Fault, FaultKind, Response
from storyboard.profiles.faults import ADVICE, clean, find_status_kind, find_wait, read_json


def test_every_kind_says_what_to_do() -> None:
    assert set(ADVICE) == set(FaultKind)
    assert all(advice.help for advice in ADVICE.values())


def test_what_needs_a_person_is_not_tried_again() -> None:
    again = {kind.value for kind, advice in ADVICE.items() if advice.retry}
    assert again == {"clock", "rate_limited", "concurrency", "server", "maintenance", "unknown_outcome"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "bad_request"),
        (401, "auth"),
        (402, "quota_exhausted"),
        (403, "forbidden"),
        (404, "not_found"),
        (422, "bad_request"),
        (429, "rate_limited"),
        (500, "server"),
        (503, "maintenance"),
        (504, "unknown_outcome"),
    ],
)
def test_a_status_alone_is_a_kind(status: int, kind: str) -> None:
    assert find_status_kind(status).value == kind


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon", "date": "now"}, None),
        ({"retry-after": "Wed, 21 Oct 2025 07:28:30 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2025 07:28:30 GMT", "date": "Wed, 21 Oct 2025 07:28:00 GMT"}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2025 07:28:30 GMT", "date": "Wed, 21 Oct 2025 07:29:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2025 07:28:30", "date": "Wed, 21 Oct 2025 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_is_asked_for(headers: dict[str, str], wait: float | None) -> None:
    assert find_wait(Response(status=429, headers=headers, content=b"")) == wait


def test_a_page_for_people_is_told_in_its_words() -> None:
    page = (
        b"<html><head><title>502 Bad Gateway</title></head>\n<body>\x1b[31m<h1>Try later</h1></body></html>"
    )
    fault = read_json(Response(status=502, headers={}, content=page))
    assert isinstance(fault, Fault)
    assert fault.message == "the server answered 502 without JSON: 502 Bad Gateway [31m Try later"


def test_words_are_made_fit_for_a_terminal() -> None:
    assert clean("a\x00b\n\tc\u202ed \ud800") == "a b c d ?"
    assert clean("sent Bearer abc.def-ghi today") == "sent Bearer … today"
    assert len(clean("字" * 10_000)) == 300
