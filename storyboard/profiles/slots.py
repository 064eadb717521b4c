"""Fills the holes that media leave in a request's body."""

from collections.abc import Callable

from storyboard.model.wire import Body, Json, Slot


def fill_slots(body: Body, resolve: Callable[[Slot], Json]) -> Json:
    """The body with what `resolve` gives for each slot, in the order in which they stand; the body is left as it is."""
    match body:
        case Slot():
            return resolve(body)
        case dict():
            return {key: fill_slots(value, resolve) for key, value in body.items()}
        case list():
            return [fill_slots(value, resolve) for value in body]
        case _:
            return body
