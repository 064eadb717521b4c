"""A shot with the order that a profile would get for it, and the row of its table that allows it."""

from dataclasses import dataclass

from storyboard.model.film import Shot
from storyboard.model.job import VideoOrder
from storyboard.model.profile import Capability, FormRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What routing made of a shot; rules compare the order with the row's numbers."""

    shot: Shot
    order: VideoOrder
    row: Capability
    rule: FormRule
