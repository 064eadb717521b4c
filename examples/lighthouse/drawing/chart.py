"""The chart on the keeper's table."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PIL import Image

from drawing.paper import Shape, Sheet, blob, box, oval, poly, stroke


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
        at, down = float(rng.uniform(150, 1790)), float(rng.uniform(120, 970))
        near = np.hypot((at - 1060) / 1.7, down - 548)
        if (
            near < 110
            or (at < 720 and down > 640)
            or (at > 1290 and down < 330)
            or (at > 1210 and down > 880)
        ):
            continue
        sheet.write(at, down, str(int(3 + near / 16 + rng.integers(0, 4))), 20, "#2d5560", alpha=0.7)
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
        at, down = run[i]
        sheet.lay([oval(at, down, 10)], "#b3303f", shadow=0.3, lift=2)
        sheet.write(at - 18, down - 26, hour, 24, "#8a2436", anchor="rm")
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
    sheet.lay([stroke([a, b], 3) for a, b in pairwise(frame)], "#35505c", shadow=0, edge=0)
    lay_dividers(sheet)
    sheet.shade(np.clip((np.hypot((sheet.x - 860) / 1.35, sheet.y - 470) - 330) / 820, 0, 1), "#231a3f", 0.74)
    sheet.glow(700, 340, 1200, "#ff9c3a", 0.42, power=1.4)
    return sheet.finish(vignette=0.35)


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
