"""Draw every picture and the piece of footage that `lighthouse.yaml` uses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from paper import Floats, Point, Shape, Sheet, blob, blur, box, oval, poly, stroke, write_jpeg
from PIL import Image

ASSETS = Path(__file__).parent / "assets"
SIZE = (1280, 720)


# Sky and sea -----------------------------------------------------------------------------------------


def lay_dusk(sheet: Sheet, x: float, y: float) -> None:
    """Paint an evening sky as rings of paper around a low sun."""
    sheet.lay(box(0, 0, sheet.width, sheet.height), "#161a3f", "#272656", shadow=0)
    rings = ["#241f52", "#382663", "#552d6e", "#783873", "#9f4872", "#c45f67", "#e07f58", "#f0a35a", "#f8c673"]
    for i, tint in enumerate(rings):
        r = 900 * (1 - i / len(rings)) ** 1.25 + 66
        waves = 9 + i
        edge = [
            (
                x + (r + 0.035 * r * np.sin(waves * a + i * 1.7) + 0.015 * r * np.sin(2.3 * waves * a)) * np.cos(a) * 1.18,
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
    shapes.append(blob([(x - height * 0.4, y), (x + width / 2, y - height * 0.35), (x + width + height * 0.4, y), (x + width / 2, y + height * 0.13)]))
    return shapes


def swell(width: float, y: float, length: float, height: float, phase: float, depth: float) -> Shape:
    """Cut a band of sea whose crests lean a little to the right."""
    xs = np.arange(-length, width + length, 4.0)
    a = 2 * np.pi * xs / length + phase
    crest = y - height * (np.sin(a) + 0.32 * np.sin(2 * a + 0.9) + 0.25 * np.sin(a * 0.37 + 1.3 * phase))
    return poly([*zip(xs.tolist(), crest.tolist(), strict=True), (width + length, depth), (-length, depth)])


def glints(rng: np.random.Generator, x: float, y0: float, y1: float, count: int, spread: float) -> list[Shape]:
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
    curls = [oval(x + width * i / 8, y - r * 0.4, r * 1.2, r * np.sin(np.pi * (i + 1) / 10)) for i, r in enumerate(sizes)]
    sheet.lay(curls, "#fdeed8", "#c9a6ae", shadow=0.3, lift=3)


def gull(x: float, y: float, span: float, lift: float = 0.32) -> Shape:
    """Cut a gull seen from far off."""
    s = span / 2
    top = [(x - s, y - lift * s * 0.5), (x - s * 0.5, y - lift * s * 1.3), (x, y), (x + s * 0.5, y - lift * s * 1.4), (x + s, y - lift * s * 0.3)]
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
    sheet.shade(blur(sheet.mask(poly([at(4, -10), at(70, -10), at(70, 250), at(2, 250)])), 13 * k) * tower, "#3a2f63", 0.85)
    sheet.light(blur(sheet.mask(poly([at(-70, -10), at(-24, -10), at(-16, 250), at(-70, 250)])), 9 * k) * tower, "#ffb066", 0.42)
    for up, dx in ((116, -6), (56, 8), (176, 5)):
        sheet.lay(blob([at(dx - 5, up), at(dx - 5, up + 15), at(dx, up + 20), at(dx + 5, up + 15), at(dx + 5, up)], 5), "#26304f", shadow=0.2, lift=2)
    door = [at(-10, 0), at(-10, 21), at(0, 28), at(10, 21), at(10, 0)]
    sheet.lay(poly(door), "#23475a", "#173344", shadow=0.3, lift=2 * k)
    sheet.lay(poly([at(-44, 226), at(44, 226), at(37, 240), at(-37, 240)]), "#3b3a5a", "#2b2b48", lift=4 * k)
    sheet.lay(poly([at(-23, 240), at(23, 240), at(23, 286), at(-23, 286)]), *(("#ffe9a8", "#ffc45c") if lit else ("#41607a", "#24344f")), lift=3 * k)
    lens = oval(*at(0, 262), 11 * k, 18 * k)
    sheet.lay(lens, *(("#fffbe6", "#ffe49a") if lit else ("#8fb3bb", "#4c7689")), shadow=0.2, lift=2)
    bars = [stroke([at(d, 240), at(d, 286)], 2.0 * k) for d in (-22, -8, 8, 22)]
    sheet.lay([*bars, stroke([at(-23, 263), at(23, 263)], 1.4 * k)], "#2a2742", shadow=0.2, lift=1.5)
    rails = [stroke([at(d, 240), at(d, 258)], 1.5 * k) for d in np.linspace(-41, 41, 12)]
    sheet.lay([*rails, stroke([at(-43, 258), at(43, 258)], 2.4 * k), stroke([at(-42, 249), at(42, 249)], 1.2 * k)], "#2b2843", shadow=0.2, lift=2)
    dome = sheet.lay(blob([at(-29, 285), at(-24, 301), at(0, 317), at(24, 301), at(29, 285), at(0, 283)]), "#b8433f", "#8a3140", lift=4 * k)
    sheet.light(blur(sheet.mask(oval(*at(-22, 300), 12 * k)), 5 * k) * dome, "#ffb066", 0.4)
    sheet.lay([stroke([at(0, 314), at(0, 334)], 2 * k), oval(*at(0, 320), 5 * k)], "#7a2d3c", lift=2)


def lay_cottage(sheet: Sheet, x: float, base: float, k: float) -> None:
    """Build the keeper's cottage, with one window alight."""

    def at(dx: float, up: float) -> Point:
        return (x + dx * k, base - up * k)

    sheet.lay(poly([at(34, 40), at(34, 84), at(48, 84), at(48, 40)]), "#8d5a63", "#6c4459", lift=3)
    wall = sheet.lay(poly([at(-56, -6), at(56, -6), at(56, 40), at(-56, 40)]), "#e7cfb2", "#b99a97", lift=6)
    sheet.shade(blur(sheet.mask(box(x + 8 * k, base - 60 * k, x + 80 * k, base + 10)), 12) * wall, "#46386a", 0.7)
    sheet.lay(poly([at(-64, 38), at(-44, 74), at(50, 74), at(66, 38)]), "#3d5f6d", "#27455a", lift=5)
    for dx in (-40, 24):
        sheet.lay(poly([at(dx, 12), at(dx + 20, 12), at(dx + 20, 31), at(dx, 31)]), "#ffd98a", "#ffae4a", shadow=0.2, lift=2)
        cross = [stroke([at(dx + 10, 12), at(dx + 10, 31)], 1.6 * k), stroke([at(dx, 21), at(dx + 20, 21)], 1.6 * k)]
        sheet.lay(cross, "#6b4452", shadow=0)
    sheet.lay(poly([at(-8, -6), at(-8, 26), at(10, 26), at(10, -6)]), "#7c3b45", "#5e2d3d", shadow=0.25, lift=2)
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
        sheet.lay(blob([(x, y), (x + w * 0.3, y - 13), (x + w, y - 3), (x + w * 0.6, y + 8)]), "#f0a372", "#b25a74", shadow=0.25, lift=5)
    rain = [stroke([(x, 168), (x - 80, 430)], 1.3) for x in np.arange(1120, 1420, 9)]
    sheet.light(sheet.mask(rain), "#8f86b8", 0.28)
    sheet.lay(blob([(-60, 440), (-20, 405), (70, 396), (150, 416), (215, 428), (240, 445)]), "#71406f", "#8a4b72", lift=4)
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
    sheet.lay([gull(520, 170, 44), gull(590, 216, 30), gull(455, 232, 24), gull(640, 150, 22)], "#fff1dc", "#f3d3b5", lift=3)
    return sheet.finish()


def lay_rock(sheet: Sheet) -> None:
    """Raise the rock out of the sea in five facets, lit from the left."""
    back = [(690, 620), (730, 540), (762, 474), (846, 462), (900, 436), (930, 420), (1010, 418), (1050, 440), (1110, 470), (1168, 530), (1230, 620)]
    rock = sheet.lay(poly(back), "#4a3a62", "#28294a", shadow=0.5, lift=10)
    for facet, top, foot in (
        ([(730, 540), (762, 474), (846, 462), (862, 520), (800, 600), (690, 620)], "#8a5a72", "#4f3f66"),
        ([(846, 468), (900, 436), (930, 420), (948, 470), (900, 540), (862, 520)], "#7a5070", "#493c63"),
        ([(948, 470), (1010, 418), (1050, 440), (1040, 520), (990, 600), (930, 600), (900, 540)], "#4b3f68", "#2c2d50"),
        ([(1040, 520), (1110, 470), (1168, 530), (1150, 620), (1040, 620)], "#35345a", "#20254a"),
        ([(800, 600), (862, 520), (900, 540), (930, 600), (900, 640), (790, 640)], "#5a4569", "#2e2f52"),
    ):
        sheet.lay(poly(facet), top, foot, within=rock, shadow=0.3, lift=5, edge=0.12)
    grass = [(846, 470), (880, 448), (930, 420), (1010, 417), (1052, 440), (1000, 438), (960, 446), (900, 458), (868, 482), (800, 486), (748, 506), (760, 474)]
    sheet.lay(poly(grass), "#5f7a5e", "#3e5a5c", shadow=0.25, lift=3)
    steps = [poly([(934 - i * 8, 430 + i * 12), (966 - i * 8, 430 + i * 12), (962 - i * 8, 437 + i * 12), (930 - i * 8, 437 + i * 12)]) for i in range(12)]
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

    def cut(self, points: list[Point], *stops: str, within: Floats | None = None, shadow: float = 0.35, curved: bool = True, edge: float = 0.10) -> Floats:
        """Lay a piece of the figure."""
        shape = blob(self.all(points), 8) if curved else poly(self.all(points))
        return self.sheet.lay(shape, *stops, within=within, shadow=shadow, lift=max(1.0, 0.8 * self.k), edge=edge)

    def dot(self, x: float, up: float, rx: float, ry: float, *stops: str, turn: float = 0, within: Floats | None = None, shadow: float = 0.0) -> Floats:
        """Lay a round piece."""
        shape = oval(*self.at(x, up), rx * self.k, ry * self.k, turn * self.way)
        return self.sheet.lay(shape, *stops, within=within, shadow=shadow, lift=max(1.0, 0.6 * self.k), edge=0.05)

    def line(self, points: list[Point], width: float, tint: str, *, within: Floats | None = None, curved: bool = True) -> Floats:
        """Draw a line of the figure."""
        return self.sheet.lay(stroke(self.all(points), width * self.k, curved=curved), tint, within=within, shadow=0, edge=0)

    def braid(self, points: list[Point], width: float) -> None:
        """Plait a grey braid along the points."""
        for i, (x, up) in enumerate(points):
            w = width * (1 - 0.45 * i / len(points))
            self.dot(x + (0.5 if i % 2 else -0.5) * w * 0.5, up, w, w * 0.82, HAIR, "#9aa3ab", turn=28 if i % 2 else -28, shadow=0.3)
        x, up = points[-1]
        self.dot(x, up - width * 0.8, width * 0.4, width * 0.8, "#b8433f", shadow=0.2)

    def soften(self, mask: Floats, from_x: float, to_x: float, strength: float = 0.5) -> None:
        """Turn one side of a piece away from the light."""
        x0, x1 = self.at(from_x, 0)[0], self.at(to_x, 0)[0]
        self.sheet.shade(np.clip((self.sheet.x - x0) / (x1 - x0), 0, 1) * mask, "#6a3d5e", strength)


def lay_front(f: Figure) -> None:
    """Mara from the front."""
    for side in (-1, 1):
        f.cut([(side * 3, 0), (side * 3, 16), (side * 13, 16), (side * 13, 5), (side * 16, 1.5), (side * 12, 0)], "#3c4f61", BOOT, curved=False)
        f.line([(side * 3.4, 13.5), (side * 12.6, 13.5)], 1.1, "#5d7386")
    coat = f.cut([(-11, 71), (-15, 60), (-18.5, 38), (-22, 13), (-10, 11), (0, 10.4), (10, 11), (22, 13), (18.5, 38), (15, 60), (11, 71), (0, 74)], COAT, COAT_FOOT)
    f.soften(coat, -2, 26, 0.5)
    f.line([(-21, 17), (0, 14), (21, 17)], 0.6, COAT_DARK, within=coat)
    f.line([(1.6, 70), (1.2, 40), (1.6, 11)], 0.7, COAT_DARK, within=coat)
    for up in (60, 50, 40, 30):
        f.dot(-1.6, up, 1.1, 1.1, "#5b3a36", shadow=0.3)
        f.line([(-1.6, up), (3.2, up + 0.6)], 0.55, "#7a4a2e")
    for side in (-1, 1):
        f.cut([(side * 7, 33), (side * 15, 32), (side * 15.6, 24), (side * 7.4, 25)], "#f6b32b", "#df8f1d", shadow=0.3)
        f.cut([(side * 9, 71), (side * 14, 69), (side * 19, 56), (side * 23.4, 40), (side * 18, 38), (side * 13.5, 52), (side * 10, 62)], COAT, "#eda426", shadow=0.45)
        f.dot(side * 21, 37, 2.7, 3.2, SKIN, "#d58f70", turn=-side * 15, shadow=0.3)
        f.cut([(side * 16.8, 38.8), (side * 24.2, 40.8), (side * 23.6, 43.4), (side * 17, 41.6)], "#e59b20", shadow=0.2)
    lay_head_front(f)
    f.braid([(-8.6, 74), (-9.2, 70.6), (-9.4, 67.4), (-9.2, 64.4), (-8.8, 61.6), (-8.4, 59)], 2.1)


def lay_head_front(f: Figure) -> None:
    """Her head, her hat and her collar, from the front."""
    f.cut([(-13, 70), (-7, 77), (7, 77), (13, 70), (6, 65.5), (0, 69), (-6, 65.5)], "#f3ae2a", "#dd8f1d")
    f.cut([(-10.6, 86), (-10.8, 77), (-6, 72), (6, 72), (10.8, 77), (10.6, 86)], HAIR, "#a4acb3")
    face = f.cut([(-8.6, 88), (-8.9, 80), (-6.4, 74), (0, 71.4), (6.4, 74), (8.9, 80), (8.6, 88)], SKIN, "#e79f7c")
    f.soften(face, 0, 12, 0.35)
    for side in (-1, 1):
        f.dot(side * 5.4, 78.2, 1.9, 1.3, "#e0786a", within=face)
        f.dot(side * 3.6, 82, 0.75, 0.95, INK)
        f.line([(side * 2.2, 84.3), (side * 3.8, 84.9), (side * 5.4, 84.2)], 0.65, "#8d949b")
        f.line([(side * 6.6, 81.4), (side * 7.8, 80.9)], 0.25, "#c27a60")
    f.cut([(-0.4, 82), (-1.5, 78.4), (0, 77.6), (1.7, 78.4), (0.5, 82)], "#dd8f70", shadow=0.15)
    f.line([(-2.2, 75.5), (0, 74.9), (2.4, 75.6)], 0.5, "#93463f")
    f.cut([(-15.5, 84), (-9, 88.5), (0, 90), (9, 88.5), (15.5, 84), (11, 91), (0, 93), (-11, 91)], "#e9a224", "#d88a1c")
    crown = f.cut([(-10.8, 89), (-10, 95), (-5.5, 99.4), (0, 100.4), (5.5, 99.4), (10, 95), (10.8, 89), (0, 91.6)], HAT, "#f0ae2a")
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
    coat = f.cut([(-11, 71), (-14.5, 58), (-18, 36), (-21, 13), (-8, 10.6), (4, 10.4), (17, 13), (16, 36), (13.4, 58), (10, 71), (0, 74)], COAT, COAT_FOOT)
    f.soften(coat, -2, 22, 0.5)
    f.line([(-20, 17), (0, 14), (17, 17)], 0.6, COAT_DARK, within=coat)
    f.line([(7, 70), (8.4, 40), (9.4, 11)], 0.7, COAT_DARK, within=coat)
    for up in (60, 50, 40, 30):
        x = 8 - 0.03 * (up - 30)
        f.dot(x - 3, up, 1.0, 1.1, "#5b3a36", shadow=0.3)
        f.line([(x - 3, up), (x + 1.2, up + 0.6)], 0.55, "#7a4a2e")
    f.cut([(-3, 33), (4.4, 32), (4.6, 24), (-2.6, 25)], "#f6b32b", "#df8f1d", shadow=0.3)
    f.cut([(-11, 70), (-5, 70), (-5, 58), (-8, 42), (-9.6, 38), (-15.6, 39), (-16.4, 46), (-14.6, 58)], COAT, "#eda426", shadow=0.5)
    f.dot(-12.4, 36.4, 2.8, 3.3, SKIN, "#d58f70", shadow=0.3)
    f.cut([(-16.4, 38.4), (-8.8, 37.6), (-8.6, 40.4), (-16.4, 41.4)], "#e59b20", shadow=0.2)
    lay_head_three_quarter(f)
    f.braid([(-8.6, 75), (-9.6, 71.6), (-9.8, 68.4), (-9.4, 65.4), (-8.8, 62.6), (-8, 60)], 2.1)


def lay_head_three_quarter(f: Figure) -> None:
    """Her head, half turned."""
    f.cut([(-12.6, 70), (-8, 77), (6, 77), (12, 70.4), (7, 65.4), (3, 68.6), (-4, 65.6)], "#f3ae2a", "#dd8f1d")
    f.cut([(-11, 87), (-11.6, 78), (-7, 72), (4, 72.4), (6, 86)], HAIR, "#a4acb3")
    face = f.cut([(-5.4, 88), (-5.8, 80), (-3.2, 74), (2.6, 71.2), (7.4, 73.6), (9.2, 78), (9.4, 83), (9, 88)], SKIN, "#e79f7c")
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
    f.cut([(-18, 80), (-12, 86), (-2, 89.4), (7, 89), (14.6, 86), (11.4, 91.4), (0, 93), (-11, 90.6)], "#e9a224", "#d88a1c")
    crown = f.cut([(-11.2, 88.4), (-10.2, 95), (-5, 99.6), (0.6, 100.4), (6, 99), (9.8, 95), (10.8, 89.4), (0, 91.4)], HAT, "#f0ae2a")
    f.soften(crown, 6, -16, 0.4)
    f.line([(2, 100.2), (4.2, 95.6), (4.4, 91)], 0.4, COAT_DARK, within=crown)
    f.line([(-11, 89.2), (0, 92.2), (10.6, 90.2)], 0.7, COAT_DARK, within=crown)


def lay_side(f: Figure, reach: float | None = None) -> Point:
    """Mara from the side, looking right; with `reach` she lifts an arm, and where her hand is comes back."""
    f.cut([(-2, 0), (-2, 16), (7, 16), (7.4, 6), (14.6, 2.6), (14, 0)], "#33465a", "#22303f", curved=False)
    f.cut([(-8, 0), (-8, 16), (2, 16), (2.4, 6), (9.4, 2.6), (8.6, 0)], "#3c4f61", BOOT, curved=False)
    f.line([(-7.6, 13.5), (1.6, 13.5)], 1.1, "#5d7386")
    coat = f.cut([(-7, 71), (-11, 60), (-13.4, 38), (-17, 13), (-6, 10.6), (4, 10.6), (13, 13), (11.6, 36), (10, 58), (7, 70), (0, 74)], COAT, COAT_FOOT)
    f.soften(coat, 6, -20, 0.55)
    f.line([(-16, 17), (0, 14), (13, 17)], 0.6, COAT_DARK, within=coat)
    f.cut([(1, 33), (8.4, 32), (8.8, 24), (1.4, 25)], "#f6b32b", "#df8f1d", shadow=0.3)
    lay_head_side(f)
    f.braid([(-8, 76), (-10, 72.6), (-11.4, 69.2), (-12, 66), (-12.2, 63), (-12, 60.4)], 2.1)
    if reach is None:
        f.cut([(-6, 69), (2, 69.4), (4.4, 58), (4.4, 44), (3.4, 38), (-3.2, 38), (-4.6, 46), (-6.4, 58)], COAT, "#eda426", shadow=0.5)
        f.dot(0.4, 36.2, 2.8, 3.3, SKIN, "#d58f70", shadow=0.3)
        f.cut([(-4, 38), (4, 37.6), (4.2, 40.6), (-4.2, 41)], "#e59b20", shadow=0.2)
        return f.at(0.4, 34)
    c, s = np.cos(np.radians(reach)), np.sin(np.radians(reach))

    def arm(along: float, across: float) -> Point:
        return (-1 + along * c - across * s, 66 + along * s + across * c)

    f.cut([arm(-3, -1), arm(0, 4), arm(10, 3.8), arm(24, 3.6), arm(24.6, -3.2), arm(10, -4), arm(0, -4.4)], COAT, "#f0a827", shadow=0.5)
    f.dot(*arm(27, 0), 3.2, 2.8, SKIN, "#d58f70", turn=-reach, shadow=0.3)
    f.cut([arm(21.6, 4), arm(24.6, 4), arm(24.8, -3.8), arm(21.8, -3.8)], "#e59b20", shadow=0.2)
    return f.at(*arm(28, -1))


def lay_head_side(f: Figure) -> None:
    """Her head from the side."""
    f.cut([(-9.4, 71), (-6, 77.4), (5, 76.4), (9, 70), (5, 66.4), (-4, 66)], "#f3ae2a", "#dd8f1d")
    f.cut([(-9.6, 88), (-10, 79), (-6, 73), (1, 73), (3, 86)], HAIR, "#a4acb3")
    face = f.cut([(-2.4, 88), (-3, 80), (-1, 75), (3.4, 71.6), (6.6, 72.4), (7.6, 75), (7.4, 77.2), (10.4, 78.6), (8, 82), (7.8, 85), (7.6, 88)], SKIN, "#e79f7c")
    f.soften(face, 12, -6, 0.32)
    f.dot(2.8, 78, 2.0, 1.5, "#e0786a", within=face)
    f.dot(5.4, 82.2, 0.7, 0.98, INK)
    f.line([(3.8, 84.6), (5.6, 85.1), (7.2, 84.5)], 0.65, "#8d949b")
    f.line([(7.4, 75.3), (5, 75.1)], 0.5, "#93463f")
    f.line([(1.6, 81.6), (0.4, 81)], 0.25, "#c27a60")
    f.cut([(-20, 77), (-13, 85), (-4, 89.4), (6, 89), (14.6, 86.6), (11, 91.4), (0, 93), (-9.6, 90.4)], "#e9a224", "#d88a1c")
    crown = f.cut([(-10.4, 88.4), (-9.4, 95), (-4.4, 99.6), (1, 100.4), (6.2, 98.6), (9, 94.6), (9.8, 89.8), (0, 91.4)], HAT, "#f0ae2a")
    f.soften(crown, 4, -16, 0.45)
    f.line([(-10.2, 89.2), (0, 92.2), (9.8, 90.6)], 0.7, COAT_DARK, within=crown)


def lay_lantern(sheet: Sheet, x: float, foot: float, height: float, *, tilt: float = 0.12, flame: bool = True) -> None:
    """Hang a brass storm lantern: `tilt` is how round its rings look, more from above."""
    k = height / 100

    def ring(up: float, r: float) -> Shape:
        return oval(x, foot - up * k, r * k, max(0.3, r * tilt) * k)

    def drum(low: float, high: float, r0: float, r1: float) -> list[Shape]:
        y0, y1 = foot - low * k, foot - high * k
        return [poly([(x - r0 * k, y0), (x - r1 * k, y1), (x + r1 * k, y1), (x + r0 * k, y0)]), ring(low, r0), ring(high, r1)]

    brass = ("#8a4a22", "#f0b445", "#ffe6a0", "#d88f2c", "#7a3d22")
    lift = max(1.5, 1.3 * k)

    def metal(low: float, high: float, r0: float, r1: float, shadow: float = 0.35) -> None:
        sheet.lay(drum(low, high, r0, r1), *brass, sideways=True, lift=lift, shadow=shadow)
        if tilt > 0.05:
            sheet.lay(ring(high, r1), "#ffd880", "#c98a30", shadow=0, edge=0.05)

    arch = [(x - 23 * k, foot - 24 * k), (x - 27 * k, foot - 62 * k), (x - 20 * k, foot - 92 * k), (x, foot - 103 * k)]
    arch += [(2 * x - px, py) for px, py in reversed(arch[:-1])]
    sheet.lay(stroke(arch, 1.5 * k, curved=True), "#e7b65c", "#8d5426", lift=lift)
    sheet.lay(stroke([(x - 7 * k, foot - 102.4 * k), (x + 7 * k, foot - 102.4 * k)], 3.6 * k), "#8c3b35", lift=lift)
    metal(0, 4, 23, 24)
    metal(4, 18, 21, 19)
    metal(18, 24, 13, 15)
    for side in (-1, 1):
        tube = [(x + side * 19 * k, foot - 14 * k), (x + side * 23 * k, foot - 36 * k), (x + side * 21 * k, foot - 62 * k), (x + side * 11 * k, foot - 76 * k)]
        sheet.lay(stroke(tube, 2.8 * k, curved=True), *brass, sideways=True, lift=lift)
    globe = [(-12, 25), (-17, 36), (-17.6, 47), (-13, 58), (-9.6, 64), (9.6, 64), (13, 58), (17.6, 47), (17, 36), (12, 25), (0, 25 - 12 * tilt)]
    glass = sheet.lay(blob([(x + a * k, foot - b * k) for a, b in globe], 8), *(("#ffca66", "#ff9c3a", "#c85a34") if flame else ("#4f7480", "#2c4a5c")), lift=lift)
    if flame:
        heat = np.clip(1 - np.hypot((sheet.x - x) / (16 * k), (sheet.y - foot + 39 * k) / (21 * k)), 0, 1)
        sheet.light(heat * glass, "#ffe9a6", 1.0)
        tongue = [(0, 58), (-2, 49), (-5.6, 40), (-4.6, 33), (0, 30.4), (4.6, 33), (5.4, 40), (2.6, 48)]
        sheet.lay(blob([(x + a * k, foot - b * k) for a, b in tongue], 8), "#fff6cf", "#ffb13b", shadow=0, edge=0)
        core = [(0, 47), (-2.4, 39), (0, 33), (2.4, 39)]
        sheet.lay(blob([(x + a * k, foot - b * k) for a, b in core], 8), "#ffffff", "#ffe488", shadow=0, edge=0)
    shine = [(-12.6, 32), (-14, 44), (-11, 55), (-9.6, 54), (-12, 44), (-10.8, 33)]
    sheet.light(sheet.mask(blob([(x + a * k, foot - b * k) for a, b in shine], 8)) * glass, "#fff4dc", 0.6)
    for up in (34, 53):
        wire = [(x - 17.8 * k, foot - up * k), (x, foot - (up - 17 * tilt) * k), (x + 17.8 * k, foot - up * k)]
        sheet.lay(stroke(wire, 0.9 * k, curved=True), "#b97a2e", lift=1.5, shadow=0.25)
    metal(64, 68, 12, 12)
    metal(68, 80, 12, 8)
    metal(80, 84, 11, 5)
    if flame:
        sheet.glow(x, foot - 42 * k, 95 * k, "#ffa63d", 0.5)


def make_portrait(seed: int, x: float = 384, y: float = 470) -> Sheet:
    """Hang the backdrop that people and things are shown against."""
    sheet = Sheet(768, 1024, seed=seed)
    sheet.lay(box(0, 0, 768, 1024), "#123a48", "#0d2536", shadow=0)
    for i, tint in enumerate(("#164a58", "#1d5c66", "#2a7175", "#3f8983")):
        edge = [(x + (430 - i * 92) * np.cos(a) * (1 + 0.02 * np.sin(9 * a + i)), y + (510 - i * 96) * np.sin(a) * (1 + 0.02 * np.sin(7 * a + 2 * i))) for a in np.linspace(0, 2 * np.pi, 160, endpoint=False)]
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
    sheet.glow(384, 560, 520, "#ff9d3c", 0.45)
    lay_lantern(sheet, 384, 890, 720, tilt=tilt)
    return sheet.finish()


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "mara_front": lambda: draw_mara(lay_front, 21),
    "mara_three_quarter": lambda: draw_mara(lay_three_quarter, 22),
    "mara_side": lambda: draw_mara(lay_side, 23),
    "lamp_front": lambda: draw_lamp(0.06, 24),
    "lamp_above": lambda: draw_lamp(0.3, 25),
    "rock_dusk": draw_rock_dusk,
}


def main(names: list[str]) -> None:
    """Draw the pictures named, or all of them."""
    ASSETS.mkdir(exist_ok=True)
    for name in names or [*PICTURES]:
        write_jpeg(PICTURES[name](), ASSETS / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
