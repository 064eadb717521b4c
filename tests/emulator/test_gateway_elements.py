"""The element library: create, list by page, presets, delete, and elements in orders."""

from typing import Any

import httpx
import pytest

from storyboard.animatic.spec import ClipSpec

BODY = {
    "element_name": "Mara",
    "element_description": "keeps the light",
    "element_frontal_image": "$bytes picture 640x480 png",
    "element_refer_list": [
        {"image_url": "$bytes picture 300x300"},
        {"image_url": "https://example.com/b.png"},
    ],
    "tag_list": [{"tag_id": "o_102"}, {"tag_id": "o_108"}],
}


def _create(account: Any, media: Any, **changes: Any) -> dict[str, Any]:
    response = account.http.post("/v1/elements/custom", json=media.expand({**BODY, **changes}))
    assert response.status_code == 200, response.text
    assert {key: response.json()[key] for key in ("code", "message")} == {"code": 0, "message": "SUCCEED"}
    return dict(response.json()["data"])


def test_a_new_element_is_shown_whole_and_costs_nothing(account: Any, media: Any, ledger: Any) -> None:
    element = _create(account, media)
    assert element["element_id"] > 2**53  # past what a double holds, as the reference's is
    assert (element["element_name"], element["owned_by"]) == ("Mara", "kling")
    assert [tag["id"] for tag in element["tag_list"]] == ["o_102", "o_108"]
    picture = httpx.get(element["element_frontal_image"])
    assert picture.content == media.make("picture 640x480 png").read_bytes()
    assert element["element_refer_list"][1] == {"image_url": "https://example.com/b.png"}
    line = ledger.accepted(str(element["element_id"]))
    assert (line["operation"], line["cost"]) == ("element", {"amount": "0", "unit": "unit"})


def test_lists_are_cut_into_pages(start: Any, media: Any) -> None:
    account = start()
    names = [_create(account, media, element_name=f"no {number}")["element_name"] for number in range(5)]

    def page(**params: Any) -> list[str]:
        response = account.http.get("/v1/elements/custom", params=params)
        assert response.status_code == 200, response.text
        return [element["element_name"] for element in response.json()["data"]]

    assert page() == names[::-1]
    assert page(page_size=2) == ["no 4", "no 3"]
    assert page(page_size=2, page_num=3) == ["no 0"]
    assert page(page_num=4, page_size=2) == []


@pytest.mark.parametrize(
    ("name", "value"), [("page_num", 0), ("page_num", 1001), ("page_size", 501), ("page_size", "x")]
)
@pytest.mark.parametrize("path", ["custom", "presets"])
def test_pages_have_limits(account: Any, path: str, name: str, value: object) -> None:
    refused = account.http.get(f"/v1/elements/{path}", params={name: value})
    assert (refused.status_code, refused.json()["code"]) == (400, 1201)
    assert refused.json()["message"].startswith(name)


def test_presets_have_pictures_and_cannot_be_deleted(account: Any) -> None:
    presets = account.http.get("/v1/elements/presets").json()["data"]
    assert {145, 146} <= {element["element_id"] for element in presets}
    picture = httpx.get(presets[0]["element_frontal_image"])
    assert picture.headers["content-type"] == "image/png"
    refused = account.http.post("/v1/elements/delete", json={"element_id": "145"})
    assert (refused.status_code, refused.json()["code"]) == (400, 1201)


def test_elements_are_deleted_once(account: Any, media: Any) -> None:
    element_id = str(_create(account, media)["element_id"])
    deleted = account.http.post("/v1/elements/delete", json={"element_id": element_id}).json()
    assert deleted["data"]["task_status"] == "succeed"
    again = account.http.post("/v1/elements/delete", json={"element_id": element_id})
    assert (again.status_code, again.json()["code"]) == (400, 1201)
    assert "already be deleted" in again.json()["message"]
    listed = account.http.get("/v1/elements/custom", params={"page_size": 500}).json()["data"]
    assert element_id not in {str(element["element_id"]) for element in listed}
    body = {
        "model": "Kling-Video-O1",
        "prompt": "x",
        "aspect_ratio": "1:1",
        "element_list": [{"element_id": element_id}],
    }
    assert account.order(body).json()["message"].startswith("element_list[0].element_id")


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"element_id": 145}, 400), ({"element_id": "x"}, 400), ({"element_id": "9"}, 404)],
)
def test_what_cannot_be_deleted(account: Any, body: dict[str, Any], status: int) -> None:
    refused = account.http.post("/v1/elements/delete", json=body)
    assert (refused.status_code, refused.json()["message"].split(":")[0]) == (status, "element_id")


def test_elements_belong_to_their_account(start: Any, media: Any) -> None:
    account = start(account="accounts: [{name: other, api_key: other-key}]")
    element_id = str(_create(account, media)["element_id"])
    headers = {"authorization": "Bearer other-key"}
    assert account.http.get("/v1/elements/custom", headers=headers).json()["data"] == []
    refused = account.http.post("/v1/elements/delete", json={"element_id": element_id}, headers=headers)
    assert refused.status_code == 404


def test_an_order_is_drawn_with_its_elements(account: Any, media: Any, drawn: list[ClipSpec]) -> None:
    element_id = str(_create(account, media)["element_id"])
    body = {
        "model": "Kling-Video-O1",
        "prompt": "<<<element_1>>> and <<<element_2>>> look at <<<image_1>>>",
        "aspect_ratio": "1:1",
        "reference_images": ["https://example.com/lamp.png"],
        "element_list": [{"element_id": element_id}, {"element_id": "777"}],
    }
    account.wait(account.order_id(body))
    spec = drawn[-1]
    assert spec.prompt == "Mara and element 777 look at image 1"
    assert [reference.label for reference in spec.references] == [
        "image_1 https://example.com/lamp.png",
        "Mara",
        "element 777",
    ]
    assert [reference.path is not None for reference in spec.references] == [False, True, False]
