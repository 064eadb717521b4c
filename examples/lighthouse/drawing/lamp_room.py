"""The lamp room, dark and lit, and Mara at its window."""

from __future__ import annotations

import numpy as np
from PIL import Image

from drawing.figure import Figure
from drawing.lantern import lay_lantern
from drawing.mara import lay_side, lay_three_quarter
from drawing.paper import Shape, Sheet, blob, blur, box, oval, poly, shifted, stroke
from drawing.sea import lay_night


def draw_lamp_room() -> Image.Image:
    """The lamp room before: a dark lens, and Mara with the lantern."""
    sheet = Sheet(1280, 720, seed=41)
    lay_lamp_room(sheet)
    lay_lens(sheet, 760, 318, 1.06, lit=False)
    figure = Figure(sheet, 370, 676, 372)
    sheet.shade(blur(sheet.mask(oval(375, 676, 110, 14)), 9), "#03060f", 0.7)
    hand = lay_side(figure, reach=-24)
    sheet.shade(np.ones_like(sheet.x), "#5f6aa8", 0.55)
    sheet.glow(hand[0], hand[1] + 50, 420, "#ff9f40", 0.55)
    lay_lantern(sheet, hand[0] + 2, hand[1] + 96, 94, tilt=0.14)
    sheet.glow(hand[0], hand[1] + 55, 120, "#ffd08a", 0.5)
    return sheet.finish(vignette=0.45)


def draw_lamp_lit() -> Image.Image:
    """The lamp room after: light in every ring, and beams going out through the panes."""
    sheet = Sheet(1280, 720, seed=41)
    lay_lamp_room(sheet)
    for ends in (((-300, 60), (-300, 420)), ((1700, 20), (1700, 430))):
        sheet.beam(760, 318, ends, "#ffb84a", 0.85, soft=14)
    sheet.glow(760, 318, 900, "#ff7d1f", 0.62, power=1.5)
    lay_lens(sheet, 760, 318, 1.06, lit=True)
    figure = Figure(sheet, 370, 676, 372)
    sheet.shade(blur(sheet.mask(poly([(340, 672), (400, 672), (90, 740), (-60, 740)])), 9), "#03060f", 0.55)
    hand = lay_side(figure, reach=14)
    lay_lantern(sheet, hand[0] + 2, hand[1] + 96, 94, tilt=0.14)
    sheet.glow(760, 318, 520, "#ffa63c", 0.40)
    sheet.glow(760, 318, 120, "#fff4d2", 0.75)
    for a in np.linspace(0.18, 2 * np.pi + 0.18, 14, endpoint=False):
        tip = [(760 + 430 * np.cos(a + d), 318 + 430 * np.sin(a + d)) for d in (-0.045, 0.045)]
        sheet.beam(760, 318, (tip[0], tip[1]), "#ffc868", 0.34, soft=3)
    return sheet.finish(vignette=0.3)


def draw_mara_close() -> Image.Image:
    """Mara at the glass, lit from the right by the lamp."""
    sheet = Sheet(1280, 720, seed=51)
    lay_night(sheet, 500)
    sheet.beam(1420, 250, ((-200, -40), (-200, 250)), "#ffd27a", 0.5, soft=14)
    bars = [poly([(x - 13, 0), (x + 13, 0), (x + 13, 720), (x - 13, 720)]) for x in (206, 1010)] + [
        box(0, 366, 1280, 386)
    ]
    sheet.lay(bars, "#22314e", "#131f36", shadow=0.6, lift=9, edge=0.2)
    drops = sheet.rng.uniform((0, 0), (1280, 700), (46, 2))
    for x, y in drops.tolist():
        r = float(sheet.rng.uniform(2.5, 6))
        sheet.lay(
            blob([(x, y - 2.6 * r), (x + r, y), (x, y + r), (x - r, y)], 6),
            "#6f96b8",
            "#cfe4ee",
            shadow=0.3,
            lift=2,
            alpha=0.75,
        )
    sheet.glow(1330, 300, 900, "#ff9c3a", 0.55)
    before = sheet.rgb.copy()
    lay_three_quarter(Figure(sheet, 590, 1462, 1400))
    mara = blur((np.abs(sheet.rgb - before).max(axis=-1) > 0.1).astype(np.float32), 2)
    sheet.shade(np.clip((700 - sheet.x) / 420, 0, 1) * mara, "#4a3f86", 0.75)
    sheet.light(np.clip((sheet.x - 560) / 420, 0, 1) * mara, "#ff8a2a", 0.42)
    moved = np.flip(shifted(np.flip(mara, axis=1), 16, 0), axis=1)
    sheet.light(blur(np.clip(mara - moved, 0, 1), 5) * mara, "#ffe3a4", 0.9)
    sheet.glow(1330, 330, 860, "#ffa23e", 0.34)
    return sheet.finish(vignette=0.4)


def lay_lamp_room(sheet: Sheet) -> None:
    """Build the lamp room: tall panes on the storm, iron bars, a low wall, a round floor."""
    lay_night(sheet, 436)
    bars: list[Shape] = []
    for x, lean in ((-6, -40), (176, -26), (420, -9), (700, 0), (980, 9), (1160, 24), (1290, 40)):
        bars.append(poly([(x + lean - 8, 60), (x + lean + 8, 60), (x + 8, 560), (x - 8, 560)]))
    for y, sag in ((236, 16), (404, -2)):
        bars.append(
            stroke(
                [
                    (-20, y + sag),
                    (176, y + sag * 0.5),
                    (420, y + sag * 0.1),
                    (700, y),
                    (980, y + sag * 0.1),
                    (1160, y + sag * 0.5),
                    (1300, y + sag),
                ],
                7,
            )
        )
    sheet.lay(bars, "#1d2a44", "#142036", shadow=0.55, lift=6, edge=0.16)
    sheet.lay(
        blob([(-200, -80), (-200, 96), (180, 76), (700, 62), (1160, 76), (1480, 96), (1480, -80)]),
        "#0e1830",
        "#24365a",
        lift=12,
    )
    ribs = [
        poly([(700 + d * 0.12, -20), (700 + d * 0.12 + 6, -20), (700 + d + 12, 84), (700 + d - 12, 84)])
        for d in (-680, -500, -270, 0, 270, 470, 620)
    ]
    sheet.lay(ribs, "#31486c", "#1a2a49", lift=5)
    sheet.lay(
        blob([(-120, 572), (180, 546), (700, 532), (1160, 546), (1400, 572), (1400, 800), (-120, 800)]),
        "#2a5a6c",
        "#173a50",
        shadow=0.5,
        lift=10,
        edge=0.2,
    )
    seams = [
        stroke([(x, 534 + abs(x - 700) * 0.03), (x + (x - 700) * 0.05, 640)], 3)
        for x in (60, 240, 420, 560, 840, 980, 1130, 1260)
    ]
    sheet.lay(seams, "#10283b", shadow=0, alpha=0.7)
    sheet.lay(
        blob([(-120, 664), (180, 628), (700, 608), (1160, 628), (1400, 664), (1400, 860), (-120, 860)]),
        "#3b3b5c",
        "#1b1d38",
        shadow=0.5,
        lift=10,
        edge=0.14,
    )
    planks = [
        stroke([(700 + d * 0.75, 606 + abs(d) * 0.05), (700 + d * 1.5, 740)], 2.2)
        for d in range(-880, 900, 110)
    ]
    sheet.lay(planks, "#12142c", shadow=0, alpha=0.6)


def lay_lens(sheet: Sheet, x: float, y: float, k: float, *, lit: bool) -> None:
    """Stand the great lens: rings of glass around a bull's eye, in a brass frame."""
    dark = "#152235"
    sheet.lay(
        poly(
            [
                (x - 52 * k, y + 300 * k),
                (x - 36 * k, y + 176 * k),
                (x + 36 * k, y + 176 * k),
                (x + 52 * k, y + 300 * k),
            ]
        ),
        "#31546a",
        dark,
        lift=9,
    )
    for up, r in ((176, 120), (292, 84)):
        sheet.lay(
            [
                oval(x, y + up * k, r * k, 13 * k),
                box(x - r * k, y + up * k, x + r * k, y + (up + 14) * k),
                oval(x, y + (up + 14) * k, r * k, 13 * k),
            ],
            "#6b3d22",
            "#e0a443",
            "#ffe09a",
            "#c47f2c",
            "#5e3420",
            sideways=True,
            lift=7,
        )

    def half(v: float) -> float:
        return 112 * float(np.sqrt(max(0.0, 1 - (v / 205) ** 2)) ** 0.8)

    levels = np.linspace(-168, 172, 35)
    outline = [(x - half(v) * k, y + v * k) for v in levels] + [
        (x + half(v) * k, y + v * k) for v in levels[::-1]
    ]
    glass = sheet.lay(
        poly(outline),
        *(("#f6a53c", "#ffd680", "#f09a34") if lit else ("#3f6f80", "#6fa3aa", "#2f586e")),
        lift=10,
        shadow=0.5,
    )
    for v in [-150, -131, -112, -94, 94, 112, 131, 150]:
        reach = half(v)
        bow = 9 if v < 0 else -9
        ring = [
            (x - reach * k, (y + v * k)),
            (x, y + (v - bow) * k),
            (x + reach * k, y + v * k),
            (x + reach * k, y + (v + 9) * k),
            (x, y + (v + 9 - bow) * k),
            (x - reach * k, y + (v + 9) * k),
        ]
        sheet.lay(
            blob(ring, 6),
            *(("#fff4cc", "#f0932e") if lit else ("#b5d6d4", "#3c6a7c")),
            within=glass,
            shadow=0.35,
            lift=3,
        )
    for i, r in enumerate((84, 68, 53, 38, 24)):
        tint = (
            ("#ffc964", "#ffb347", "#ffd582", "#ffe9b4", "#fffdf2")[i]
            if lit
            else ("#4d8090", "#82b3b6", "#447789", "#9cc8c6", "#5d93a0")[i]
        )
        foot = (
            ("#ee9430", "#ffd07a", "#ffb64c", "#ffdf9c", "#ffffff")[i]
            if lit
            else ("#2b5468", "#41727f", "#2a5368", "#4d8390", "#2f5d70")[i]
        )
        sheet.lay(oval(x, y, r * k, r * k), tint, foot, within=glass, shadow=0.4, lift=4, edge=0.25)
    if not lit:
        sheet.light(
            blur(
                sheet.mask(
                    blob(
                        [
                            (x - 62 * k, y - 120 * k),
                            (x - 88 * k, y),
                            (x - 66 * k, y + 118 * k),
                            (x - 54 * k, y + 112 * k),
                            (x - 70 * k, y),
                            (x - 50 * k, y - 116 * k),
                        ]
                    )
                ),
                3,
            )
            * glass,
            "#e6fbff",
            0.5,
        )
    frame = [stroke([(x + s * half(v) * 1.02 * k, y + v * k) for v in levels], 6 * k) for s in (-1, 1)]
    sheet.lay(frame, "#e9b65a", "#8c5426", lift=4)
    sheet.lay(
        [
            oval(x, y - 170 * k, 70 * k, 9 * k),
            poly(
                [
                    (x - 62 * k, y - 172 * k),
                    (x - 20 * k, y - 200 * k),
                    (x + 20 * k, y - 200 * k),
                    (x + 62 * k, y - 172 * k),
                ]
            ),
            oval(x, y - 206 * k, 12 * k),
        ],
        "#6b3d22",
        "#f0bd5a",
        "#6b3d22",
        sideways=True,
        lift=5,
    )
