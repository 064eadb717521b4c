"""What an order costs by its profile's table, in exact money."""

from decimal import Decimal
from fractions import Fraction

from storyboard.model.job import Cost, ElementOrder, Form, Mention, MentionKind, Mode, VideoOrder
from storyboard.model.profile import Capabilities, Price

_VOICE_MARK = "<<<voice_"


def make_video_cost(table: Capabilities, order: VideoOrder | ElementOrder, seconds: Fraction) -> Cost:
    """An order's cost by the first price that matches it; elements are free, and so is what no price matches.

    Billed is what was ordered, not what came (5.041 s for 5 s); an edit rounds its source to whole seconds, halves
    up (official section 7).
    """
    if isinstance(order, ElementOrder):
        return Cost(amount=Decimal(0), unit=table.cost_unit)
    row = next(
        (row for row in table.rows if (row.operation, row.model) == (order.operation, order.model)), None
    )
    amount = Decimal(0)
    mode = order.mode or (row.default_mode if row else None)
    price = next((one for one in row.prices if _matches(one, order, mode)), None) if row else None
    if price is not None:
        billed = Fraction(int(seconds + Fraction(1, 2))) if order.form is Form.EDIT else seconds
        count = (
            Decimal(billed.numerator) / Decimal(billed.denominator) if price.per == "second" else Decimal(1)
        )
        amount = price.amount * count
    return Cost(amount=amount, unit=table.cost_unit)


def _matches(price: Price, order: VideoOrder, mode: Mode | None) -> bool:
    facts = (
        (price.mode, mode),
        (price.sound, bool(order.sound)),
        (price.voices, _speaks(order)),
        (price.video, order.video is not None),
    )
    return all(wanted is None or wanted == fact for wanted, fact in facts)


def _speaks(order: VideoOrder) -> bool:
    """Voices are billed when the list is not empty and the prompt names one (002, voice_list)."""
    return bool(order.voices) and any(
        piece.kind is MentionKind.VOICE if isinstance(piece, Mention) else _VOICE_MARK in piece
        for piece in order.prompt
    )
