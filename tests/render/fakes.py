"""A provider that lives in a folder, so that it outlasts the processes that order from it."""

import asyncio
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from storyboard.errors import MediaError
from storyboard.model.job import (
    Action,
    Cost,
    ElementOrder,
    ElementReference,
    Form,
    Job,
    Mode,
    Operation,
    Order,
    Plan,
    PlannedJob,
    VideoOrder,
)
from storyboard.model.media import FileMedium, JobMedium, Medium, Product
from storyboard.model.profile import Capabilities, ImageRules, Limits, VideoRules
from storyboard.model.take import Take
from storyboard.model.wire import (
    Artifact,
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
from storyboard.profiles.http import LinkGone, NotSent, UnknownOutcome
from storyboard.render.ledger import Ledger
from storyboard.render.ports import Timing
from storyboard.render.runner import RenderResult, render_plan
from storyboard.render.store import Store

SERVER = "http://127.0.0.1:9/fake"
LIMITS = Limits(concurrency=3, requests_per_minute=0, poll_seconds=1.0, task_seconds=20.0, link_days=30)
TIMING = Timing(
    index_lag=0.2, answer=0.3, back_off=0.02, back_off_limit=0.1, probe=0.02, tries=6, patience=5.0
)
NO_SOURCE = "fake"


@dataclass(frozen=True)
class Facts:
    """What the fake's clips are said to be."""

    frames: int
    duration: Fraction
    width: int = 64
    height: int = 36


def make_clip(name: str) -> bytes:
    return b"CLIP " + name.encode() + b" " + b"x" * 2000 + b" END"


def verify(path: Path) -> Facts:
    content = path.read_bytes()
    if not content.startswith(b"CLIP ") or not content.endswith(b" END"):
        raise MediaError("it ends in the middle")
    return Facts(frames=120, duration=Fraction(5))


def extract(path: Path, at: Fraction | None, target: Path) -> None:
    target.write_bytes(b"PNG of " + hashlib.sha256(path.read_bytes()).digest())


def answer(content: object, status: int = 200) -> Response:
    return Response(status=status, headers={}, content=json.dumps(content).encode())


def fault(kind: FaultKind, message: str = "", *, retry: bool = False) -> Response:
    return answer({"fault": kind.value, "message": message or kind.value, "retry": retry}, 400)


class FakeProfile:
    """A dialect of the fake's few words."""

    name = "fake"
    family = "fake"

    def __init__(self, *, lookup: bool = True) -> None:
        self.lookup = lookup

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            profile="fake",
            rows=(),
            elements=None,
            images=ImageRules(
                formats=(),
                max_bytes=0,
                min_side=0,
                min_ratio=Fraction(1),
                max_ratio=Fraction(1),
                source=NO_SOURCE,
            ),
            videos=VideoRules(
                formats=(),
                max_bytes=0,
                seconds=(Fraction(0), Fraction(0)),
                sides=(0, 0),
                fps=(Fraction(0), Fraction(0)),
                source=NO_SOURCE,
            ),
            limits=LIMITS,
            cost_unit="credit",
            currency="",
            model_names={},
            expected_seconds={},
        )

    def make_request(self, order: VideoOrder | ElementOrder, *, external_id: str) -> Request:
        if isinstance(order, ElementOrder):
            picture: Any = Slot(medium=order.frontal_image, encoding=Encoding.BASE64)
            body = {"name": order.name, "description": order.description, "picture": picture}
            return Request(method="POST", path="/elements", body=body)
        body = {"external_id": external_id, "prompt": self.make_prompt(order)}
        if order.first_frame:
            body["first"] = Slot(medium=order.first_frame, encoding=Encoding.BASE64)
        if order.video:
            body["video"] = Slot(medium=order.video.medium, encoding=Encoding.URL)
        body["elements"] = [
            Slot(medium=each.element_id, encoding=Encoding.ID)
            for each in order.elements
            if isinstance(each.element_id, JobMedium)
        ]
        return Request(method="POST", path="/orders", body=body)

    def make_prompt(self, order: VideoOrder) -> str:
        return "".join(map(str, order.prompt))

    def make_query(self, task_id: str) -> Request:
        return Request(method="GET", path=f"/tasks/{task_id}")

    def make_lookup(self, external_id: str) -> Request | None:
        return Request(method="GET", path=f"/external/{external_id}") if self.lookup else None

    def make_element_list(self, page: int) -> Request:
        return Request(method="GET", path="/elements", query=(("page", str(page)),))

    def read_ticket(self, response: Response) -> Ticket | Fault:
        content = json.loads(response.content)
        return read_fault(content) or Ticket(
            task_id=content.get("task_id", ""), element_id=content.get("element_id", "")
        )

    def read_status(self, response: Response) -> TaskStatus | Fault:
        content = json.loads(response.content)
        if refused := read_fault(content):
            return refused
        state = TaskState(content["state"])
        return TaskStatus(
            state=state,
            task_id=content["task_id"],
            artifact=Artifact(url=content["url"]) if state is TaskState.DONE else None,
            fault=Fault(kind=FaultKind.MODERATED, message="moderated") if state is TaskState.FAILED else None,
        )

    def read_element_list(self, response: Response) -> tuple[LibraryElement, ...] | Fault:
        content = json.loads(response.content)
        return read_fault(content) or tuple(LibraryElement(**each) for each in content["elements"])

    def make_cost(self, order: VideoOrder | ElementOrder, seconds: Fraction) -> Cost:
        return Cost(amount=Decimal(1), unit="credit")


def read_fault(content: dict[str, Any]) -> Fault | None:
    if "fault" not in content:
        return None
    return Fault(kind=FaultKind(content["fault"]), message=content["message"], retry=content["retry"])


Hook = Callable[[str, str, int], Response | Exception | None]
"""May answer in the provider's place: (`before` or `after`, request, how many of its kind came before)."""


@dataclass
class FakeProvider:
    """Accepts orders, finishes them after `seconds`, and lends its clips; everything is kept in `folder`."""

    folder: Path
    seconds: float = 0.05
    hook: Hook = lambda when, request, count: None
    fails: frozenset[str] = frozenset()
    """Prompts whose first task fails."""
    truncated: int = 0
    """So many downloads break off."""
    gone: int = 0
    """So many links have expired."""
    counts: dict[str, int] = field(default_factory=dict)
    bodies: list[Any] = field(default_factory=list)
    running: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def orders(self) -> list[dict[str, Any]]:
        return self._read("orders.jsonl")

    @property
    def elements(self) -> list[dict[str, Any]]:
        return self._read("elements.jsonl")

    def _read(self, name: str) -> list[dict[str, Any]]:
        path = self.folder / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _append(self, name: str, entry: dict[str, Any]) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / name).open("a") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())

    async def send(self, request: Request) -> Response:
        assert "Slot(" not in repr(request.body)
        kind = f"{request.method} {request.path.split('/')[1]}"
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        self.requests.append(kind)
        await asyncio.sleep(0)
        for when in ("before", "after"):
            early = self.hook(when, kind, count - 1)
            if isinstance(early, Exception):
                if when == "after":
                    self._answer(request)
                raise early
            if early is not None:
                return early
        return self._answer(request)

    def _answer(self, request: Request) -> Response:
        body: Any = request.body
        match request.method, request.path.split("/")[1:]:
            case "POST", ["orders"]:
                orders = self.orders
                # It would sell a thing twice: who buys has to see to it.
                task_id = f"t{len(orders) + 1}"
                entry = {"external_id": body["external_id"], "prompt": body["prompt"], "at": time.time()}
                self._append("orders.jsonl", {**entry, "task_id": task_id})
                self.bodies.append(body)
                return answer({"task_id": task_id})
            case "GET", ["tasks", task_id]:
                return self._status(lambda order: order["task_id"] == task_id)
            case "GET", ["external", external_id]:
                return self._status(lambda order: order["external_id"] == external_id)
            case "POST", ["elements"]:
                element_id = f"e{len(self.elements) + 1}"
                entry = {"name": body["name"], "description": body["description"], "element_id": element_id}
                self._append("elements.jsonl", entry)
                return answer({"element_id": element_id})
            case "GET", ["elements"]:
                page = int(dict(request.query)["page"])
                return answer({"elements": self.elements[(page - 1) * 2 : page * 2]})
        raise AssertionError(request)

    def _status(self, match: Callable[[dict[str, Any]], bool]) -> Response:
        order = next(filter(match, self.orders), None)
        if order is None:
            return fault(FaultKind.NOT_FOUND)
        over = time.time() >= order["at"] + self.seconds
        failed = order["prompt"] in self.fails and order["external_id"].startswith("sb-1-")
        state = "running" if not over else "failed" if failed else "done"
        return answer({"state": state, "task_id": order["task_id"], "url": f"{SERVER}/{order['prompt']}.mp4"})

    async def download(self, url: str, target: Path) -> None:
        await asyncio.sleep(0)
        content = make_clip(url.rpartition("/")[2])
        if self.gone:
            self.gone -= 1
            raise LinkGone("403")
        if self.truncated:
            self.truncated -= 1
            content = content[:100]
        target.write_bytes(content)


def make_action_key(job: Job, upstream: Mapping[str, Take]) -> str:
    """A key of the order's words and what it is made from, as the planner's is."""
    parts = [job.order.prompt if isinstance(job.order, VideoOrder) else repr(job.order), job.take]
    parts += [upstream[need].sha256 or upstream[need].action_key for need in job.depends_on]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def make_job(
    name: str, *needs: str, order: Order | None = None, seconds: float = 5.0, first: Medium | None = None
) -> PlannedJob:
    videos = [need for need in needs if not need.startswith("element:")]
    if first is None and videos:
        first = JobMedium(job=videos[0], what=Product.LAST_FRAME)
    order = order or VideoOrder(
        operation=Operation.OMNI,
        form=Form.TEXT,
        model="o1",
        mode=Mode.STD,
        prompt=(name,),
        first_frame=first,
        elements=tuple(
            ElementReference(name=need, element_id=JobMedium(job=need, what=Product.ELEMENT_ID))
            for need in needs
            if need.startswith("element:")
        ),
    )
    return PlannedJob(
        job=Job(id=name, shot=name, operation=Operation.OMNI, order=order, depends_on=needs),
        action=Action.RUN,
        reason="new",
        plan_key=f"plan-{name}",
        action_key=None,
        cost=Cost(amount=Decimal(1), unit="credit"),
        seconds=seconds,
    )


def make_element(name: str, picture: Path) -> PlannedJob:
    medium = FileMedium(
        path=picture, name=picture.name, sha256=hashlib.sha256(picture.read_bytes()).hexdigest()
    )
    order = ElementOrder(
        name=name, description=f"{name} [sb:1a2b3c4d]", frontal_image=medium, refer_images=()
    )
    return make_job(f"element:{name}", order=order, seconds=0.0)


def make_plan(*jobs: PlannedJob) -> Plan:
    return Plan(
        profile="fake",
        jobs=jobs,
        total=Cost(amount=Decimal(len(jobs)), unit="credit"),
        seconds=0,
        critical_path=(),
    )


def run(
    folder: Path,
    provider: Any,
    *jobs: PlannedJob,
    ledger_type: type[Ledger] = Ledger,
    profile: FakeProfile | None = None,
    **options: Any,
) -> RenderResult:
    """One run of a plan in a project folder, from its beginning to its end."""
    with (
        Store(folder / ".storyboard") as store,
        ledger_type(folder / ".storyboard" / "ledger.sqlite") as ledger,
    ):
        values: dict[str, Any] = {
            "profile": profile or FakeProfile(),
            "transport": provider,
            "account": "account",
            "base_url": SERVER,
            "store": store,
            "ledger": ledger,
            "limits": LIMITS,
            "make_action_key": make_action_key,
            "verify": verify,
            "extract": extract,
            "on_event": lambda event: None,
            "on_take": lambda job, take: None,
            "timing": TIMING,
        }
        return asyncio.run(render_plan(make_plan(*jobs), **{**values, **options}))


__all__ = ["NotSent", "UnknownOutcome"]
