"""Library elements: they take no id of ours, so they are found by listing before any is made."""

import asyncio
import re
from dataclasses import replace

from storyboard.errors import WorldError
from storyboard.model.job import ElementOrder
from storyboard.model.wire import Fault, FaultKind, LibraryElement
from storyboard.profiles.http import NotSent, UnknownOutcome
from storyboard.render.payment import Desk
from storyboard.render.ports import make_wire_fault

_TAG = re.compile(r"\[sb:[0-9a-f]+\]")
_PAGES = 200
_CREATES = 3


class Library:
    """The account's elements, listed once a run and again when an order for one was not answered."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = asyncio.Lock()
        self._elements: tuple[LibraryElement, ...] | None = None

    async def find_element(self, order: ElementOrder, *, anew: bool = False) -> str | Fault | None:
        """The id of the element with the order's name and content tag; None if the library has none."""
        async with self._lock:
            if self._elements is None or anew:
                listed = await self._list()
                if isinstance(listed, Fault):
                    return listed
                self._elements = listed
        matches = (element for element in self._elements if is_same_element(order, element))
        return next((element.element_id for element in matches), None)

    async def make_element(self, order: ElementOrder) -> tuple[str, bool] | Fault:
        """The element's id, and whether this run made it; raises DiskError, and WorldError for its pictures."""
        found = await self.find_element(order)
        if found is not None:
            return found if isinstance(found, Fault) else (found, False)
        request = self._desk.profile.make_request(order, external_id="")
        request = replace(request, body=await self._desk.fill(request.body))
        for _ in range(_CREATES):
            await self._desk.admit()
            try:
                answer = self._desk.profile.read_ticket(await self._desk.send(request))
            except NotSent as error:
                return make_wire_fault(error)
            except UnknownOutcome as error:
                answer = Fault(kind=FaultKind.UNKNOWN_OUTCOME, message=str(error), retry=True)
            if isinstance(answer, Fault):
                if answer.kind not in (FaultKind.SERVER, FaultKind.UNKNOWN_OUTCOME):
                    return answer
            elif answer.element_id:
                return answer.element_id, True
            # Silence, or an element that is made in the background: it shows in the list, or there is none.
            awaited = await self._await_listing(order)
            if awaited is not None:
                return awaited if isinstance(awaited, Fault) else (awaited, True)
        return Fault(kind=FaultKind.SERVER, message="the element does not appear in the library", retry=True)

    async def _await_listing(self, order: ElementOrder) -> str | Fault | None:
        clock, timing = self._desk.clock, self._desk.timing
        listed_by, pause = clock.now() + timing.index_lag, timing.probe
        while True:
            asked_at = clock.now()
            found = await self.find_element(order, anew=True)
            if found is not None or asked_at >= listed_by:
                return found
            await clock.sleep(max(0.01, min(pause, listed_by - asked_at)))
            pause *= 2

    async def _list(self) -> tuple[LibraryElement, ...] | Fault:
        elements: dict[str, LibraryElement] = {}
        for page in range(1, _PAGES + 1):
            await self._desk.admit()
            try:
                response = await self._desk.send(self._desk.profile.make_element_list(page))
            except (NotSent, UnknownOutcome) as error:
                return make_wire_fault(error)
            listed = self._desk.profile.read_element_list(response)
            if isinstance(listed, Fault):
                return listed
            # Some servers answer every page with the last one they have.
            if all(element.element_id in elements for element in listed):
                return tuple(elements.values())
            elements.update((element.element_id, element) for element in listed)
        raise WorldError(f"the element library does not end after {_PAGES} pages")


def is_same_element(order: ElementOrder, element: LibraryElement) -> bool:
    """Whether an element was made from this very order: its name, and the tag of its content in the description."""
    if element.name != order.name:
        return False
    wanted, present = _TAG.findall(order.description), _TAG.findall(element.description)
    return wanted == present if wanted else element.description == order.description
