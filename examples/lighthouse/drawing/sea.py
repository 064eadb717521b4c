"""Sky and sea: what every outdoor picture is made of."""

from __future__ import annotations

import numpy as np

from drawing.paper import Shape, Sheet, blob, box, oval, poly, stroke


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
