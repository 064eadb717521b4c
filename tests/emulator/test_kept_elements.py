"""Elements outlive the emulator where a library folder is given."""

import base64
import io
import math
from pathlib import Path

import httpx
from PIL import Image

from storyboard.emulator import Emulator, EmulatorOptions

HEADERS = {"Authorization": "Bearer api-key-emulator"}


def make_picture() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def list_names(url: str) -> list[str]:
    answer = httpx.get(f"{url}/v1/elements/custom", headers=HEADERS).json()
    return [element["element_name"] for element in answer["data"]]


def test_an_element_is_there_in_the_next_emulator_until_it_is_deleted(tmp_path: Path) -> None:
    options = EmulatorOptions(speed=math.inf, library=tmp_path / "elements")
    with Emulator(options) as emulator:
        url = emulator.base_url("gateway")
        body = {
            "element_name": "Mara",
            "element_description": "a keeper",
            "element_frontal_image": make_picture(),
            "element_refer_list": [{"image_url": make_picture()}],
        }
        made = httpx.post(f"{url}/v1/elements/custom", headers=HEADERS, json=body).json()["data"]
    with Emulator(options) as emulator:
        url = emulator.base_url("gateway")
        (kept,) = httpx.get(f"{url}/v1/elements/custom", headers=HEADERS).json()["data"]
        assert kept["element_id"] == made["element_id"]
        picture = httpx.get(kept["element_frontal_image"]).content
        assert Image.open(io.BytesIO(picture)).size == (400, 400)
        body = {"element_id": str(made["element_id"])}
        assert httpx.post(f"{url}/v1/elements/delete", headers=HEADERS, json=body).status_code == 200
    with Emulator(options) as emulator:
        assert list_names(emulator.base_url("gateway")) == []


def test_without_a_folder_every_emulator_begins_empty(tmp_path: Path) -> None:
    with Emulator(EmulatorOptions(speed=math.inf)) as emulator:
        assert list_names(emulator.base_url("gateway")) == []
    assert list(tmp_path.iterdir()) == []
