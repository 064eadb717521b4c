"""A paper figure: where its points are and how its pieces are laid."""

from __future__ import annotations

import numpy as np

from drawing.paper import Floats, Point, Sheet, blob, oval, poly, stroke

HAIR = "#cfd3d6"


class Figure:
    """A place to stand on a sheet: a hundred units from the feet to the crown."""

    def __init__(self, sheet: Sheet, x: float, foot: float, height: float, *, flip: bool = False) -> None:
        self.sheet, self.x, self.foot = sheet, x, foot
        self.k = height / 100
        self.way = -1 if flip else 1

    def at(self, x: float, up: float) -> Point:
        """Find a point of the figure on the sheet."""
        return (self.x + self.way * x * self.k, self.foot - up * self.k)

    def all(self, points: list[Point]) -> list[Point]:
        """Find several."""
        return [self.at(*p) for p in points]

    def cut(
        self,
        points: list[Point],
        *stops: str,
        within: Floats | None = None,
        shadow: float = 0.35,
        curved: bool = True,
        edge: float = 0.10,
    ) -> Floats:
        """Lay a piece of the figure."""
        shape = blob(self.all(points), 8) if curved else poly(self.all(points))
        return self.sheet.lay(
            shape, *stops, within=within, shadow=shadow, lift=max(1.0, 0.8 * self.k), edge=edge
        )

    def dot(
        self,
        x: float,
        up: float,
        rx: float,
        ry: float,
        *stops: str,
        turn: float = 0,
        within: Floats | None = None,
        shadow: float = 0.0,
    ) -> Floats:
        """Lay a round piece."""
        shape = oval(*self.at(x, up), rx * self.k, ry * self.k, turn * self.way)
        return self.sheet.lay(
            shape, *stops, within=within, shadow=shadow, lift=max(1.0, 0.6 * self.k), edge=0.05
        )

    def line(
        self,
        points: list[Point],
        width: float,
        tint: str,
        *,
        within: Floats | None = None,
        curved: bool = True,
    ) -> Floats:
        """Draw a line of the figure."""
        return self.sheet.lay(
            stroke(self.all(points), width * self.k, curved=curved), tint, within=within, shadow=0, edge=0
        )

    def braid(self, points: list[Point], width: float) -> None:
        """Plait a grey braid along the points."""
        for i, (x, up) in enumerate(points):
            w = width * (1 - 0.45 * i / len(points))
            self.dot(
                x + (0.5 if i % 2 else -0.5) * w * 0.5,
                up,
                w,
                w * 0.82,
                HAIR,
                "#9aa3ab",
                turn=28 if i % 2 else -28,
                shadow=0.3,
            )
        x, up = points[-1]
        self.dot(x, up - width * 0.8, width * 0.4, width * 0.8, "#b8433f", shadow=0.2)

    def soften(self, mask: Floats, from_x: float, to_x: float, strength: float = 0.5) -> None:
        """Turn one side of a piece away from the light."""
        x0, x1 = self.at(from_x, 0)[0], self.at(to_x, 0)[0]
        self.sheet.shade(np.clip((self.sheet.x - x0) / (x1 - x0), 0, 1) * mask, "#6a3d5e", strength)
