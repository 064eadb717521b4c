"""The rock, the lighthouse on it and the cottage beside it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from drawing.paper import Point, Sheet, blob, blur, box, oval, poly, stroke
from drawing.sea import cloud, glints, gull, lay_dusk, lay_foam, swell


def draw_rock_dusk() -> Image.Image:
    """The lighthouse, dark, at the last of the light; the weather comes from the right."""
    sheet = Sheet(1280, 720, seed=11)
    lay_dusk(sheet, 330, 428)
    for x, y, w, h, seed, top, foot in (
        (700, 150, 760, 190, 5, "#4a3a72", "#6a4574"),
        (820, 96, 640, 170, 8, "#38336a", "#4c3a70"),
        (560, 30, 860, 130, 3, "#262a55", "#35315f"),
    ):
        sheet.lay(cloud(x, y, w, h, seed), top, foot, shadow=0.38, lift=12)
    for x, y, w in ((60, 250, 190), (180, 205, 150), (470, 300, 130)):
        sheet.lay(
            blob([(x, y), (x + w * 0.3, y - 13), (x + w, y - 3), (x + w * 0.6, y + 8)]),
            "#f0a372",
            "#b25a74",
            shadow=0.25,
            lift=5,
        )
    rain = [stroke([(x, 168), (x - 80, 430)], 1.3) for x in range(1120, 1420, 9)]
    sheet.light(sheet.mask(rain), "#8f86b8", 0.28)
    sheet.lay(
        blob([(-60, 440), (-20, 405), (70, 396), (150, 416), (215, 428), (240, 445)]),
        "#71406f",
        "#8a4b72",
        lift=4,
    )
    sheet.lay(swell(1280, 432, 90, 1.5, 0.4, 720), "#c8696a", "#7b4673", lift=3)
    sheet.lay(glints(sheet.rng, 330, 436, 470, 60, 60), "#ffdf9c", shadow=0, edge=0, alpha=0.9)
    bands = [
        (458, 130, 4, 0.6, "#8d5177", "#62416f"),
        (492, 190, 7, 2.1, "#5b4a7a", "#3e4371"),
        (536, 260, 11, 4.0, "#35507a", "#264467"),
    ]
    for y, length, height, phase, top, foot in bands:
        sheet.lay(swell(1280, y, length, height, phase, 730), top, foot, shadow=0.35, lift=6, edge=0.16)
        sheet.lay(glints(sheet.rng, 330, y + 8, y + 36, 26, 120), "#ffc987", shadow=0, edge=0, alpha=0.85)
    lay_rock(sheet)
    lay_tower(sheet, 968, 420, 330)
    lay_cottage(sheet, 828, 470, 0.95)
    for y, length, height, phase, top, foot in (
        (594, 330, 15, 5.2, "#1f5268", "#153b53"),
        (644, 420, 17, 1.0, "#143f55", "#0c2a3d"),
        (694, 520, 18, 3.3, "#0b2a3c", "#071a29"),
    ):
        sheet.lay(swell(1280, y, length, height, phase, 760), top, foot, shadow=0.45, lift=9, edge=0.2)
        sheet.lay(glints(sheet.rng, 330, y + 14, y + 44, 16, 170), "#f2ab72", shadow=0, edge=0, alpha=0.6)
    for x, y, w in ((690, 594, 150), (826, 604, 90), (1104, 592, 130)):
        lay_foam(sheet, x, y, w)
    sheet.lay(
        [gull(520, 170, 44), gull(590, 216, 30), gull(455, 232, 24), gull(640, 150, 22)],
        "#fff1dc",
        "#f3d3b5",
        lift=3,
    )
    return sheet.finish()


def lay_tower(sheet: Sheet, x: float, base: float, height: float, *, lit: bool = False) -> None:
    """Stand the lighthouse: a tapering tower in two colours, gallery, lantern room and dome."""
    k = height / 330

    def at(dx: float, up: float) -> Point:
        return (x + dx * k, base - up * k)

    def half(up: float) -> float:
        return 47 - 19 * float((up / 232) ** 0.8)

    side = [at(-half(u), u) for u in np.linspace(0, 232, 24)]
    other = [at(half(u), u) for u in np.linspace(232, 0, 24)]
    tower = sheet.lay(poly([*side, *other]), "#f3e2c4", "#d9c6b4", shadow=0.55, lift=8 * k)
    for low, high in ((36, 92), (150, 200)):
        band = [at(-60, low), at(0, low - 7), at(60, low), at(60, high), at(0, high - 7), at(-60, high)]
        sheet.lay(blob([*band], 4), "#c2473f", "#a93a40", within=tower, shadow=0, edge=0.04)
    sheet.shade(
        blur(sheet.mask(poly([at(4, -10), at(70, -10), at(70, 250), at(2, 250)])), 13 * k) * tower,
        "#3a2f63",
        0.85,
    )
    sheet.light(
        blur(sheet.mask(poly([at(-70, -10), at(-24, -10), at(-16, 250), at(-70, 250)])), 9 * k) * tower,
        "#ffb066",
        0.42,
    )
    for up, dx in ((116, -6), (56, 8), (176, 5)):
        sheet.lay(
            blob(
                [at(dx - 5, up), at(dx - 5, up + 15), at(dx, up + 20), at(dx + 5, up + 15), at(dx + 5, up)], 5
            ),
            "#26304f",
            shadow=0.2,
            lift=2,
        )
    door = [at(-10, 0), at(-10, 21), at(0, 28), at(10, 21), at(10, 0)]
    sheet.lay(poly(door), "#23475a", "#173344", shadow=0.3, lift=2 * k)
    sheet.lay(poly([at(-44, 226), at(44, 226), at(37, 240), at(-37, 240)]), "#3b3a5a", "#2b2b48", lift=4 * k)
    sheet.lay(
        poly([at(-23, 240), at(23, 240), at(23, 286), at(-23, 286)]),
        *(("#ffe9a8", "#ffc45c") if lit else ("#41607a", "#24344f")),
        lift=3 * k,
    )
    lens = oval(*at(0, 262), 11 * k, 18 * k)
    sheet.lay(lens, *(("#fffbe6", "#ffe49a") if lit else ("#8fb3bb", "#4c7689")), shadow=0.2, lift=2)
    bars = [stroke([at(d, 240), at(d, 286)], 2.0 * k) for d in (-22, -8, 8, 22)]
    sheet.lay([*bars, stroke([at(-23, 263), at(23, 263)], 1.4 * k)], "#2a2742", shadow=0.2, lift=1.5)
    rails = [stroke([at(d, 240), at(d, 258)], 1.5 * k) for d in np.linspace(-41, 41, 12)]
    sheet.lay(
        [*rails, stroke([at(-43, 258), at(43, 258)], 2.4 * k), stroke([at(-42, 249), at(42, 249)], 1.2 * k)],
        "#2b2843",
        shadow=0.2,
        lift=2,
    )
    dome = sheet.lay(
        blob([at(-29, 285), at(-24, 301), at(0, 317), at(24, 301), at(29, 285), at(0, 283)]),
        "#b8433f",
        "#8a3140",
        lift=4 * k,
    )
    sheet.light(blur(sheet.mask(oval(*at(-22, 300), 12 * k)), 5 * k) * dome, "#ffb066", 0.4)
    sheet.lay([stroke([at(0, 314), at(0, 334)], 2 * k), oval(*at(0, 320), 5 * k)], "#7a2d3c", lift=2)


def lay_cottage(sheet: Sheet, x: float, base: float, k: float) -> None:
    """Build the keeper's cottage, with one window alight."""

    def at(dx: float, up: float) -> Point:
        return (x + dx * k, base - up * k)

    sheet.lay(poly([at(34, 40), at(34, 84), at(48, 84), at(48, 40)]), "#8d5a63", "#6c4459", lift=3)
    wall = sheet.lay(poly([at(-56, -6), at(56, -6), at(56, 40), at(-56, 40)]), "#e7cfb2", "#b99a97", lift=6)
    sheet.shade(
        blur(sheet.mask(box(x + 8 * k, base - 60 * k, x + 80 * k, base + 10)), 12) * wall, "#46386a", 0.7
    )
    sheet.lay(poly([at(-64, 38), at(-44, 74), at(50, 74), at(66, 38)]), "#3d5f6d", "#27455a", lift=5)
    for dx in (-40, 24):
        sheet.lay(
            poly([at(dx, 12), at(dx + 20, 12), at(dx + 20, 31), at(dx, 31)]),
            "#ffd98a",
            "#ffae4a",
            shadow=0.2,
            lift=2,
        )
        cross = [
            stroke([at(dx + 10, 12), at(dx + 10, 31)], 1.6 * k),
            stroke([at(dx, 21), at(dx + 20, 21)], 1.6 * k),
        ]
        sheet.lay(cross, "#6b4452", shadow=0)
    sheet.lay(
        poly([at(-8, -6), at(-8, 26), at(10, 26), at(10, -6)]), "#7c3b45", "#5e2d3d", shadow=0.25, lift=2
    )
    sheet.glow(*at(-30, 21), 105 * k, "#ffb347", 0.5)
    sheet.glow(*at(34, 21), 90 * k, "#ffb347", 0.4)


def lay_rock(sheet: Sheet) -> None:
    """Raise the rock out of the sea in five facets, lit from the left."""
    back = [
        (690, 620),
        (730, 540),
        (762, 474),
        (846, 462),
        (900, 436),
        (930, 420),
        (1010, 418),
        (1050, 440),
        (1110, 470),
        (1168, 530),
        (1230, 620),
    ]
    rock = sheet.lay(poly(back), "#4a3a62", "#28294a", shadow=0.5, lift=10)
    for facet, top, foot in (
        ([(730, 540), (762, 474), (846, 462), (862, 520), (800, 600), (690, 620)], "#8a5a72", "#4f3f66"),
        ([(846, 468), (900, 436), (930, 420), (948, 470), (900, 540), (862, 520)], "#7a5070", "#493c63"),
        (
            [(948, 470), (1010, 418), (1050, 440), (1040, 520), (990, 600), (930, 600), (900, 540)],
            "#4b3f68",
            "#2c2d50",
        ),
        ([(1040, 520), (1110, 470), (1168, 530), (1150, 620), (1040, 620)], "#35345a", "#20254a"),
        ([(800, 600), (862, 520), (900, 540), (930, 600), (900, 640), (790, 640)], "#5a4569", "#2e2f52"),
    ):
        sheet.lay(poly(facet), top, foot, within=rock, shadow=0.3, lift=5, edge=0.12)
    grass = [
        (846, 470),
        (880, 448),
        (930, 420),
        (1010, 417),
        (1052, 440),
        (1000, 438),
        (960, 446),
        (900, 458),
        (868, 482),
        (800, 486),
        (748, 506),
        (760, 474),
    ]
    sheet.lay(poly(grass), "#5f7a5e", "#3e5a5c", shadow=0.25, lift=3)
    steps = [
        poly(
            [
                (934 - i * 8, 430 + i * 12),
                (966 - i * 8, 430 + i * 12),
                (962 - i * 8, 437 + i * 12),
                (930 - i * 8, 437 + i * 12),
            ]
        )
        for i in range(12)
    ]
    sheet.lay(steps, "#d9b59b", "#7c6480", within=rock, shadow=0.35, lift=2)
