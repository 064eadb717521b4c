"""The brass storm lantern, and the backdrop that people and things are shown against."""

from __future__ import annotations

import numpy as np
from PIL import Image

from drawing.paper import Shape, Sheet, blob, blur, box, oval, poly, stroke
from drawing.sea import swell


def draw_lamp(tilt: float, seed: int) -> Image.Image:
    """The lantern before a plain ground."""
    sheet = make_portrait(seed, y=500)
    sheet.shade(blur(sheet.mask(oval(384, 905, 260, 40)), 18), "#04121c", 0.7)
    sheet.glow(384, 560, 540, "#ff9d3c", 0.5)
    lay_lantern(sheet, 384, 890, 720, tilt=tilt)
    return sheet.finish()


def lay_lantern(
    sheet: Sheet, x: float, foot: float, height: float, *, tilt: float = 0.12, flame: bool = True
) -> None:
    """Hang a brass storm lantern: `tilt` is how round its rings look, more from above."""
    k = height / 100

    def ring(up: float, r: float) -> Shape:
        return oval(x, foot - up * k, r * k, max(0.3, r * tilt) * k)

    def drum(low: float, high: float, r0: float, r1: float) -> list[Shape]:
        y0, y1 = foot - low * k, foot - high * k
        return [
            poly([(x - r0 * k, y0), (x - r1 * k, y1), (x + r1 * k, y1), (x + r0 * k, y0)]),
            ring(low, r0),
            ring(high, r1),
        ]

    brass = ("#8a4a22", "#f0b445", "#ffe6a0", "#d88f2c", "#7a3d22")
    lift = max(1.5, 1.3 * k)

    def metal(low: float, high: float, r0: float, r1: float, shadow: float = 0.35) -> None:
        sheet.lay(drum(low, high, r0, r1), *brass, sideways=True, lift=lift, shadow=shadow)
        if tilt > 0.05:
            sheet.lay(ring(high, r1), "#ffd880", "#c98a30", shadow=0, edge=0.05)

    arch = [
        (x - 23 * k, foot - 24 * k),
        (x - 27 * k, foot - 62 * k),
        (x - 20 * k, foot - 92 * k),
        (x, foot - 103 * k),
    ]
    arch += [(2 * x - px, py) for px, py in reversed(arch[:-1])]
    sheet.lay(stroke(arch, 1.5 * k, curved=True), "#e7b65c", "#8d5426", lift=lift)
    sheet.lay(
        stroke([(x - 7 * k, foot - 102.4 * k), (x + 7 * k, foot - 102.4 * k)], 3.6 * k), "#8c3b35", lift=lift
    )
    metal(0, 4, 23, 24)
    metal(4, 18, 21, 19)
    metal(18, 24, 13, 15)
    for side in (-1, 1):
        tube = [
            (x + side * 19 * k, foot - 14 * k),
            (x + side * 23 * k, foot - 36 * k),
            (x + side * 21 * k, foot - 62 * k),
            (x + side * 11 * k, foot - 76 * k),
        ]
        sheet.lay(stroke(tube, 2.8 * k, curved=True), *brass, sideways=True, lift=lift)
    globe = [
        (-12, 25),
        (-17, 36),
        (-17.6, 47),
        (-13, 58),
        (-9.6, 64),
        (9.6, 64),
        (13, 58),
        (17.6, 47),
        (17, 36),
        (12, 25),
        (0, 25 - 12 * tilt),
    ]
    glass = sheet.lay(
        blob([(x + a * k, foot - b * k) for a, b in globe], 8),
        *(("#ffca66", "#ff9c3a", "#c85a34") if flame else ("#4f7480", "#2c4a5c")),
        lift=lift,
    )
    if flame:
        heat = np.clip(1 - np.hypot((sheet.x - x) / (16 * k), (sheet.y - foot + 39 * k) / (21 * k)), 0, 1)
        sheet.light(heat * glass, "#ffe9a6", 1.0)
        tongue = [(0, 58), (-2, 49), (-5.6, 40), (-4.6, 33), (0, 30.4), (4.6, 33), (5.4, 40), (2.6, 48)]
        sheet.lay(
            blob([(x + a * k, foot - b * k) for a, b in tongue], 8), "#fff6cf", "#ffb13b", shadow=0, edge=0
        )
        core = [(0, 47), (-2.4, 39), (0, 33), (2.4, 39)]
        sheet.lay(
            blob([(x + a * k, foot - b * k) for a, b in core], 8), "#ffffff", "#ffe488", shadow=0, edge=0
        )
    shine = [(-12.6, 32), (-14, 44), (-11, 55), (-9.6, 54), (-12, 44), (-10.8, 33)]
    sheet.light(sheet.mask(blob([(x + a * k, foot - b * k) for a, b in shine], 8)) * glass, "#fff4dc", 0.6)
    for up in (34, 53):
        wire = [
            (x - 17.8 * k, foot - up * k),
            (x, foot - (up - 17 * tilt) * k),
            (x + 17.8 * k, foot - up * k),
        ]
        sheet.lay(stroke(wire, 0.9 * k, curved=True), "#b97a2e", lift=1.5, shadow=0.25)
    metal(64, 68, 12, 12)
    metal(68, 80, 12, 8)
    metal(80, 84, 11, 5)
    if flame:
        sheet.glow(x, foot - 42 * k, 95 * k, "#ffa63d", 0.26)


def make_portrait(seed: int, x: float = 384, y: float = 470) -> Sheet:
    """Hang the backdrop that people and things are shown against."""
    sheet = Sheet(768, 1024, seed=seed)
    sheet.lay(box(0, 0, 768, 1024), "#123a48", "#0d2536", shadow=0)
    for i, tint in enumerate(("#164a58", "#1d5c66", "#2a7175", "#3f8983")):
        edge = [
            (
                x + (430 - i * 92) * np.cos(a) * (1 + 0.02 * np.sin(9 * a + i)),
                y + (510 - i * 96) * np.sin(a) * (1 + 0.02 * np.sin(7 * a + 2 * i)),
            )
            for a in np.linspace(0, 2 * np.pi, 160, endpoint=False)
        ]
        sheet.lay(poly(edge), tint, shadow=0.4, lift=10)
    sheet.glow(x, y - 40, 420, "#ffd9a0", 0.28)
    sheet.lay(swell(768, 942, 420, 9, seed, 1030), "#17475a", "#0c2a3c", shadow=0.5, lift=12, edge=0.15)
    return sheet
