"""The stairs inside the tower."""

from __future__ import annotations

import numpy as np
from PIL import Image

from drawing.paper import Point, Sheet, blob, blur, box, mixed, poly, stroke


def draw_stairs() -> Image.Image:
    """The inside of the tower: stairs winding up around a column."""
    sheet = Sheet(1280, 720, seed=61)
    sheet.lay(box(0, 0, 1280, 720), "#2b2754", "#274a66", "#173448", shadow=0)
    for row, y in enumerate(range(-20, 760, 40)):
        for x in range(-40 + 46 * (row % 2), 1320, 92):
            bend = 1 - 0.5 * ((x + 44 - 640) / 760) ** 2
            tint = ("#3a3f6e", "#33516e", "#2d4a68", "#3f4774")[int(sheet.rng.integers(4))]
            drop = 22 * ((x + 44 - 640) / 640) ** 2
            sheet.lay(
                box(x, y + drop, x + 88 * max(bend, 0.62), y + 36 + drop),
                tint,
                shadow=0.0,
                alpha=0.55,
                edge=0.14,
            )
    window = [(930, 250), (930, 118), (972, 66), (1014, 118), (1014, 250)]
    sheet.lay(
        blob([(918, 262), (916, 112), (972, 48), (1028, 112), (1026, 262)], 5), "#5a5a86", "#3c4470", lift=6
    )
    sheet.lay(blob(window, 5), "#4c3a80", "#e0745e", "#ffc873", shadow=0, edge=0)
    sheet.lay(
        [stroke([(972, 60), (972, 258)], 5), stroke([(926, 160), (1018, 160)], 5)],
        "#2c2c54",
        shadow=0.3,
        lift=3,
    )
    sheet.glow(972, 170, 330, "#ff9a6a", 0.42)
    shift = sheet.mask(poly([(928, 130), (1016, 130), (560, 640), (380, 640)]))
    sheet.light(blur(shift, 26), "#ff9c70", 0.12)

    x0, inner, outer, squash, pitch, count = 600.0, 62.0, 372.0, 0.26, 26.0, 18

    def at(angle: float, r: float, y: float) -> Point:
        return (x0 + r * np.cos(angle), y + r * squash * np.sin(angle))

    def lay_step(i: int) -> None:
        a, b = -2 * np.pi * i / count + 1.1, -2 * np.pi * (i + 1) / count + 1.1
        y = 800 - i * pitch
        warm = float(np.clip(1.15 - i / 17, 0, 1)) ** 1.3
        facing = 0.5 + 0.5 * np.sin((a + b) / 2)
        top = [at(a, inner, y), *[at(t, outer, y) for t in np.linspace(a, b, 8)], at(b, inner, y)]
        rim = [
            *[at(t, outer, y) for t in np.linspace(a, b, 8)],
            *[at(t, outer, y + pitch + 12) for t in np.linspace(b, a, 8)],
        ]
        riser = [at(a, inner, y), at(a, outer, y), at(a, outer, y + pitch + 4), at(a, inner, y + pitch + 4)]
        cool = [
            mixed("#8f7fa6", "#565f92", max(0, i) / 36),
            mixed("#5c4f80", "#39427a", max(0, i) / 36),
            "#2a2c5c",
        ]
        light, mid, deep = (
            mixed(c, w, warm) for c, w in zip(cool, ("#ffd48c", "#cf7a58", "#663f63"), strict=True)
        )
        if facing > 0.12:
            sheet.lay(poly(rim), mid, deep, shadow=0.35, lift=6)
        sheet.lay(poly(riser), mid, deep, shadow=0.2, lift=3)
        sheet.lay(poly(top), light, mid, shadow=0.3, lift=5, sideways=True, edge=0.2)

    def depth(i: int) -> float:
        return float(np.sin(-2 * np.pi * (i + 0.5) / count + 1.1))

    steps = range(-4, 36)
    for i in sorted((i for i in steps if depth(i) < 0), key=lambda i: (round(depth(i), 3), i)):
        lay_step(i)
    sheet.lay(
        box(x0 - 66, -20, x0 + 66, 760),
        "#3a3560",
        "#9a7f93",
        "#d8b29a",
        "#7d5f80",
        "#2e2c58",
        sideways=True,
        shadow=0.5,
        lift=12,
    )
    for y in range(10, 740, 78):
        sheet.lay(
            stroke([(x0 - 66, y), (x0, y + 16), (x0 + 66, y)], 2.4, curved=True),
            "#3b3563",
            shadow=0,
            alpha=0.6,
        )
    for i in sorted((i for i in steps if depth(i) >= 0), key=lambda i: (i // count, depth(i))):
        lay_step(i)
    sheet.glow(430, 700, 760, "#ffa040", 0.62, power=1.7)
    sheet.shade(np.clip(1 - sheet.y / 420, 0, 1), "#2b2560", 0.5)
    return sheet.finish(vignette=0.5)
