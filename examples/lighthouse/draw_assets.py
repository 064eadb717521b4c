"""Draw every picture and the piece of footage that `lighthouse.yaml` uses."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from paper import Floats, Point, Shape, Sheet, blob, blur, box, mixed, oval, poly, shifted, stroke, write_jpeg
from PIL import Image

ASSETS = Path(__file__).parent / "assets"
SIZE = (1280, 720)


# Sky and sea -----------------------------------------------------------------------------------------


def lay_dusk(sheet: Sheet, x: float, y: float) -> None:
    """Paint an evening sky as rings of paper around a low sun."""
    sheet.lay(box(0, 0, sheet.width, sheet.height), "#161a3f", "#272656", shadow=0)
    rings = [
        "#241f52",
        "#382663",
        "#552d6e",
        "#783873",
        "#9f4872",
        "#c45f67",
        "#e07f58",
        "#f0a35a",
        "#f8c673",
    ]
    for i, tint in enumerate(rings):
        r = 900 * (1 - i / len(rings)) ** 1.25 + 66
        waves = 9 + i
        edge = [
            (
                x
                + (r + 0.035 * r * np.sin(waves * a + i * 1.7) + 0.015 * r * np.sin(2.3 * waves * a))
                * np.cos(a)
                * 1.18,
                y + (r + 0.035 * r * np.sin(waves * a + i * 1.7)) * np.sin(a) * 0.86,
            )
            for a in np.linspace(0, 2 * np.pi, 240, endpoint=False)
        ]
        sheet.lay(poly(edge), tint, shadow=0.30, lift=9, edge=0.06)
    sheet.lay(oval(x, y, 56), "#fff3cf", "#ffe09a", shadow=0, edge=0)
    sheet.glow(x, y, 330, "#ffca7a", 0.55)


def cloud(x: float, y: float, width: float, height: float, seed: int, lumps: int = 11) -> list[Shape]:
    """Cut a bank of cloud, scalloped above and below."""
    rng = np.random.default_rng(seed)
    shapes = []
    for t in np.linspace(0, 1, lumps):
        r = height * (0.28 + 0.42 * np.sin(np.pi * t) ** 0.8) * rng.uniform(0.75, 1.15)
        shapes.append(oval(x + t * width, y - r * 0.55, r * 1.25, r))
        shapes.append(oval(x + (t + 0.04) * width, y - r * 0.1, r * 0.85, r * 0.55))
    shapes.append(
        blob(
            [
                (x - height * 0.4, y),
                (x + width / 2, y - height * 0.35),
                (x + width + height * 0.4, y),
                (x + width / 2, y + height * 0.13),
            ]
        )
    )
    return shapes


def swell(width: float, y: float, length: float, height: float, phase: float, depth: float) -> Shape:
    """Cut a band of sea whose crests lean a little to the right."""
    xs = np.arange(-length, width + length, 4.0)
    a = 2 * np.pi * xs / length + phase
    crest = y - height * (np.sin(a) + 0.32 * np.sin(2 * a + 0.9) + 0.25 * np.sin(a * 0.37 + 1.3 * phase))
    return poly([*zip(xs.tolist(), crest.tolist(), strict=True), (width + length, depth), (-length, depth)])


def glints(
    rng: np.random.Generator, x: float, y0: float, y1: float, count: int, spread: float
) -> list[Shape]:
    """Cut the slivers of light that lie on water under a light at `x`."""
    shapes = []
    for _ in range(count):
        t = rng.random() ** 0.8
        y = y0 + (y1 - y0) * t
        reach = (10 + 44 * t) * rng.uniform(0.4, 1.1)
        at = x + rng.normal() * spread * (0.35 + 0.75 * t)
        thick = 1.0 + 2.2 * t
        shapes.append(blob([(at - reach, y), (at, y - thick), (at + reach, y), (at, y + thick)], 8))
    return shapes


def lay_foam(sheet: Sheet, x: float, y: float, width: float) -> None:
    """Break a wave against something: a row of paper curls."""
    sizes = sheet.rng.uniform(6, 13, 9)
    curls = [
        oval(x + width * i / 8, y - r * 0.4, r * 1.2, r * np.sin(np.pi * (i + 1) / 10))
        for i, r in enumerate(sizes)
    ]
    sheet.lay(curls, "#fdeed8", "#c9a6ae", shadow=0.3, lift=3)


def gull(x: float, y: float, span: float, lift: float = 0.32) -> Shape:
    """Cut a gull seen from far off."""
    s = span / 2
    top = [
        (x - s, y - lift * s * 0.5),
        (x - s * 0.5, y - lift * s * 1.3),
        (x, y),
        (x + s * 0.5, y - lift * s * 1.4),
        (x + s, y - lift * s * 0.3),
    ]
    under = [(x + s * 0.5, y - lift * s * 1.05), (x, y + span * 0.07), (x - s * 0.5, y - lift * s * 0.95)]
    return poly([*top, *under])


# The rock and its tower ------------------------------------------------------------------------------


def lay_tower(sheet: Sheet, x: float, base: float, height: float, *, lit: bool = False) -> None:
    """Stand the lighthouse: a tapering tower in two colours, gallery, lantern room and dome."""
    k = height / 330

    def at(dx: float, up: float) -> Point:
        return (x + dx * k, base - up * k)

    def half(up: float) -> float:
        return 47 - 19 * (up / 232) ** 0.8

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


def draw_rock_dusk() -> Image.Image:
    """The lighthouse, dark, at the last of the light; the weather comes from the right."""
    sheet = Sheet(*SIZE, seed=11)
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
    rain = [stroke([(x, 168), (x - 80, 430)], 1.3) for x in np.arange(1120, 1420, 9)]
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


# Mara and the lantern --------------------------------------------------------------------------------

COAT, COAT_FOOT, COAT_DARK = "#ffc933", "#e89a1f", "#c9761c"
HAT, SKIN, HAIR, BOOT, INK = "#ffd24a", "#f0b48c", "#cfd3d6", "#2b3a4a", "#2a2238"


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


def lay_front(f: Figure) -> None:
    """Mara from the front."""
    for side in (-1, 1):
        f.cut(
            [
                (side * 3, 0),
                (side * 3, 16),
                (side * 13, 16),
                (side * 13, 5),
                (side * 16, 1.5),
                (side * 12, 0),
            ],
            "#3c4f61",
            BOOT,
            curved=False,
        )
        f.line([(side * 3.4, 13.5), (side * 12.6, 13.5)], 1.1, "#5d7386")
    coat = f.cut(
        [
            (-11, 71),
            (-15, 60),
            (-18.5, 38),
            (-22, 13),
            (-10, 11),
            (0, 10.4),
            (10, 11),
            (22, 13),
            (18.5, 38),
            (15, 60),
            (11, 71),
            (0, 74),
        ],
        COAT,
        COAT_FOOT,
    )
    f.soften(coat, -2, 26, 0.5)
    f.line([(-21, 17), (0, 14), (21, 17)], 0.6, COAT_DARK, within=coat)
    f.line([(1.6, 70), (1.2, 40), (1.6, 11)], 0.7, COAT_DARK, within=coat)
    for up in (60, 50, 40, 30):
        f.dot(-1.6, up, 1.1, 1.1, "#5b3a36", shadow=0.3)
        f.line([(-1.6, up), (3.2, up + 0.6)], 0.55, "#7a4a2e")
    for side in (-1, 1):
        f.cut(
            [(side * 7, 33), (side * 15, 32), (side * 15.6, 24), (side * 7.4, 25)],
            "#f6b32b",
            "#df8f1d",
            shadow=0.3,
        )
        f.cut(
            [
                (side * 9, 71),
                (side * 14, 69),
                (side * 19, 56),
                (side * 23.4, 40),
                (side * 18, 38),
                (side * 13.5, 52),
                (side * 10, 62),
            ],
            COAT,
            "#eda426",
            shadow=0.45,
        )
        f.dot(side * 21, 37, 2.7, 3.2, SKIN, "#d58f70", turn=-side * 15, shadow=0.3)
        f.cut(
            [(side * 16.8, 38.8), (side * 24.2, 40.8), (side * 23.6, 43.4), (side * 17, 41.6)],
            "#e59b20",
            shadow=0.2,
        )
    lay_head_front(f)
    f.braid([(-8.6, 74), (-9.2, 70.6), (-9.4, 67.4), (-9.2, 64.4), (-8.8, 61.6), (-8.4, 59)], 2.6)


def lay_head_front(f: Figure) -> None:
    """Her head, her hat and her collar, from the front."""
    f.cut([(-13, 70), (-7, 77), (7, 77), (13, 70), (6, 65.5), (0, 69), (-6, 65.5)], "#f3ae2a", "#dd8f1d")
    f.cut(
        [(-10, 92), (-11, 84), (-10.8, 77), (-6, 72), (6, 72), (10.8, 77), (11, 84), (10, 92)],
        HAIR,
        "#a4acb3",
    )
    face = f.cut(
        [(-8.4, 92), (-9, 86), (-8.9, 80), (-6.4, 74), (0, 71.4), (6.4, 74), (8.9, 80), (9, 86), (8.4, 92)],
        SKIN,
        "#e79f7c",
    )
    f.soften(face, 0, 12, 0.35)
    for side in (-1, 1):
        f.dot(side * 5.4, 78.2, 1.9, 1.3, "#e0786a", within=face)
        f.dot(side * 3.6, 82, 0.75, 0.95, INK)
        f.line([(side * 2.2, 84.3), (side * 3.8, 84.9), (side * 5.4, 84.2)], 0.65, "#8d949b")
        f.line([(side * 6.6, 81.4), (side * 7.8, 80.9)], 0.25, "#c27a60")
    f.cut([(-0.4, 82), (-1.5, 78.4), (0, 77.6), (1.7, 78.4), (0.5, 82)], "#dd8f70", shadow=0.15)
    f.line([(-2.2, 75.5), (0, 74.9), (2.4, 75.6)], 0.5, "#93463f")
    f.cut(
        [(-15.5, 84), (-9, 88.5), (0, 90), (9, 88.5), (15.5, 84), (11, 91), (0, 93), (-11, 91)],
        "#e9a224",
        "#d88a1c",
    )
    crown = f.cut(
        [(-10.8, 89), (-10, 95), (-5.5, 99.4), (0, 100.4), (5.5, 99.4), (10, 95), (10.8, 89), (0, 91.6)],
        HAT,
        "#f0ae2a",
    )
    f.soften(crown, 0, 14, 0.4)
    f.line([(0, 100), (0.4, 95), (0, 91.5)], 0.4, COAT_DARK, within=crown)
    f.line([(-10.6, 89.8), (0, 92.4), (10.6, 89.8)], 0.7, COAT_DARK, within=crown)


def lay_three_quarter(f: Figure) -> None:
    """Mara half turned, looking to the right."""
    f.cut([(4, 0), (4, 16), (12, 16), (12.4, 5), (18, 2.4), (17, 0)], "#33465a", "#22303f", curved=False)
    f.cut([(-12, 0), (-12, 16), (-2, 16), (-1.6, 5), (4.6, 2.4), (3.6, 0)], "#3c4f61", BOOT, curved=False)
    f.line([(-11.6, 13.5), (-2.4, 13.5)], 1.1, "#5d7386")
    f.cut([(9, 70), (14, 62), (20, 44), (17, 40), (10, 50)], "#e2a026", "#c57c1d")
    f.dot(18.8, 40, 2.4, 2.9, "#d58f70", shadow=0.3)
    coat = f.cut(
        [
            (-11, 71),
            (-14.5, 58),
            (-18, 36),
            (-21, 13),
            (-8, 10.6),
            (4, 10.4),
            (17, 13),
            (16, 36),
            (13.4, 58),
            (10, 71),
            (0, 74),
        ],
        COAT,
        COAT_FOOT,
    )
    f.soften(coat, -2, 22, 0.5)
    f.line([(-20, 17), (0, 14), (17, 17)], 0.6, COAT_DARK, within=coat)
    f.line([(7, 70), (8.4, 40), (9.4, 11)], 0.7, COAT_DARK, within=coat)
    for up in (60, 50, 40, 30):
        x = 8 - 0.03 * (up - 30)
        f.dot(x - 3, up, 1.0, 1.1, "#5b3a36", shadow=0.3)
        f.line([(x - 3, up), (x + 1.2, up + 0.6)], 0.55, "#7a4a2e")
    f.cut([(-3, 33), (4.4, 32), (4.6, 24), (-2.6, 25)], "#f6b32b", "#df8f1d", shadow=0.3)
    f.cut(
        [(-11, 70), (-5, 70), (-5, 58), (-8, 42), (-9.6, 38), (-15.6, 39), (-16.4, 46), (-14.6, 58)],
        COAT,
        "#eda426",
        shadow=0.5,
    )
    f.dot(-12.4, 36.4, 2.8, 3.3, SKIN, "#d58f70", shadow=0.3)
    f.cut([(-16.4, 38.4), (-8.8, 37.6), (-8.6, 40.4), (-16.4, 41.4)], "#e59b20", shadow=0.2)
    lay_head_three_quarter(f)
    f.braid([(-8.6, 75), (-9.6, 71.6), (-9.8, 68.4), (-9.4, 65.4), (-8.8, 62.6), (-8, 60)], 2.6)


def lay_head_three_quarter(f: Figure) -> None:
    """Her head, half turned."""
    f.cut(
        [(-12.6, 70), (-8, 77), (6, 77), (12, 70.4), (7, 65.4), (3, 68.6), (-4, 65.6)], "#f3ae2a", "#dd8f1d"
    )
    f.cut([(-10, 92), (-11.4, 86), (-11.6, 78), (-7, 72), (4, 72.4), (6, 92)], HAIR, "#a4acb3")
    face = f.cut(
        [
            (-5.2, 92),
            (-5.6, 86),
            (-5.8, 80),
            (-3.2, 74),
            (2.6, 71.2),
            (7.4, 73.6),
            (9.2, 78),
            (9.4, 83),
            (9.4, 87),
            (8.6, 92),
        ],
        SKIN,
        "#e79f7c",
    )
    f.soften(face, 14, -8, 0.32)
    f.dot(0.4, 78, 2.0, 1.4, "#e0786a", within=face)
    f.dot(8.4, 78.4, 1.1, 1.2, "#e0786a", within=face)
    f.dot(2.1, 82.1, 0.75, 0.98, INK)
    f.dot(7.5, 82.1, 0.62, 0.95, INK)
    f.line([(0.4, 84.4), (2.2, 85), (3.8, 84.4)], 0.65, "#8d949b")
    f.line([(6.4, 84.6), (7.6, 84.9), (8.7, 84.4)], 0.6, "#8d949b")
    f.cut([(4.9, 82.4), (5, 79.4), (7.4, 77.5), (7.6, 78.6), (6, 82.4)], "#da8a6b", shadow=0.15)
    f.line([(2.8, 75.4), (4.8, 74.8), (6.8, 75.4)], 0.5, "#93463f")
    f.line([(-1.6, 81.4), (-3, 80.8)], 0.25, "#c27a60")
    f.cut(
        [
            (-17.4, 81),
            (-16, 80.2),
            (-10, 85.4),
            (-2, 88.8),
            (7, 89),
            (14.6, 86),
            (11.4, 91.4),
            (0, 93),
            (-11, 90.6),
        ],
        "#e9a224",
        "#d88a1c",
    )
    crown = f.cut(
        [(-11.2, 88.4), (-10.2, 95), (-5, 99.6), (0.6, 100.4), (6, 99), (9.8, 95), (10.8, 89.4), (0, 91.4)],
        HAT,
        "#f0ae2a",
    )
    f.soften(crown, 6, -16, 0.4)
    f.line([(2, 100.2), (4.2, 95.6), (4.4, 91)], 0.4, COAT_DARK, within=crown)
    f.line([(-11, 89.2), (0, 92.2), (10.6, 90.2)], 0.7, COAT_DARK, within=crown)


def lay_side(f: Figure, reach: float | None = None) -> Point:
    """Mara from the side, looking right; with `reach` she lifts an arm, and where her hand is comes back."""
    f.cut([(-2, 0), (-2, 16), (7, 16), (7.4, 6), (14.6, 2.6), (14, 0)], "#33465a", "#22303f", curved=False)
    f.cut([(-8, 0), (-8, 16), (2, 16), (2.4, 6), (9.4, 2.6), (8.6, 0)], "#3c4f61", BOOT, curved=False)
    f.line([(-7.6, 13.5), (1.6, 13.5)], 1.1, "#5d7386")
    coat = f.cut(
        [
            (-7, 71),
            (-11, 60),
            (-13.4, 38),
            (-17, 13),
            (-6, 10.6),
            (4, 10.6),
            (13, 13),
            (11.6, 36),
            (10, 58),
            (7, 70),
            (0, 74),
        ],
        COAT,
        COAT_FOOT,
    )
    f.soften(coat, 6, -20, 0.55)
    f.line([(-16, 17), (0, 14), (13, 17)], 0.6, COAT_DARK, within=coat)
    f.cut([(1, 33), (8.4, 32), (8.8, 24), (1.4, 25)], "#f6b32b", "#df8f1d", shadow=0.3)
    lay_head_side(f)
    f.braid([(-8, 76), (-10, 72.6), (-11.4, 69.2), (-12, 66), (-12.2, 63), (-12, 60.4)], 2.6)
    if reach is None:
        f.cut(
            [(-6, 69), (2, 69.4), (4.4, 58), (4.4, 44), (3.4, 38), (-3.2, 38), (-4.6, 46), (-6.4, 58)],
            COAT,
            "#eda426",
            shadow=0.5,
        )
        f.dot(0.4, 36.2, 2.8, 3.3, SKIN, "#d58f70", shadow=0.3)
        f.cut([(-4, 38), (4, 37.6), (4.2, 40.6), (-4.2, 41)], "#e59b20", shadow=0.2)
        return f.at(0.4, 34)
    c, s = np.cos(np.radians(reach)), np.sin(np.radians(reach))

    def arm(along: float, across: float) -> Point:
        return (-1 + along * c - across * s, 66 + along * s + across * c)

    f.cut(
        [arm(-3, -1), arm(0, 4), arm(10, 3.8), arm(24, 3.6), arm(24.6, -3.2), arm(10, -4), arm(0, -4.4)],
        COAT,
        "#f0a827",
        shadow=0.5,
    )
    f.dot(*arm(27, 0), 3.2, 2.8, SKIN, "#d58f70", turn=-reach, shadow=0.3)
    f.cut([arm(21.6, 4), arm(24.6, 4), arm(24.8, -3.8), arm(21.8, -3.8)], "#e59b20", shadow=0.2)
    return f.at(*arm(28, -1))


def lay_head_side(f: Figure) -> None:
    """Her head from the side."""
    f.cut([(-9.4, 71), (-6, 77.4), (5, 76.4), (9, 70), (5, 66.4), (-4, 66)], "#f3ae2a", "#dd8f1d")
    f.cut([(-9, 92), (-10, 86), (-10, 79), (-6, 73), (1, 73), (3, 92)], HAIR, "#a4acb3")
    face = f.cut(
        [
            (-2.4, 92),
            (-2.8, 86),
            (-3, 80),
            (-1, 75),
            (3.4, 71.6),
            (6.6, 72.4),
            (7.6, 75),
            (7.4, 77.2),
            (10.4, 78.6),
            (8, 82),
            (7.8, 85),
            (7.8, 88),
            (7.2, 92),
        ],
        SKIN,
        "#e79f7c",
    )
    f.soften(face, 12, -6, 0.32)
    f.dot(2.8, 78, 2.0, 1.5, "#e0786a", within=face)
    f.dot(5.4, 82.2, 0.7, 0.98, INK)
    f.line([(3.8, 84.6), (5.6, 85.1), (7.2, 84.5)], 0.65, "#8d949b")
    f.line([(7.4, 75.3), (5, 75.1)], 0.5, "#93463f")
    f.line([(1.6, 81.6), (0.4, 81)], 0.25, "#c27a60")
    f.cut(
        [
            (-18.6, 79),
            (-17, 78.4),
            (-11, 84.4),
            (-4, 88.6),
            (6, 89),
            (14.6, 86.6),
            (11, 91.4),
            (0, 93),
            (-9.6, 90.4),
        ],
        "#e9a224",
        "#d88a1c",
    )
    crown = f.cut(
        [(-10.4, 88.4), (-9.4, 95), (-4.4, 99.6), (1, 100.4), (6.2, 98.6), (9, 94.6), (9.8, 89.8), (0, 91.4)],
        HAT,
        "#f0ae2a",
    )
    f.soften(crown, 4, -16, 0.45)
    f.line([(-10.2, 89.2), (0, 92.2), (9.8, 90.6)], 0.7, COAT_DARK, within=crown)


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


def draw_mara(view: Callable[[Figure], object], seed: int) -> Image.Image:
    """Mara, whole, before a plain ground."""
    sheet = make_portrait(seed)
    sheet.shade(blur(sheet.mask(oval(384, 962, 210, 22)), 14), "#04121c", 0.7)
    view(Figure(sheet, 384, 964, 860))
    return sheet.finish()


def draw_lamp(tilt: float, seed: int) -> Image.Image:
    """The lantern before a plain ground."""
    sheet = make_portrait(seed, y=500)
    sheet.shade(blur(sheet.mask(oval(384, 905, 260, 40)), 18), "#04121c", 0.7)
    sheet.glow(384, 560, 540, "#ff9d3c", 0.5)
    lay_lantern(sheet, 384, 890, 720, tilt=tilt)
    return sheet.finish()


# Inside ----------------------------------------------------------------------------------------------


def lay_night(sheet: Sheet, horizon: float) -> None:
    """Paint the storm outside: night, cloud, rain and a high sea."""
    w, h = sheet.width, sheet.height
    sheet.lay(box(0, 0, w, h), "#0d1533", "#1f2a56", "#2c4a6b", shadow=0)
    for x, y, wide, high, seed, top, foot in (
        (-80, 110, 760, 170, 31, "#1b2148", "#2a3263"),
        (560, 170, 820, 210, 32, "#20295a", "#323f74"),
        (120, 300, 620, 130, 33, "#2a3a6a", "#3c5480"),
        (-60, 40, 1440, 120, 34, "#10163a", "#1b2350"),
    ):
        sheet.lay(cloud(x, y, wide, high, seed), top, foot, shadow=0.4, lift=12)
    for i, (top, foot) in enumerate((("#37607d", "#234a68"), ("#235069", "#153a55"), ("#143c54", "#0b2338"))):
        sheet.lay(
            swell(w, horizon + 34 * i, 170 + 70 * i, 8 + 5 * i, 1.7 * i + 0.5, h + 40),
            top,
            foot,
            shadow=0.4,
            lift=7,
            edge=0.2,
        )
    xs = sheet.rng.uniform(-40, w + 160, 150)
    ys = sheet.rng.uniform(-60, horizon + 120, 150)
    rain = [stroke([(x, y), (x - 14, y + 50)], 1.4) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    sheet.light(sheet.mask(rain), "#a9c3e0", 0.34)


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
        return 112 * np.sqrt(max(0.0, 1 - (v / 205) ** 2)) ** 0.8

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
        r = half(v)
        bow = 9 if v < 0 else -9
        ring = [
            (x - r * k, (y + v * k)),
            (x, y + (v - bow) * k),
            (x + r * k, y + v * k),
            (x + r * k, y + (v + 9) * k),
            (x, y + (v + 9 - bow) * k),
            (x - r * k, y + (v + 9) * k),
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


def draw_lamp_room() -> Image.Image:
    """The lamp room before: a dark lens, and Mara with the lantern."""
    sheet = Sheet(*SIZE, seed=41)
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
    sheet = Sheet(*SIZE, seed=41)
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
    sheet = Sheet(*SIZE, seed=51)
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


def draw_stairs() -> Image.Image:
    """The inside of the tower: stairs winding up around a column."""
    sheet = Sheet(*SIZE, seed=61)
    sheet.lay(box(0, 0, 1280, 720), "#2b2754", "#274a66", "#173448", shadow=0)
    for row, y in enumerate(range(-20, 760, 40)):
        for x in np.arange(-40 + 46 * (row % 2), 1320, 92):
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


# The chart -------------------------------------------------------------------------------------------


def shoal(x: float, y: float, rx: float, ry: float, seed: int) -> Shape:
    """Cut one line of equal depth around a shoal."""
    rng = np.random.default_rng(seed)
    bumps = rng.normal(size=(5, 2)) * 0.07
    points = []
    for a in np.linspace(0, 2 * np.pi, 48, endpoint=False):
        r = 1 + sum(
            float(p) * np.sin((k + 2) * a) + float(q) * np.cos((k + 2) * a) for k, (p, q) in enumerate(bumps)
        )
        points.append((x + rx * r * np.cos(a), y + ry * r * np.sin(a)))
    return blob(points, 5)


def lay_rose(sheet: Sheet, x: float, y: float, r: float) -> None:
    """Print a compass rose."""
    ink = "#7c3b45"
    for radius, width in ((r, 2.5), (r * 0.9, 1.2), (r * 0.55, 1.2)):
        ring = oval(x, y, radius)
        sheet.lay(stroke([*ring.points, ring.points[0]], width), ink, shadow=0, edge=0, alpha=0.75)
    ticks = [
        stroke([(x + r * q * np.cos(a), y + r * q * np.sin(a)) for q in (0.9, 1.0)], 1.2)
        for a in np.linspace(0, 2 * np.pi, 72, endpoint=False)
    ]
    sheet.lay(ticks, ink, shadow=0, edge=0, alpha=0.75)
    for arms, turn, long in ((4, np.pi / 4, 0.62), (4, 0.0, 0.98)):
        for a in np.linspace(turn, turn + 2 * np.pi, arms, endpoint=False):
            tip = (x + r * long * np.cos(a), y + r * long * np.sin(a))
            for side, tint in ((1, "#b8433f"), (-1, "#f6dfb4")):
                foot = (
                    x + r * 0.16 * np.cos(a + side * np.pi / 4),
                    y + r * 0.16 * np.sin(a + side * np.pi / 4),
                )
                sheet.lay(poly([(x, y), foot, tip]), tint, shadow=0.22, lift=2)
    sheet.write(x, y - r - 24, "N", 34, ink)


def draw_chart() -> Image.Image:
    """The chart on the keeper's table: the rock, its light, and a course drawn past it."""
    sheet = Sheet(1920, 1080, seed=71, paint=0.035)
    sheet.lay(box(0, 0, 1920, 1080), "#4a2c34", "#2a1a2c", shadow=0)
    for y in (180, 420, 655, 890):
        sheet.lay(box(0, y, 1920, y + 4), "#1c1022", shadow=0.5, lift=6)
    page = sheet.lay(
        poly([(86, 58), (1850, 40), (1866, 1040), (70, 1022)]), "#f6e4bd", "#e9cf9f", shadow=0.75, lift=22
    )
    frame = [(124, 92), (1812, 76), (1828, 1004), (108, 986), (124, 92)]
    sea = sheet.lay(poly(frame), "#bcd3c4", "#9fc2bb", within=page, shadow=0, edge=0)
    rings = (
        (980, 560, 720, 420, 72, "#a9cbc0"),
        (1010, 555, 540, 310, 73, "#c3d9c2"),
        (1040, 550, 390, 220, 74, "#dbe3c2"),
        (1060, 548, 250, 140, 75, "#eee5be"),
    )
    for x, y, rx, ry, seed, tint in rings:
        sheet.lay(shoal(x, y, rx, ry, seed), tint, within=sea, shadow=0.26, lift=6)
    for x, y, rx, ry, seed in ((430, 300, 150, 86, 76), (1560, 790, 190, 96, 77)):
        sheet.lay(shoal(x, y, rx, ry, seed), "#c3d9c2", within=sea, shadow=0.26, lift=6)
        sheet.lay(shoal(x, y, rx * 0.55, ry * 0.5, seed + 10), "#dbe3c2", within=sea, shadow=0.26, lift=5)
    grid = [stroke([(x, 80), (x - 6, 1000)], 1.2) for x in range(300, 1800, 250)] + [
        stroke([(110, y), (1826, y - 12)], 1.2) for y in range(240, 1000, 190)
    ]
    sheet.lay(grid, "#35606b", within=sea, shadow=0, edge=0, alpha=0.35)
    light = (
        sheet.mask(
            poly(
                [
                    (1068, 540),
                    *[
                        (1068 + 600 * np.cos(a), 540 + 600 * np.sin(a))
                        for a in np.linspace(np.pi * 0.72, np.pi * 1.3, 40)
                    ],
                ]
            )
        )
        * sea
    )
    sheet.shade(light, "#ffc247", 0.55)
    arc = [
        (1068 + 470 * np.cos(a), 540 + 470 * np.sin(a)) for a in np.linspace(np.pi * 0.72, np.pi * 1.3, 60)
    ]
    sheet.lay([stroke(arc[i : i + 2], 2.5) for i in range(0, 58, 3)], "#a3472f", within=sea, shadow=0, edge=0)
    sheet.lay(shoal(1070, 548, 118, 70, 78), "#d9a866", "#b97f4f", shadow=0.4, lift=7)
    sheet.lay(shoal(1070, 544, 66, 38, 79), "#c2874f", "#9c6340", shadow=0.35, lift=5)
    star = [
        (
            1068 + (30 if i % 2 == 0 else 11) * np.sin(i * np.pi / 5),
            540 - (30 if i % 2 == 0 else 11) * np.cos(i * np.pi / 5),
        )
        for i in range(10)
    ]
    sheet.lay(poly(star), "#c2334a", "#8f2440", shadow=0.4, lift=3)
    rng = np.random.default_rng(80)
    for _ in range(64):
        x, y = rng.uniform(150, 1790), rng.uniform(120, 970)
        near = np.hypot((x - 1060) / 1.7, y - 548)
        if near < 110 or (x < 720 and y > 640) or (x > 1290 and y < 330) or (x > 1210 and y > 880):
            continue
        sheet.write(
            float(x), float(y), str(int(3 + near / 16 + rng.integers(0, 4))), 20, "#2d5560", alpha=0.7
        )
    sheet.write(1072, 640, "SKERRY ROCK", 30, "#5e2d3d", space=5)
    sheet.write(1072, 674, "Fl. 10s  41m  18M", 21, "#5e2d3d")
    course = [
        (690, 975),
        (660, 820),
        (672, 640),
        (790, 430),
        (1010, 300),
        (1330, 290),
        (1590, 370),
        (1815, 380),
    ]
    run = stroke(course, 1, curved=True).points
    sheet.lay(
        [stroke(run[i : i + 4], 4.5) for i in range(0, len(run) - 4, 6)],
        "#b3303f",
        shadow=0.15,
        lift=2,
        edge=0,
    )
    for i, hour in ((26, "18.00"), (42, "19.30"), (58, "21.00")):
        x, y = run[i]
        sheet.lay([oval(x, y, 10)], "#b3303f", shadow=0.3, lift=2)
        sheet.write(x - 18, y - 26, hour, 24, "#8a2436", anchor="rm")
    lay_rose(sheet, 400, 790 - 20, 158)
    sheet.lay(
        poly([(1330, 108), (1784, 104), (1786, 262), (1330, 264)]), "#f6e4bd", "#efd9ab", shadow=0.4, lift=7
    )
    sheet.write(1558, 148, "SKERRY SOUND", 38, "#27455a", space=7)
    sheet.write(1558, 192, "and its approaches", 24, "#27455a")
    sheet.write(1558, 230, "soundings in fathoms", 18, "#7c3b45", space=2)
    for i in range(10):
        sheet.lay(
            box(1250 + 52 * i, 938, 1302 + 52 * i, 950), "#27455a" if i % 2 else "#f6e4bd", shadow=0, edge=0
        )
    sheet.write(1510, 918, "sea miles", 18, "#27455a", space=2)
    sheet.lay([stroke([a, b], 3) for a, b in itertools.pairwise(frame)], "#35505c", shadow=0, edge=0)
    lay_dividers(sheet)
    sheet.shade(np.clip((np.hypot((sheet.x - 860) / 1.35, sheet.y - 470) - 330) / 820, 0, 1), "#231a3f", 0.74)
    sheet.glow(700, 340, 1200, "#ff9c3a", 0.42, power=1.4)
    return sheet.finish(vignette=0.35)


def lay_dividers(sheet: Sheet) -> None:
    """Leave a pair of brass dividers standing on the course."""
    hinge, a, b = (1640.0, 520.0), (1330.0, 290.0), (1470.0, 742.0)
    for tip in (a, b):
        mid = (hinge[0] * 0.45 + tip[0] * 0.55, hinge[1] * 0.45 + tip[1] * 0.55)
        d = np.array(tip) - np.array(hinge)
        n = np.array((-d[1], d[0])) / np.hypot(*d)
        thick, thin = n * 12, n * 5
        leg = [
            (hinge[0] + thick[0], hinge[1] + thick[1]),
            (mid[0] + thin[0], mid[1] + thin[1]),
            (mid[0] - thin[0], mid[1] - thin[1]),
            (hinge[0] - thick[0], hinge[1] - thick[1]),
        ]
        sheet.lay(stroke([mid, tip], 5), "#c9d2d6", "#6c7885", shadow=0.5, lift=8)
        sheet.lay(poly(leg), "#ffdd8a", "#b5742c", shadow=0.5, lift=9, edge=0.2)
    sheet.lay(oval(*hinge, 30), "#ffe09a", "#a86a2a", shadow=0.5, lift=9, edge=0.2)
    sheet.lay(oval(*hinge, 11), "#8c5426", "#f0c060", shadow=0.3, lift=3)


# Footage ---------------------------------------------------------------------------------------------

FPS, SECONDS, RATE = 24, 4, 48000


def film_sea() -> list[Image.Image]:
    """Four seconds of the evening sea, wave behind wave, with gulls going home."""
    sheet = Sheet(*SIZE, seed=91)
    lay_dusk(sheet, 860, 402)
    sheet.lay(cloud(-160, 120, 760, 150, 92), "#3a3170", "#573a74", shadow=0.38, lift=12)
    sheet.lay(cloud(-220, 46, 900, 120, 93), "#262a5b", "#352f64", shadow=0.38, lift=12)
    sheet.lay(
        blob([(120, 412), (190, 376), (262, 352), (330, 372), (420, 412)]), "#5b3a6a", "#6c3f6c", lift=4
    )
    lay_tower(sheet, 268, 358, 92)
    sky = sheet.rgb.copy()
    bands = [
        (408, 96, 2.0, "#c8696a", "#8d4c74"),
        (436, 150, 4.5, "#935277", "#684372"),
        (474, 220, 8, "#5d4a7c", "#41427a"),
        (522, 310, 13, "#35507e", "#24456a"),
        (584, 420, 20, "#1f5570", "#133c55"),
        (658, 560, 26, "#113c52", "#071d2d"),
    ]
    frames = []
    for n in range(FPS * SECONDS):
        t = n / FPS
        sheet.rgb = sky.copy()
        sheet.rng = np.random.default_rng(94)
        glitter = np.random.default_rng(95)
        for i, (y, length, height, top, foot) in enumerate(bands):
            bob = y + height * 0.5 * np.sin(1.5 * t + i * 1.9)
            sheet.lay(
                swell(1280, bob, length, height, 1.3 * i - t * (1.15 - 0.08 * i), 800),
                top,
                foot,
                shadow=0.38,
                lift=3 + 1.5 * i,
                edge=0.18,
            )
            slivers = []
            for _ in range(26 - 3 * i):
                off, dy, reach, beat = (
                    glitter.normal(),
                    glitter.uniform(6, 16 + 5 * i),
                    glitter.uniform(8, 16 + 7 * i),
                    glitter.uniform(0, 6.3),
                )
                open_ = max(0.0, np.sin(beat + 2.4 * t))
                if open_ > 0.08:
                    x, at, thick = (
                        860 + off * (46 + 26 * i) + 7 * np.sin(t + beat),
                        bob + height + dy,
                        (0.9 + 0.45 * i) * open_,
                    )
                    slivers.append(
                        blob(
                            [
                                (x - reach * open_, at),
                                (x, at - thick),
                                (x + reach * open_, at),
                                (x, at + thick),
                            ],
                            6,
                        )
                    )
            if slivers:
                sheet.lay(slivers, mixed("#ffe2a4", "#ff9f6a", i / 6), shadow=0, edge=0, alpha=0.88)
        flock = [(330, 220, 58, 0.0), (424, 178, 40, 0.9), (500, 252, 34, 1.7), (250, 286, 28, 2.6)]
        wings = [
            gull(x + 52 * t, y - 9 * t + 5 * np.sin(2 * t + p), s, 0.30 + 0.26 * np.sin(7 * t + p))
            for x, y, s, p in flock
        ]
        sheet.lay(wings, "#fff1dc", "#f3d3b5", shadow=0.3, lift=3)
        frames.append(sheet.finish(grain=0.011))
    return frames


def make_surf() -> Floats:
    """Make the sound of it: two channels of shaped noise that swell and draw back."""
    rng = np.random.default_rng(96)
    count = RATE * SECONDS
    t = np.arange(count) / RATE
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    channels = []
    for side in range(2):
        total = np.zeros(count)
        for low, high, slow, start, gain in (
            (40, 320, 0.25, 0.0, 1.0),
            (300, 1800, 0.5, 1.1, 0.55),
            (1500, 7000, 0.5, 1.9, 0.22),
        ):
            noise = np.fft.rfft(rng.normal(size=count))
            noise *= np.exp(
                -((np.log((pitch + 1) / np.sqrt(low * high)) / np.log(high / low)) ** 2) * 4
            ) / np.sqrt(pitch + 30)
            band = np.fft.irfft(noise, count)
            band /= np.sqrt(np.mean(band**2))
            breath = (0.5 + 0.5 * np.sin(2 * np.pi * slow * t - start - 0.35 * side)) ** 1.6
            total += gain * band * (0.25 + 0.75 * breath)
        channels.append(total)
    sound = np.stack(channels)
    return (sound / np.abs(sound).max() * 0.5).astype(np.float32)


def write_film(frames: list[Image.Image], sound: Floats, path: Path) -> None:
    """Encode pictures and sound as H.264 and AAC."""
    with av.open(path, "w", options={"movflags": "faststart"}) as film:
        picture = film.add_stream(
            "libx264", rate=FPS, options={"crf": "23", "preset": "slow", "threads": "1"}
        )
        picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
        voice = film.add_stream("aac", rate=RATE, layout="stereo")
        voice.bit_rate = 128_000
        for frame in frames:
            film.mux(picture.encode(av.VideoFrame.from_image(frame)))
        film.mux(picture.encode())
        for start in range(0, sound.shape[1], 1024):
            part = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(sound[:, start : start + 1024]), "fltp", "stereo"
            )
            part.rate, part.pts = RATE, start
            film.mux(voice.encode(part))
        film.mux(voice.encode())


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
