"""Draw every picture and the piece of footage that `lighthouse.yaml` uses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from drawing.chart import draw_chart
from drawing.footage import film_sea, make_surf, write_film
from drawing.lamp_room import draw_lamp_lit, draw_lamp_room, draw_mara_close
from drawing.lantern import draw_lamp
from drawing.mara import draw_mara, lay_front, lay_side, lay_three_quarter
from drawing.paper import write_jpeg
from drawing.rock import draw_rock_dusk
from drawing.stairs import draw_stairs
from PIL import Image

ASSETS = Path(__file__).parent / "assets"

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "mara_front": lambda: draw_mara(lay_front, 21),
    "mara_three_quarter": lambda: draw_mara(lay_three_quarter, 22),
    "mara_side": lambda: draw_mara(lay_side, 23),
    "lamp_front": lambda: draw_lamp(0.06, 24),
    "lamp_above": lambda: draw_lamp(0.3, 25),
    "rock_dusk": draw_rock_dusk,
    "stairs": draw_stairs,
    "lamp_room": draw_lamp_room,
    "lamp_lit": draw_lamp_lit,
    "mara_close": draw_mara_close,
    "chart": draw_chart,
}


def main(names: list[str]) -> None:
    """Draw what is named, or everything."""
    ASSETS.mkdir(exist_ok=True)
    for name in names or [*PICTURES, "sea"]:
        if name == "sea":
            write_film(film_sea(), make_surf(), ASSETS / "sea.mp4")
        else:
            write_jpeg(PICTURES[name](), ASSETS / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
