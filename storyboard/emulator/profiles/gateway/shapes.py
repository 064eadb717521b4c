"""How tasks, elements and errors look on the gateway's wire."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storyboard.emulator.elements import Element
from storyboard.emulator.tasks import Status, Task

_STATUS = {
    Status.QUEUED: "pending",
    Status.WORKING: "processing",
    Status.DONE: "completed",
    Status.FAILED: "failed",
}
# The reference names the tags by number only; these names are the emulator's.
_TAGS = ("hot", "character", "animal", "item", "costume", "scene", "effect", "other")


def make_error(code: int, message: str, request_id: str) -> dict[str, Any]:
    """The reference shows no error of `/v1/videos`; this is the vendor's envelope, as its elements use."""
    return {"code": code, "message": message, "request_id": request_id}


def make_envelope(data: object, request_id: str) -> dict[str, Any]:
    """What the element paths answer with."""
    return {"code": 0, "message": "SUCCEED", "request_id": request_id, "data": data}


def describe_task(task: Task) -> dict[str, Any]:
    """A task in the flat shape, finished or not; callbacks carry it too."""
    body: dict[str, Any] = {
        "id": task.id,
        "status": _STATUS[task.status],
        "created_at": format_time(task.created),
        "model": task.order.model,
    }
    if task.status is Status.FAILED:
        body["error"] = task.error
    if task.status is Status.DONE:
        clip = task.order.clip
        body |= {
            "completed_at": format_time(task.changed),
            "video_url": task.url,
            "usage": {
                "seconds": float(task.order.seconds),
                "video_count": 1,
                "size": f"{clip.width}*{clip.height}",
            },
            "raw_response": make_origin(task),
        }
    return body


def describe_finished_data(task: Task, clip: Path | None) -> dict[str, Any]:
    """A finished task in the shape of "task completed response", which has no id and no status.

    With a `clip` its bytes are inside as Base64 and there is no link.
    """
    spec = task.order.clip
    video: dict[str, Any] = {
        "duration": float(task.order.seconds),
        "width": spec.width,
        "height": spec.height,
    }
    if clip is None:
        video = {"url": task.url, **video}
    else:
        video["b64_json"] = base64.b64encode(clip.read_bytes()).decode("ascii")
    if task.cover_url is not None:
        video["cover_url"] = task.cover_url
    return {
        "created": int(task.created.timestamp()),
        "data": [video],
        "usage": {
            "total_tokens": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "video_count": 1,
            "duration_seconds": float(task.order.seconds),
        },
        "provider": "可灵AI",
        "model": task.order.model,
        "origin_data": make_origin(task),
    }


def make_origin(task: Task) -> dict[str, Any]:
    """The provider's own answer that the gateway passes along, in the vendor's legacy form."""
    clip = task.order.clip
    return {
        "code": 0,
        "message": "SUCCEED",
        "request_id": task.id,
        "data": {
            "task_id": task.id,
            "task_status": "succeed",
            "task_status_msg": "",
            "task_info": {"external_task_id": task.order.external_task_id},
            "created_at": int(task.created.timestamp() * 1000),
            "updated_at": int(task.changed.timestamp() * 1000),
            "final_unit_deduction": str(task.order.cost.amount),
            "task_result": {
                "videos": [
                    {
                        "id": f"video_{task.id}",
                        "url": task.url,
                        "duration": f"{int(clip.frames * 1000 / clip.fps) / 1000:.3f}",
                    }
                ]
            },
        },
    }


def describe_element(element: Element) -> dict[str, Any]:
    """An element as the lists and the creation show it; its id is a number here, and text in orders."""
    return {
        "element_id": element.id,
        "element_name": element.name,
        "element_description": element.description,
        "element_frontal_image": element.frontal.url,
        "element_refer_list": [{"image_url": picture.url} for picture in element.others],
        "tag_list": [{"id": tag, "name": _TAGS[int(tag[-1]) - 1], "description": ""} for tag in element.tags],
        "owned_by": "kling",
    }


def format_time(moment: datetime) -> str:
    """ISO 8601 with microseconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
