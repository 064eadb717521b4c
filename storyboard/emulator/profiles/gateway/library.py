"""The element paths: create, list, presets, delete."""

import secrets
from decimal import Decimal
from typing import Any

from storyboard.emulator.elements import Deletion, Element, ElementLibrary, ElementPicture, Preset
from storyboard.emulator.exchange import Exchange
from storyboard.emulator.kept_elements import KeptElements
from storyboard.emulator.ledger import Cost
from storyboard.emulator.profiles.gateway.media import PICTURE
from storyboard.emulator.profiles.gateway.prices import UNIT
from storyboard.emulator.profiles.gateway.shapes import describe_element, make_envelope
from storyboard.emulator.refusal import Kind, Refused, make_field_refusal
from storyboard.emulator.wire import check_schema
from storyboard.emulator.world import World

PRESETS = (
    Preset(id=145, name="Otto", description="a ferryman in a long coat", tags=("o_102",)),
    Preset(id=146, name="Mira", description="a courier with a satchel", tags=("o_102",)),
    Preset(id=147, name="Biscuit", description="a brown dog", tags=("o_103",)),
)
_MOST_PAGE, _MOST_ROWS, _ROWS = 1000, 500, 30


class ElementDesk:
    """Answers the element paths of one emulator."""

    def __init__(self, world: World) -> None:
        self._world = world
        kept = KeptElements(world.options.library, "gateway", world.shelf)
        self.library = ElementLibrary(world.shelf, PRESETS, kept)

    async def create(self, exchange: Exchange) -> dict[str, Any]:
        """Makes an element; it costs nothing, and the ledger has it under its id."""
        document = exchange.document
        check_schema("gateway/element", document)
        fields = [("element_frontal_image", document["element_frontal_image"])]
        fields += [
            (f"element_refer_list[{index}].image_url", row["image_url"])
            for index, row in enumerate(document["element_refer_list"])
        ]
        pictures = [await self._keep(field, value) for field, value in fields]
        account = exchange.signed_in()
        element = self.library.add(
            account,
            name=document["element_name"],
            description=document["element_description"],
            frontal=pictures[0],
            others=pictures[1:],
            tags=[row["tag_id"] for row in document.get("tag_list", [])],
        )
        self._world.ledger.write_accepted(
            profile="gateway",
            account=account.name,
            operation="element",
            task_id=str(element.id),
            external_task_id=None,
            request_sha256=exchange.sha256,
            cost=Cost(amount=Decimal(0), unit=UNIT),
        )
        return make_envelope(describe_element(element), exchange.request_id)

    async def list_custom(self, exchange: Exchange) -> dict[str, Any]:
        """One page of the account's elements, the newest first."""
        return _make_page(self.library.list_custom(exchange.signed_in()), exchange)

    async def list_presets(self, exchange: Exchange) -> dict[str, Any]:
        """One page of the presets."""
        return _make_page(self.library.list_presets(), exchange)

    async def delete(self, exchange: Exchange) -> dict[str, Any]:
        """Deletes an element of the account; its number is text here."""
        element_id = exchange.document.get("element_id")
        if element_id is None:
            raise make_field_refusal("element_id", "is required")
        if not isinstance(element_id, str) or not element_id.isdecimal():
            raise make_field_refusal("element_id", "must be text with a number in it")
        outcome = self.library.delete(exchange.signed_in(), int(element_id))
        if outcome is Deletion.PRESET:
            raise make_field_refusal("element_id", f"{element_id} is a preset; only custom elements go")
        if outcome is Deletion.ALREADY:
            raise make_field_refusal("element_id", f"{element_id} already be deleted")
        if outcome is Deletion.UNKNOWN:
            raise Refused(Kind.NOT_FOUND, f"{element_id} does not exist", field="element_id")
        data = {"task_id": f"task_{secrets.token_hex(10)}", "task_status": "succeed"}
        return make_envelope(data, exchange.request_id)

    async def _keep(self, field: str, value: str) -> ElementPicture:
        picture = await self._world.media.read_picture(field, value, PICTURE)
        if picture.path is None:
            return ElementPicture(path=None, url=value)
        url = self._world.shelf.publish(picture.path, f"element{picture.path.suffix}")
        return ElementPicture(path=picture.path, url=url)


def _make_page(elements: list[Element], exchange: Exchange) -> dict[str, Any]:
    page = _read_number(exchange, "page_num", 1, _MOST_PAGE)
    size = _read_number(exchange, "page_size", _ROWS, _MOST_ROWS)
    rows = elements[(page - 1) * size : page * size]
    return make_envelope([describe_element(element) for element in rows], exchange.request_id)


def _read_number(exchange: Exchange, name: str, default: int, most: int) -> int:
    text = exchange.request.query_params.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise make_field_refusal(name, f"must be 1 to {most}, not {text!r}")
    return int(text)
