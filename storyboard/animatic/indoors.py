"""Places with walls: a room with a window and a lamp, a staircase towards a light."""

import numpy as np

from storyboard.animatic.mood import Colour, Mood, mix_colours
from storyboard.animatic.outdoors import add_figure
from storyboard.animatic.painting import Floats, Line, Painting, make_noise

_BLACK = (0.0, 0.0, 0.0)
_LAMP = (1.0, 0.80, 0.46)
_WOOD = (0.36, 0.22, 0.14)


def paint_interior(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """A wall with a window on the hour outside, a floor, a table with a lamp."""
    palette = mood.palette
    dim = mood.hour in ("night", "dusk")
    plaster = mix_colours(mix_colours(palette.far, palette.near, 0.5 if dim else 0.12), _WOOD, 0.22)
    painting.fill_sky(
        [(0.0, mix_colours(plaster, _BLACK, 0.3)), (0.45, plaster), (0.8, mix_colours(plaster, _BLACK, 0.2))]
    )
    side = 1 if rng.random() < 0.5 else -1
    window_x, window_y = 0.5 - side * float(rng.uniform(0.14, 0.24)), float(rng.uniform(0.34, 0.38))
    _add_window(painting, mood, rng, (window_x, window_y))
    floor = mix_colours(mix_colours(_WOOD, palette.near, 0.5 if dim else 0.25), _BLACK, 0.15)
    painting.ridge(
        _make_level(0.76),
        mix_colours(floor, palette.light, 0.08),
        mix_colours(floor, _BLACK, 0.45),
        depth=0.3,
        edge=0.14,
        shadow=0.3,
    )
    # The light that the window throws on the floor.
    throw = [(-0.2, 0.0), (0.16, 0.0), (0.3 * side + 0.24, 0.2), (0.3 * side - 0.28, 0.2)]
    painting.stamp([throw], (window_x, 0.785), palette.light, strength=0.10 if dim else 0.26, soft=0.012)
    _add_picture(painting, mood, rng, (0.5 + side * float(rng.uniform(0.03, 0.1)), 0.3))
    _add_table(
        painting, mood, (0.5 + side * float(rng.uniform(0.2, 0.27)), 0.86), lit=dim or "glow" in mood.features
    )
    if "person" in mood.features:
        dark = mix_colours(mix_colours(palette.near, _WOOD, 0.3), _BLACK, 0.5)
        add_figure(painting, (window_x + 0.02 * side, 0.93), dark, 0.5)


def paint_stairs(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Flights of steps that climb, one before the other, towards a light above."""
    palette = mood.palette
    side = 1 if rng.random() < 0.5 else -1
    wall = mix_colours(palette.middle, palette.far, 0.5)
    painting.fill_sky(
        [
            (0.0, mix_colours(wall, palette.light, 0.25)),
            (0.5, wall),
            (1.0, mix_colours(palette.near, wall, 0.4)),
        ]
    )
    top_x = 0.5 + side * 0.3
    lamp = mix_colours(palette.light, _LAMP, 0.5)
    painting.glow(top_x, 0.06, 0.75, lamp, 0.65)
    _add_arch(painting, mood, (top_x, 0.24))
    for layer in range(5):
        share = layer / 4
        steps = 15 - 8 * share
        base, slope = 0.55 + 0.27 * share, (0.62 - 0.12 * share) * (side if layer % 2 == 0 else -side)
        shift = float(rng.uniform(0, 1))

        def line(
            x: Floats, steps: float = steps, base: float = base, slope: float = slope, shift: float = shift
        ) -> Floats:
            tread = np.floor(x * steps + shift) / steps
            heights: Floats = (base - slope * (tread - 0.5)).astype(np.float32)
            return heights

        top = mix_colours(mix_colours(wall, palette.light, 0.18), palette.near, share**0.7)
        painting.ridge(
            line, top, mix_colours(top, _BLACK, 0.35), depth=0.3, edge=0.3 - 0.16 * share, shadow=0.42
        )
        if layer == 2 and "person" in mood.features:
            x = 0.5 - side * 0.12
            foot = float(line(np.asarray([x], np.float32))[0])
            add_figure(painting, (x, foot + 0.005), mix_colours(palette.near, _BLACK, 0.45), 0.26)
    painting.glow(top_x, 0.12, 0.4, lamp, 0.35)


def _add_window(
    painting: Painting, mood: Mood, rng: np.random.Generator, middle: tuple[float, float]
) -> None:
    """A view of the sky through panes, and its light on the wall."""
    palette = mood.palette
    wide, high = 0.2, 0.25
    painting.glow(middle[0], middle[1], 0.5, palette.light, 0.14 if mood.hour == "night" else 0.42)
    frame = mix_colours(_WOOD, palette.near, 0.45)
    painting.stamp([_make_box(wide + 0.022, high + 0.022)], middle, frame, shadow=0.4)
    bands = 28
    for band in range(bands):
        share = band / (bands - 1)
        sky = mix_colours(palette.zenith, palette.middle, min(1.0, share * 2))
        sky = mix_colours(sky, palette.horizon, max(0.0, share * 2 - 1))
        y = -high + 2 * high * band / bands
        strip = [
            (-wide, y),
            (wide, y),
            (wide, y + 2 * high / bands + 0.002),
            (-wide, y + 2 * high / bands + 0.002),
        ]
        painting.stamp([[(x, min(edge, high)) for x, edge in strip]], middle, sky)
    noise = make_noise(rng, 4.0)
    for share in (0.35, 0.8):
        xs = np.linspace(-wide, wide, 50, dtype=np.float32)
        hill = (high * (0.35 + 0.4 * share) + 0.05 * noise(xs * 2 + share)).clip(-high, high)
        land = [*zip(xs.tolist(), hill.tolist(), strict=True), (wide, high), (-wide, high)]
        painting.stamp([land], middle, mix_colours(palette.far, palette.near, share))
    bar = 0.006
    painting.stamp([_make_box(bar, high), _make_box(wide, bar)], middle, frame)
    sill = [
        (-wide - 0.045, high + 0.018),
        (wide + 0.045, high + 0.018),
        (wide + 0.045, high + 0.04),
        (-wide - 0.045, high + 0.04),
    ]
    painting.stamp([sill], middle, mix_colours(frame, palette.light, 0.15), shadow=0.4)


def _add_picture(
    painting: Painting, mood: Mood, rng: np.random.Generator, middle: tuple[float, float]
) -> None:
    wide, high = float(rng.uniform(0.05, 0.08)), float(rng.uniform(0.06, 0.09))
    painting.stamp([_make_box(wide + 0.01, high + 0.01)], middle, mix_colours(_WOOD, _BLACK, 0.3), shadow=0.4)
    painting.stamp([_make_box(wide, high)], middle, mix_colours(mood.palette.middle, mood.palette.near, 0.3))
    hill = [
        (-wide, high * 0.4),
        (-wide * 0.2, -high * 0.2),
        (wide * 0.3, high * 0.3),
        (wide, 0.0),
        (wide, high),
        (-wide, high),
    ]
    painting.stamp([hill], middle, mix_colours(mood.palette.far, mood.palette.near, 0.6))


def _add_table(painting: Painting, mood: Mood, foot: tuple[float, float], *, lit: bool) -> None:
    """A table in front, a lamp and some books on it."""
    wood: Colour = mix_colours(_WOOD, mood.palette.near, 0.4)
    dark = mix_colours(wood, _BLACK, 0.45)
    legs = [[(x, -0.2), (x + 0.024, -0.2), (x + 0.02, 0.06), (x + 0.004, 0.06)] for x in (-0.27, 0.246)]
    painting.stamp(legs, foot, dark, shadow=0.3)
    if lit:
        painting.glow(foot[0], foot[1] - 0.36, 0.5, _LAMP, 0.42)
    painting.stamp(
        [[(-0.3, -0.225), (0.3, -0.225), (0.3, -0.195), (-0.3, -0.195)]],
        foot,
        mix_colours(wood, _LAMP, 0.16),
        shadow=0.4,
    )
    painting.stamp(
        [
            [(-0.012, -0.225), (-0.008, -0.36), (0.008, -0.36), (0.012, -0.225)],
            _make_box(0.05, 0.008, y=-0.23),
        ],
        foot,
        dark,
    )
    shade = mix_colours(wood, (1.0, 0.86, 0.6), 0.9 if lit else 0.4)
    painting.stamp(
        [[(-0.085, -0.345), (-0.05, -0.45), (0.05, -0.45), (0.085, -0.345)]], foot, shade, shadow=0.2
    )
    for number, (colour, long) in enumerate(
        (((0.55, 0.24, 0.2), 0.075), ((0.22, 0.34, 0.4), 0.065), (_LAMP, 0.055))
    ):
        y = -0.237 - 0.024 * number
        painting.stamp(
            [_make_box(long, 0.0105, x=0.19, y=y)], foot, mix_colours(colour, wood, 0.45), shadow=0.15
        )
    if lit:
        painting.glow(foot[0], foot[1] - 0.36, 0.13, _LAMP, 0.4)


def _add_arch(painting: Painting, mood: Mood, middle: tuple[float, float]) -> None:
    """A lit doorway."""
    turn = np.linspace(np.pi, 2 * np.pi, 40)
    shape = [(0.1 * float(np.cos(a)), -0.08 + 0.1 * float(np.sin(a))) for a in turn]
    shape += [(0.1, 0.5), (-0.1, 0.5)]
    painting.stamp([shape], middle, mix_colours(mood.palette.light, (1.0, 0.95, 0.8), 0.5), shadow=0.2)


def _make_level(y: float) -> Line:
    def line(x: Floats) -> Floats:
        level: Floats = np.full(x.shape, y, np.float32)
        return level

    return line


def _make_box(wide: float, high: float, *, x: float = 0.0, y: float = 0.0) -> list[tuple[float, float]]:
    return [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)]
