"""Draw the three pages of the talk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, sqrt
from pathlib import Path

import numpy as np
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ASSETS = Path(__file__).parent / "assets"
WIDTH, HEIGHT, SCALE = 1280, 720, 3
PAPER, INK, TEAL, SEA, DEEP = "#f7ead0", "#17384a", "#2c6f7c", "#3f8f94", "#174a5c"
AMBER, LIGHT, RED, GLASS, GREY = "#f2a33a", "#ffd27a", "#bf4640", "#a9d3cd", "#6d7f83"

Point = tuple[float, float]
FLAME: Point = (690, 330)
SHIP: Point = (1180, 452)


class Page:
    """One page, drawn large and made small at the end so that every edge is clean."""

    def __init__(self) -> None:
        self.picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)

    def lay(self, outline: list[Point], tint: str, *, lift: float = 5, alpha: float = 1.0) -> None:
        """Lay a piece of paper; `lift` is how far it stands off the page."""
        mask = Image.new("L", self.picture.size)
        ImageDraw.Draw(mask).polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=round(255 * alpha))
        if lift:
            small = mask.reduce(SCALE).filter(ImageFilter.GaussianBlur(lift))
            fallen = Image.new("L", mask.size)
            fallen.paste(small.resize(mask.size, Image.Resampling.BILINEAR), (round(lift), round(lift * 2)))
            self.picture.paste("#4a3a3f", mask=fallen.point(lambda v: round(v * 0.32)))
        self.picture.paste(tint, mask=mask)

    def line(self, points: list[Point], width: float, tint: str, *, alpha: float = 1.0) -> None:
        """Draw a line."""
        mask = Image.new("L", self.picture.size)
        places = [(x * SCALE, y * SCALE) for x, y in points]
        ImageDraw.Draw(mask).line(places, fill=round(255 * alpha), width=round(width * SCALE), joint="curve")
        self.picture.paste(tint, mask=mask)

    def ray(self, start: Point, end: Point, width: float, tint: str, *, tip: float = 0.0) -> None:
        """Draw a ray of light that narrows on its way."""
        turn = atan2(end[1] - start[1], end[0] - start[0]) + pi / 2
        a, b = (cos(turn) * width / 2, sin(turn) * width / 2), (cos(turn) * tip / 2, sin(turn) * tip / 2)
        corners = [(start[0] + a[0], start[1] + a[1]), (end[0] + b[0], end[1] + b[1])]
        corners += [(end[0] - b[0], end[1] - b[1]), (start[0] - a[0], start[1] - a[1])]
        self.lay(corners, tint, lift=0)

    def write(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        tint: str = INK,
        *,
        anchor: str = "ls",
        weight: float = 0,
    ) -> None:
        """Set one line of type; `weight` thickens it."""
        font = ImageFont.truetype(FONT_PATH, round(size * SCALE))
        draw = ImageDraw.Draw(self.picture)
        draw.text(
            (x * SCALE, y * SCALE), words, fill=tint, font=font, anchor=anchor, stroke_width=weight * SCALE
        )

    def finish(self) -> Image.Image:
        """Make it small and give the paper its grain."""
        rgb = np.asarray(self.picture.reduce(SCALE), dtype=np.float32)
        rng = np.random.default_rng(1822)
        tooth = Image.fromarray(rng.normal(size=(HEIGHT // 2, WIDTH // 2)).astype(np.float32))
        grain = np.asarray(tooth.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
        return Image.fromarray(np.clip(rgb * (1 + 0.014 * grain[..., None]), 0, 255).astype(np.uint8))


def disc(x: float, y: float, rx: float, ry: float | None = None) -> list[Point]:
    """Outline an ellipse."""
    return [(x + rx * cos(i * pi / 48), y + (rx if ry is None else ry) * sin(i * pi / 48)) for i in range(96)]


def lay_ground(page: Page, number: int, heading: list[str], body: list[str]) -> None:
    """Lay what the three pages share: sea, ship, number and type."""
    page.lay([(560, 64), (1228, 56), (1236, 640), (552, 646)], "#fdf5e3", lift=7)
    for y, length, height, phase, tint in (
        (478, 190, 7, 0.4, GLASS),
        (520, 250, 9, 2.2, SEA),
        (572, 330, 11, 4.4, TEAL),
    ):
        crest = [(x, y - height * sin(x / length * 2 * pi + phase)) for x in range(553, 1236, 3)]
        page.lay([*crest, (1236, 640), (552, 646)], tint, lift=4)
        if y == 478:
            lay_ship(page)
    page.lay(
        [(-10, 664), *[(x, 664 - 6 * sin(x / 90)) for x in range(0, 1290, 5)], (1290, 730), (-10, 730)],
        DEEP,
        lift=5,
    )
    page.lay(disc(84, 116, 25), RED, lift=3)
    page.write(84, 116, str(number), 28, "#fff4dc", anchor="mm", weight=0.6)
    page.write(124, 125, "HOW A LIGHTHOUSE LENS WORKS", 15, GREY, weight=0.3)
    for i, words in enumerate(heading):
        page.write(58, 222 + 62 * i, words, 52, INK, weight=1.3)
    top = 222 + 62 * len(heading) - 10
    page.lay([(60, top - 8), (134, top - 8), (134, top - 3), (60, top - 3)], AMBER, lift=0)
    for i, words in enumerate(body):
        page.write(60, top + 48 + 38 * i, words, 23, "#2f4d5b")
    for i in range(3):
        page.lay(disc(66 + 24 * i, 612, 6), RED if i + 1 == number else "#d9c7a4", lift=0)


def lay_ship(page: Page) -> None:
    """Put the ship on the horizon."""
    x, y = SHIP
    page.lay([(x - 34, y + 8), (x + 36, y + 8), (x + 26, y + 27), (x - 26, y + 27)], INK, lift=3)
    page.lay([(x - 18, y - 5), (x + 14, y - 5), (x + 14, y + 8), (x - 18, y + 8)], "#dcc79c", lift=2)
    page.lay([(x - 8, y - 22), (x + 2, y - 22), (x + 2, y - 5), (x - 8, y - 5)], RED, lift=2)
    page.lay(disc(x + 24, y - 8, 4), AMBER, lift=0)
    page.line([(x + 24, y - 4), (x + 24, y + 8)], 1.6, INK)


def lay_lamp(page: Page) -> None:
    """Light the flame on its stand."""
    x, y = FLAME
    page.lay([(x - 13, y + 42), (x + 13, y + 42), (x + 30, y + 190), (x - 30, y + 190)], INK, lift=4)
    page.lay([(x - 30, y + 30), (x + 30, y + 30), (x + 22, y + 46), (x - 22, y + 46)], "#b57a33", lift=3)
    for size, tint in ((1.0, AMBER), (0.62, LIGHT), (0.32, "#fffaf0")):
        side = [
            (-18, 2),
            (-20, 14),
            (-12, 28),
            (0, 32),
            (12, 28),
            (20, 14),
            (17, 0),
            (8, -16),
            (2, -36),
            (-6, -18),
        ]
        page.lay(
            [(x + a * size, y + 28 + (b - 28) * size) for a, b in rounded(side)],
            tint,
            lift=2 if size == 1.0 else 0,
        )


def rounded(points: Sequence[Point]) -> list[Point]:
    """Round the corners of an outline."""
    outline = list(points)
    for _ in range(4):
        pairs = list(zip(outline, [*outline[1:], outline[0]], strict=True))
        outline = [
            (a[0] * u + b[0] * (1 - u), a[1] * u + b[1] * (1 - u)) for a, b in pairs for u in (0.75, 0.25)
        ]
    return outline


def zones(radius: float, half: float, count: int) -> list[tuple[float, float, float]]:
    """Cut a lens into rings: each from one height to another, and how thick the glass is at its inner edge."""
    edges = [half * i / count for i in range(count + 1)]
    return [(a, b, sqrt(radius**2 - a**2) - sqrt(radius**2 - b**2)) for a, b in pairwise(edges)]


def lay_rings(
    page: Page, x: float, y: float, radius: float, half: float, count: int, plate: float, gap: float = 0
) -> None:
    """Draw a Fresnel lens from the side: the curve of every ring, set back on one flat plate."""
    for a, b, _ in zones(radius, half, count):
        for way in (-1, 1):
            heights = [a + (b - a) * i / 12 for i in range(13)]
            curve = [
                (x + plate + sqrt(radius**2 - h**2) - sqrt(radius**2 - b**2), y + way * (h + gap * b / half))
                for h in heights
            ]
            page.lay(
                [(x, y + way * (a + gap * b / half)), *curve, (x, y + way * (b + gap * b / half))],
                GLASS,
                lift=2,
            )
            page.line(curve, 2.6, TEAL)
    tall = half + gap
    page.line([(x, y - tall), (x, y + tall)], 2.6, TEAL)


def draw_flame() -> Image.Image:
    """Page one: the light goes everywhere."""
    page = Page()
    body = [
        "A lamp shines up, down and round about.",
        "Of all that light, a ship on the horizon",
        "catches a single thread.",
    ]
    lay_ground(page, 1, ["A flame shines", "every way"], body)
    x, y = FLAME
    aim = atan2(SHIP[1] - 8 - y, SHIP[0] + 24 - x)
    for i in range(28):
        turn = aim + i * 2 * pi / 28
        if i and not (0.75 < (turn - aim) % (2 * pi) < 2.35):
            reach = 120 if i % 2 else 215
            limit = min(reach, (x - 572) / max(0.001, -cos(turn)) if cos(turn) < 0 else reach)
            page.ray(
                (x + 62 * cos(turn), y + 62 * sin(turn)),
                (x + limit * cos(turn), y + limit * sin(turn)),
                9,
                LIGHT if i % 2 else AMBER,
            )
    length = hypot(SHIP[0] + 24 - x, SHIP[1] - 8 - y) - 12
    page.ray(
        (x + 62 * cos(aim), y + 62 * sin(aim)),
        (x + length * cos(aim), y + length * sin(aim)),
        7,
        RED,
        tip=1.5,
    )
    lay_lamp(page)
    page.write(985, 372, "what the ship sees", 19, RED, anchor="ls")
    page.write(820, 130, "what the sky gets", 19, "#b3761f", anchor="ls")
    return page.finish()


def draw_rings() -> Image.Image:
    """Page two: the lens without the glass that does nothing."""
    page = Page()
    body = [
        "Only the surface of a lens bends light.",
        "In 1822 Augustin Fresnel cut it into rings",
        "and left the idle glass away.",
    ]
    lay_ground(page, 2, ["Keep the curve,", "lose the glass"], body)
    y, radius, half = 268.0, 172.0, 150.0
    left = 652.0
    heights = [half * (i / 60 * 2 - 1) for i in range(61)]
    base = sqrt(radius**2 - half**2)
    bulge = [(left + 16 + sqrt(radius**2 - h**2) - base, y + h) for h in heights]
    page.lay([(left, y - half), *bulge, (left, y + half)], GLASS, lift=5)
    for a, b, thick in zones(radius, half, 5):
        for way in (-1, 1):
            idle = sqrt(radius**2 - a**2) - base - thick
            if idle > 2:
                page.lay(
                    [
                        (left + 16, y + way * a),
                        (left + 16 + idle, y + way * a),
                        (left + 16 + idle, y + way * b),
                        (left + 16, y + way * b),
                    ],
                    "#e6d5b0",
                    lift=0,
                    alpha=0.95,
                )
                for s in range(8, round(idle + b - a), 11):
                    top, low = max(0.0, s - (b - a)), min(float(s), idle)
                    page.line(
                        [
                            (left + 16 + top, y + way * (a + s - top)),
                            (left + 16 + low, y + way * (a + s - low)),
                        ],
                        1.1,
                        "#b59a6a",
                    )
    page.line([(left, y - half), *bulge, (left, y + half), (left, y - half)], 2.8, TEAL)
    page.lay(
        [(846, 260), (906, 260), (906, 247), (932, 268), (906, 289), (906, 276), (846, 276)], AMBER, lift=3
    )
    lay_rings(page, 1010, y, radius, half, 5, 16)
    page.write(left + 56, 452, "one thick lens", 19, INK, anchor="ms")
    page.write(1036, 452, "the same, in rings", 19, INK, anchor="ms")
    page.write(774, 122, "idle glass", 18, "#8d713c", anchor="ls")
    page.line([(770, 126), (722, 196)], 1.6, "#8d713c")
    return page.finish()


def draw_beam() -> Image.Image:
    """Page three: one beam."""
    page = Page()
    body = [
        "Each ring turns its own rays level.",
        "What went every way now goes one way,",
        "as far as the curve of the sea.",
    ]
    lay_ground(page, 3, ["One beam,", "twenty miles"], body)
    x, y = FLAME
    lens = 800.0
    for h in range(-150, 151, 25):
        page.ray((x, y - 4), (lens + 8, y - 4 + h), 3, AMBER, tip=5)
        page.lay(
            [(lens + 14, y - 8 + h), (1228, y - 6 + h * 0.94), (1228, y - 2 + h * 0.94), (lens + 14, y + h)],
            AMBER,
            lift=0,
        )
    page.lay(
        [(lens + 10, y - 154), (1229, y - 146), (1231, y + 138), (lens + 10, y + 146)],
        LIGHT,
        lift=0,
        alpha=0.42,
    )
    lay_rings(page, lens, y - 4, 176, 152, 5, 10)
    page.lay(
        [(lens - 12, y - 166), (lens + 40, y - 166), (lens + 40, y - 157), (lens - 12, y - 157)],
        "#b57a33",
        lift=3,
    )
    page.lay(
        [(lens - 12, y + 149), (lens + 40, y + 149), (lens + 40, y + 158), (lens - 12, y + 158)],
        "#b57a33",
        lift=3,
    )
    lay_lamp(page)
    lay_ship(page)
    page.write(1010, 150, "level, and together", 19, "#b3761f", anchor="ms")
    return page.finish()


def main() -> None:
    """Draw the pages."""
    ASSETS.mkdir(exist_ok=True)
    for number, draw in enumerate((draw_flame, draw_rings, draw_beam), 1):
        draw().save(ASSETS / f"page{number}.jpg", quality=92, optimize=True, subsampling=0)


if __name__ == "__main__":
    main()
