"""Places under a sky: sea, city, forest, mountains, desert, hills."""

import math

import numpy as np

from storyboard.animatic.mood import Colour, Mood, mix_colours
from storyboard.animatic.painting import Floats, Line, Painting, make_noise

_BLACK = (0.0, 0.0, 0.0)
_LAMP = (1.0, 0.83, 0.5)


def paint_hills(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Rolling sheets of land, one behind the other."""
    count = int(rng.integers(4, 6))
    for layer in range(count):
        share = layer / (count - 1)
        line = _make_line(rng, 0.56 + 0.34 * share, 0.05 + 0.03 * share, 1.4 - 0.5 * share, octaves=3)
        _lay(painting, mood, line, share)
        _add_mist(painting, mood, rng, 0.66 + 0.3 * share, share)
    _add_features(painting, mood, rng, ground=0.8)


def paint_mountains(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Peaks that fade with the distance, a dark slope in front."""
    count = 5
    for layer in range(count):
        share = layer / (count - 1)
        rough = make_noise(rng, 2.6 - 1.2 * share, octaves=6, rough=0.52)
        height, base = 0.30 - 0.16 * share, 0.52 + 0.38 * share

        def line(x: Floats, rough: Line = rough, height: float = height, base: float = base) -> Floats:
            # Folded noise has the sharp crests of a ridge.
            return (base + 0.1 - height * (1 - np.abs(rough(x)) * 2.6) * 1.15).astype(np.float32)

        _lay(painting, mood, line, share, edge=0.3 if mood.weather == "snow" else 0.16)
        _add_mist(painting, mood, rng, 0.62 + 0.32 * share, share)
    _add_features(painting, mood, rng, ground=0.84)


def paint_desert(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Dunes: long crests, a warm light edge."""
    for layer in range(4):
        share = layer / 3
        swell = make_noise(rng, 1.1, octaves=2, rough=0.3)
        base = 0.6 + 0.28 * share

        def line(x: Floats, swell: Line = swell, base: float = base) -> Floats:
            return (base - 0.12 * np.abs(swell(x)) ** 0.8).astype(np.float32)

        _lay(painting, mood, line, share, edge=0.3)
    _add_features(painting, mood, rng, ground=0.82)


def paint_sea(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Waves in sheets below a horizon, a path of light on them, rocks and what stands on them."""
    palette = mood.palette
    horizon = float(rng.uniform(0.55, 0.63))
    if rng.random() < 0.6:
        _lay(painting, mood, _make_line(rng, horizon - 0.025, 0.035, 1.6, octaves=5), 0.0)
    side = 1 if rng.random() < 0.5 else -1
    water = mix_colours(palette.horizon, palette.far, 0.55)
    deep = mix_colours(palette.near, palette.far, 0.18)
    count, land = 7, (0.0, 0.0)
    for layer in range(count):
        share = layer / (count - 1)
        y = horizon + (1.02 - horizon) * share**1.6
        top = mix_colours(water, deep, share**0.8)
        bottom = mix_colours(water, deep, min(1.0, share**0.8 + 0.28))
        height, waves, phase = 0.001 + 0.014 * share, 26 - 18 * share, float(rng.uniform(0, 9))
        wander = make_noise(rng, 3.0, octaves=2)

        def line(
            x: Floats,
            wander: Line = wander,
            y: float = y,
            height: float = height,
            waves: float = waves,
            phase: float = phase,
        ) -> Floats:
            crest = np.abs(np.sin((x + 0.05 * wander(x)) * waves * 0.5 * painting.aspect + phase))
            return (y - height * (1 - crest) * (1.1 + wander(x)) - height * 0.6 * wander(x)).astype(
                np.float32
            )

        painting.ridge(line, top, bottom, depth=0.16, edge=0.1 + 0.08 * share, shadow=0.16 * share)
        if layer == 0:
            painting.glow(0.5, horizon, 0.8, palette.horizon, 0.25)
        if layer == 2:
            land = _add_rocks(painting, mood, rng, horizon, side)
        if layer == 3 and "boat" in mood.features:
            _add_boat(painting, mood, (0.5 - side * float(rng.uniform(0.05, 0.25)), y - 0.004))
    _add_glints(painting, mood, rng, horizon, land)
    _add_mist(painting, mood, rng, horizon + 0.02, 0.0)
    _add_birds(painting, mood, rng)


def paint_forest(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Rows of conifers that darken towards the front, with light between them."""
    count = 5
    for layer in range(count):
        share = layer / (count - 1)
        base = 0.5 + 0.36 * share
        trees, tall = 44 - 31 * share, 0.07 + 0.24 * share
        _lay(
            painting, mood, _make_tree_line(rng, base, tall, trees * painting.aspect / 1.78), share, edge=0.08
        )
        _add_mist(painting, mood, rng, base + 0.1, share)
    for _ in range(int(rng.integers(2, 4))):
        x = float(rng.choice([rng.uniform(-0.02, 0.16), rng.uniform(0.84, 1.02)]))
        wide, lean = float(rng.uniform(0.03, 0.06)), float(rng.uniform(-0.03, 0.03))
        trunk = [(-wide, 1.4), (-wide * 0.55 + lean, -1.4), (wide * 0.55 + lean, -1.4), (wide, 1.4)]
        painting.stamp([trunk], (x, 0.5), mix_colours(mood.palette.near, _BLACK, 0.45), shadow=0.35)
    _add_features(painting, mood, rng, ground=0.86)


def paint_city(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Blocks in rows with lit windows, and a wet street in front."""
    lit = {"night": 0.5, "dusk": 0.34, "dawn": 0.14, "day": 0.0}[mood.hour]
    for layer in range(4):
        share = layer / 3
        edges, tops = _make_blocks(
            rng, painting, 0.5 + 0.14 * share, 0.27 + 0.05 * share, 0.035 + 0.045 * share
        )

        def line(x: Floats, edges: Floats = edges, tops: Floats = tops) -> Floats:
            return tops[np.clip(np.searchsorted(edges, x) - 1, 0, len(tops) - 1)]

        _lay(painting, mood, line, share, edge=0.05)
        if lit and layer > 0:
            _light_windows(painting, mood, rng, edges, tops, share, lit)
        _add_mist(painting, mood, rng, 0.72 + 0.06 * share, share)
    street = mix_colours(mood.palette.near, mood.palette.horizon, 0.12)
    painting.ridge(
        _make_line(rng, 0.86, 0.002, 1.0, octaves=1), street, mood.palette.near, depth=0.2, edge=0.1
    )
    if lit:
        _add_reflections(painting, rng)
    _add_birds(painting, mood, rng)


def _lay(painting: Painting, mood: Mood, line: Line, share: float, *, edge: float = 0.12) -> None:
    """One sheet of land: in the colour of its distance, hazier at the foot."""
    palette = mood.palette
    top = mix_colours(palette.far, palette.near, share**0.85)
    foot = mix_colours(top, palette.horizon if share < 0.5 else palette.far, 0.42 * (1 - share))
    if mood.weather == "snow":
        top = mix_colours(top, (0.92, 0.95, 1.0), 0.5 * (1 - 0.6 * share))
    painting.ridge(line, top, foot, depth=0.26, edge=edge * (1 - 0.4 * share), shadow=0.12 + 0.3 * share)


def _make_line(rng: np.random.Generator, base: float, height: float, detail: float, *, octaves: int) -> Line:
    noise = make_noise(rng, detail, octaves=octaves)

    def line(x: Floats) -> Floats:
        heights: Floats = base + height * noise(x)
        return heights

    return line


def _make_tree_line(rng: np.random.Generator, base: float, tall: float, trees: float) -> Line:
    """Triangles of uneven height that overlap, with a notched outline like branches."""
    ground = make_noise(rng, 1.5, octaves=2)
    heights, shifts = rng.uniform(0.45, 1.0, 256), rng.uniform(-0.3, 0.3, 256)

    def line(x: Floats) -> Floats:
        best = np.zeros_like(x)
        for beside in (-1, 0, 1):
            cell = np.floor(x * trees).astype(np.int64) + beside
            away = np.abs(x * trees - cell - 0.5 - shifts[cell % 256])
            fall = away / (0.62 * heights[cell % 256] + 0.15)
            notch = 0.10 * ((fall * 7) % 1.0)
            best = np.maximum(best, heights[cell % 256] * np.clip(1 - fall + notch * fall, 0, 1)).astype(
                np.float32
            )
        return (base + 0.03 * ground(x) + 0.05 - tall * best).astype(np.float32)

    return line


def _make_blocks(
    rng: np.random.Generator, painting: Painting, base: float, height: float, width: float
) -> tuple[Floats, Floats]:
    """Left edges and roof heights of a row of buildings across the canvas."""
    width = width * 1.78 / painting.aspect if painting.aspect < 1 else width
    count = int((1.2 + painting.margins.left + painting.margins.right) / (width * 0.6)) + 2
    widths = rng.uniform(0.55, 1.45, count) * width
    edges = np.cumsum(widths) - width - painting.margins.left - 0.05
    tops = base - height * rng.beta(1.4, 2.6, count) * 1.3 + 0.02
    return edges.astype(np.float32), tops.astype(np.float32)


def _light_windows(
    painting: Painting,
    mood: Mood,
    rng: np.random.Generator,
    edges: Floats,
    tops: Floats,
    share: float,
    lit: float,
) -> None:
    pitch = 0.010 + 0.012 * share
    step_x, step_y = pitch / painting.aspect, pitch * 1.35
    places, size = [], (painting.unit * pitch * 0.42, painting.unit * pitch * 0.62)
    for left, right, top in zip(edges, edges[1:], tops, strict=False):
        columns = np.arange(left + step_x * 0.8, right - step_x * 0.9, step_x)
        rows = np.arange(top + step_y * 0.9, min(0.84, top + 0.36), step_y)
        places += [(x, y) for x in columns for y in rows if rng.random() < lit * 0.6]
    if not places:
        return
    warm = np.asarray(mix_colours(_LAMP, mood.palette.light, 0.25), np.float32)
    tints = np.where(rng.random((len(places), 1)) < 0.15, np.asarray((0.62, 0.85, 1.0), np.float32), warm)
    strengths = rng.uniform(0.35, 1.0, len(places)).astype(np.float32) * (0.7 + 0.3 * share)
    sizes = np.tile(np.asarray(size, np.float32), (len(places), 1))
    painting.specks(np.asarray(places), sizes, tints.astype(np.float32), strengths)


def _add_reflections(painting: Painting, rng: np.random.Generator) -> None:
    """Lamps over a street and their long reflections in it."""
    for _ in range(9):
        x = float(rng.uniform(-0.05, 1.05))
        lamp: Colour = (_LAMP, (0.95, 0.42, 0.55), (0.42, 0.8, 0.95))[int(rng.choice([0, 0, 0, 1, 2]))]
        painting.glow(x, 0.83, 0.05, lamp, 0.75)
        wide, long = float(rng.uniform(0.006, 0.014)), float(rng.uniform(0.1, 0.17))
        painting.stamp(
            [[(-wide, 0.0), (wide, 0.0), (wide * 0.6, long), (-wide * 0.6, long)]],
            (x, 0.865),
            lamp,
            strength=0.3,
            soft=0.008,
        )


def _add_mist(painting: Painting, mood: Mood, rng: np.random.Generator, y: float, share: float) -> None:
    strength = {"fog": 0.62, "rain": 0.3, "snow": 0.34}.get(mood.weather, 0.16)
    colour = mix_colours(mood.palette.horizon, mood.palette.middle, 0.25)
    painting.haze(y, 0.07 + 0.03 * share, colour, strength * (1 - 0.75 * share), rng)


def _add_rocks(
    painting: Painting, mood: Mood, rng: np.random.Generator, horizon: float, side: int
) -> tuple[float, float]:
    """A headland at one side, with the lighthouse when there is one; its left and right ends."""
    wanted = {"lighthouse", "rocks"} & mood.features
    if not wanted and rng.random() < 0.35:
        return 0.0, 0.0
    rough = make_noise(rng, 9.0, octaves=4)
    middle, wide = 0.5 + side * float(rng.uniform(0.2, 0.3)), float(rng.uniform(0.13, 0.2))
    tall = float(rng.uniform(0.10, 0.15))

    def line(x: Floats) -> Floats:
        away = np.abs(x - middle) / wide
        hump = tall * np.maximum(0, 1 - away**1.6) ** 0.7 + 0.018 * rough(x) * np.clip(1.4 - away, 0, 0.6)
        shelf = 0.09 * np.maximum(0, away - 1)
        heights: Floats = (horizon + 0.075 - hump + shelf).astype(np.float32)
        return heights

    dark = mix_colours(mood.palette.near, mood.palette.far, 0.12)
    painting.ridge(line, dark, mix_colours(dark, mood.palette.far, 0.3), depth=0.12, edge=0.16, shadow=0.3)
    if "lighthouse" in mood.features:
        _add_lighthouse(painting, mood, (middle, horizon + 0.083 - tall))
    return middle - 1.45 * wide, middle + 1.45 * wide


def _add_lighthouse(painting: Painting, mood: Mood, foot: tuple[float, float]) -> None:
    palette = mood.palette
    bright = mood.hour in ("night", "dusk") or mood.weather != "clear"
    wall = mix_colours(palette.near, (0.95, 0.92, 0.86), 0.25 if mood.hour == "night" else 0.62)
    dark = mix_colours(palette.near, _BLACK, 0.2)
    if bright:
        for turn, long in ((-0.06, 1.9), (0.09, -1.9)):
            beam = [(0, -0.265), (long, -0.265 + turn - 0.13), (long, -0.265 + turn + 0.08)]
            painting.stamp([beam], foot, _LAMP, strength=0.2, soft=0.014)
    tower = [(-0.036, 0.02), (-0.022, -0.24), (0.022, -0.24), (0.036, 0.02)]
    painting.stamp([tower], foot, wall, shadow=0.3)
    for low, high in ((0.19, 0.15), (0.1, 0.055)):
        band = [(-0.0225 - 0.0538 * (0.24 - y), -y) for y in (low, high)]
        painting.stamp(
            [[*band, *((-x, y) for x, y in reversed(band))]], foot, mix_colours(dark, (0.7, 0.2, 0.16), 0.55)
        )
    shade = [(0.006, 0.02), (0.004, -0.24), (0.022, -0.24), (0.036, 0.02)]
    painting.stamp([shade], foot, dark, strength=0.32)
    painting.stamp([[(-0.031, -0.238), (-0.031, -0.248), (0.031, -0.248), (0.031, -0.238)]], foot, dark)
    lamp_room = [(-0.015, -0.248), (-0.015, -0.282), (0.015, -0.282), (0.015, -0.248)]
    painting.stamp([lamp_room], foot, _LAMP if bright else mix_colours(dark, palette.light, 0.5))
    painting.stamp([[(-0.021, -0.281), (0, -0.308), (0.021, -0.281)]], foot, dark)
    if bright:
        lamp_y = foot[1] - 0.265 * painting.unit / painting.frame_height
        painting.glow(foot[0], lamp_y, 0.16, _LAMP, 0.55)
        painting.glow(foot[0], lamp_y, 0.03, (1.0, 0.96, 0.82), 0.95)


def _add_boat(painting: Painting, mood: Mood, foot: tuple[float, float]) -> None:
    dark = mix_colours(mood.palette.near, _BLACK, 0.35)
    sail = mix_colours(mood.palette.near, mood.palette.light, 0.6)
    painting.stamp([[(0.002, -0.012), (0.004, -0.13), (0.062, -0.018)]], foot, sail, shadow=0.2)
    painting.stamp([[(-0.004, -0.016), (-0.002, -0.1), (-0.042, -0.02)]], foot, mix_colours(sail, dark, 0.25))
    painting.stamp(
        [[(-0.055, -0.014), (0.07, -0.014), (0.05, 0.012), (-0.038, 0.012)]], foot, dark, shadow=0.3
    )


def _add_glints(
    painting: Painting, mood: Mood, rng: np.random.Generator, horizon: float, land: tuple[float, float]
) -> None:
    """Short bright strokes where the water mirrors the light, none of them on the land."""
    count = 170
    depth = rng.uniform(0, 1, count) ** 1.5
    spread = 0.03 + 0.16 * depth
    x = float(rng.uniform(0.4, 0.6)) + rng.normal(0, 1, count) * spread
    places = np.stack([x, horizon + 0.004 + depth * (1.0 - horizon)], axis=1)
    long = painting.unit * (0.006 + 0.04 * depth) * rng.uniform(0.5, 1.4, count)
    sizes = np.stack([long, np.maximum(1.0, painting.unit * (0.0014 + 0.0022 * depth))], axis=1).astype(
        np.float32
    )
    strengths = (rng.uniform(0.1, 0.6, count) * (1 - 0.7 * depth)).astype(np.float32)
    if mood.weather in ("rain", "fog"):
        strengths *= 0.4
    dry = (places[:, 0] > land[0] - 0.03) & (places[:, 0] < land[1]) & (places[:, 1] < horizon + 0.13)
    strengths *= ~dry
    colours = np.tile(np.asarray(mood.palette.light, np.float32), (count, 1))
    painting.specks(places, sizes, colours, strengths)


def _add_features(painting: Painting, mood: Mood, rng: np.random.Generator, ground: float) -> None:
    """What the prompt names and the land can carry: a tower, a figure, a light, birds."""
    x = float(rng.choice([rng.uniform(0.24, 0.4), rng.uniform(0.6, 0.76)]))
    if "lighthouse" in mood.features:
        _add_lighthouse(painting, mood, (x, ground - 0.06))
    elif "glow" in mood.features:
        painting.glow(x, ground - 0.03, 0.2, (1.0, 0.66, 0.3), 0.5)
        painting.glow(x, ground - 0.03, 0.05, _LAMP, 0.95)
    if "person" in mood.features:
        add_figure(painting, (1 - x, ground), mix_colours(mood.palette.near, _BLACK, 0.4), 0.16)
    _add_birds(painting, mood, rng)


def _add_birds(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    count = 7 if "birds" in mood.features else 0
    colour = mix_colours(mood.palette.near, mood.palette.zenith, 0.25)
    if mood.hour == "night":
        colour = mix_colours(colour, mood.palette.light, 0.55)
    middle_x, middle_y = float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.2, 0.34))
    for _ in range(count):
        place = (middle_x + float(rng.normal(0, 0.12)), middle_y + float(rng.normal(0, 0.05)))
        span, lift, tilt = (
            float(rng.uniform(0.014, 0.032)),
            float(rng.uniform(0.25, 0.5)),
            float(rng.uniform(-0.3, 0.3)),
        )
        upper = [(-1, -lift * 0.7), (-0.5, -lift), (0, 0), (0.5, -lift), (1, -lift * 0.7)]
        lower = [(0.5, -lift + 0.14), (0, 0.16), (-0.5, -lift + 0.14)]
        cos, sin = math.cos(tilt), math.sin(tilt)
        wings = [(span * (x * cos - y * sin), span * (x * sin + y * cos)) for x, y in (*upper, *lower)]
        painting.stamp([wings], place, colour)


def add_figure(painting: Painting, foot: tuple[float, float], colour: Colour, tall: float) -> None:
    """Somebody seen from behind in a long coat."""
    coat = [(-0.16, 0.0), (-0.17, -0.45), (-0.13, -0.78), (-0.05, -0.84), (0.05, -0.84), (0.13, -0.78), (0.17, -0.45),
            (0.16, 0.0)]  # fmt: skip
    head = [(0.085 * math.cos(turn / 8), -0.92 + 0.095 * math.sin(turn / 8)) for turn in range(51)]
    scaled = [[(x * tall, y * tall) for x, y in shape] for shape in (coat, head)]
    painting.stamp(scaled, foot, colour, shadow=0.25)
