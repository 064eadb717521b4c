"""The keeper, in her yellow oilskin, from the front, half turned and from the side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from drawing.figure import HAIR, Figure
from drawing.lantern import make_portrait
from drawing.paper import Point, blur, oval

COAT, COAT_FOOT, COAT_DARK = "#ffc933", "#e89a1f", "#c9761c"
HAT, SKIN, BOOT, INK = "#ffd24a", "#f0b48c", "#2b3a4a", "#2a2238"


def draw_mara(view: Callable[[Figure], object], seed: int) -> Image.Image:
    """Mara, whole, before a plain ground."""
    sheet = make_portrait(seed)
    sheet.shade(blur(sheet.mask(oval(384, 962, 210, 22)), 14), "#04121c", 0.7)
    view(Figure(sheet, 384, 964, 860))
    return sheet.finish()


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
