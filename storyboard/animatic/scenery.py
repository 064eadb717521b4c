"""A painted scene for a prompt that comes with no picture: sky, light, place, weather, from the back to the front."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from storyboard.animatic.framing import Margins
from storyboard.animatic.indoors import paint_interior, paint_stairs
from storyboard.animatic.mood import Mood, mix_colours, read_mood
from storyboard.animatic.outdoors import (
    paint_city,
    paint_desert,
    paint_forest,
    paint_hills,
    paint_mountains,
    paint_sea,
)
from storyboard.animatic.painting import Floats, Painting, make_noise
from storyboard.animatic.spec import ClipSpec

_SCALE = 1.15  # canvas pixels for one of the frame
_LARGEST = 4_000_000  # canvas pixels; more is painted smaller, which on soft shapes does not show

_PLACES: dict[str, Callable[[Painting, Mood, np.random.Generator], None]] = {
    "sea": paint_sea,
    "city": paint_city,
    "forest": paint_forest,
    "mountain": paint_mountains,
    "desert": paint_desert,
    "hills": paint_hills,
}
_ROOMS: dict[str, Callable[[Painting, Mood, np.random.Generator], None]] = {
    "interior": paint_interior,
    "stairs": paint_stairs,
}


def paint_scene(spec: ClipSpec, margins: Margins) -> Image.Image:
    """The scene that the prompt's words and its hash choose, reaching past the frame by the margins."""
    mood = read_mood(spec.prompt, spec.seed)
    rng = np.random.default_rng(mood.seed)
    pixels = (
        spec.width * spec.height * (1 + margins.left + margins.right) * (1 + margins.top + margins.bottom)
    )
    scale = min(_SCALE, (_LARGEST / pixels) ** 0.5)
    painting = Painting(spec.width, spec.height, margins, scale)
    if mood.place in _ROOMS:
        _ROOMS[mood.place](painting, mood, rng)
    else:
        _paint_sky(painting, mood, rng)
        _PLACES[mood.place](painting, mood, rng)
    return painting.finish()


def _paint_sky(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    palette = mood.palette
    painting.fill_sky(
        [(-0.4, palette.zenith), (0.0, palette.zenith), (0.34, palette.middle), (0.64, palette.horizon)]
    )
    x = float(rng.uniform(0.22, 0.78))
    night = mood.hour == "night"
    y = float(rng.uniform(0.16, 0.3)) if night or mood.hour == "day" else float(rng.uniform(0.42, 0.52))
    if night and mood.weather != "rain":
        _paint_stars(painting, rng)
    veiled = mood.weather in ("rain", "snow", "fog")
    painting.glow(x, 0.62, 1.0, palette.horizon, 0.55)
    painting.glow(x, y, 0.62, palette.light, 0.16 if night else 0.4)
    painting.glow(x, y, 0.24, palette.light, 0.24 if night else 0.5)
    if not veiled or rng.random() < 0.4:
        radius = float(rng.uniform(0.045, 0.06)) if night else float(rng.uniform(0.05, 0.075))
        colour = mix_colours(palette.light, (1.0, 1.0, 1.0), 0.25)
        painting.disc(x, y, radius, mix_colours(palette.middle, colour, 0.35 if veiled else 1.0))
        if night and rng.random() < 0.5:
            cut = mix_colours(palette.zenith, palette.middle, min(1.0, y / 0.34))
            painting.disc(
                x + radius * 0.5, y - radius * 0.24, radius * 0.92, mix_colours(cut, palette.light, 0.2)
            )
    _paint_clouds(painting, mood, rng)


def _paint_stars(painting: Painting, rng: np.random.Generator) -> None:
    count = 190
    left, right = -painting.margins.left, 1 + painting.margins.right
    places = np.stack([rng.uniform(left, right, count), rng.uniform(-0.3, 0.52, count)], axis=1)
    size = max(1.0, painting.unit / 620)
    sizes = (rng.choice([1.0, 1.0, 1.6], (count, 1)) * size * np.ones((1, 2))).astype(np.float32)
    strengths = (rng.uniform(0.15, 0.85, count) * (0.75 - places[:, 1])).clip(0, 1).astype(np.float32)
    painting.specks(places, sizes, np.full((count, 3), 0.97, np.float32), strengths)


def _paint_clouds(painting: Painting, mood: Mood, rng: np.random.Generator) -> None:
    """Long flat banks, lit from below at the ends of the day."""
    palette = mood.palette
    heavy = mood.weather != "clear"
    for _ in range(6 if heavy else int(rng.integers(2, 5))):
        y, x = float(rng.uniform(0.04, 0.46)), float(rng.uniform(-0.1, 1.1))
        colour = mix_colours(palette.middle, palette.horizon, float(rng.uniform(0.25, 0.9)))
        if mood.weather == "rain":
            colour = mix_colours(palette.zenith, colour, 0.45)
        wide, high = float(rng.uniform(0.35, 0.8)), float(rng.uniform(0.012, 0.035))
        noise = make_noise(rng, 3.0, octaves=3)
        steps: Floats = np.linspace(-1, 1, 60).astype(np.float32)
        swell: Floats = np.power(1 - steps * steps, 0.7).astype(np.float32)
        upper = -high * swell * (1.2 + 0.9 * noise(((steps + 1) / 2).astype(np.float32)))
        lower = swell * (high * 0.35)
        shape = [
            *zip((steps * wide / 2).tolist(), upper.tolist(), strict=True),
            *zip((steps[::-1] * wide / 2).tolist(), lower[::-1].tolist(), strict=True),
        ]
        strength = 0.5 if heavy else 0.42
        painting.stamp([shape], (x, y), colour, strength=strength, soft=high * 0.28)
