"""Brush trajectories as arrows that grow along the path that something is asked to take."""

import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from storyboard.animatic.overlay import Overlay, Staged
from storyboard.animatic.spec import ClipSpec
from storyboard.animatic.typography import PAPER

Point = tuple[float, float]

_STAGES = 20
_GROWN = 0.7  # share of the clip after which an arrow is whole
_INKS = (PAPER, (255, 196, 84), (120, 214, 232), (255, 138, 128), (176, 224, 140), (206, 178, 255))


def draw_arrows(spec: ClipSpec) -> list[Staged]:
    """One growing arrow a path; a path of one point is a dot."""
    stages = min(_STAGES, spec.frames)
    shown = [
        min(stages - 1, round(frame / max(1, spec.frames * _GROWN) * (stages - 1)))
        for frame in range(spec.frames)
    ]
    arrows = []
    for number, path in enumerate(spec.paths):
        points = _smooth_path([(x * spec.width, y * spec.height) for x, y in path])
        if points:
            ink = _INKS[number % len(_INKS)]
            pictures = [_draw_arrow(spec, points, (stage + 1) / stages, ink) for stage in range(stages)]
            arrows.append(Staged(pictures=pictures, shown=shown))
    return arrows


def _draw_arrow(spec: ClipSpec, points: Sequence[Point], share: float, ink: tuple[int, int, int]) -> Overlay:
    thick = max(2.0, min(spec.width, spec.height) / 150)
    line = _cut_path(points, share)
    reach = round(thick * 6)
    left, top = int(min(x for x, _ in points)) - reach, int(min(y for _, y in points)) - reach
    right, bottom = int(max(x for x, _ in points)) + reach, int(max(y for _, y in points)) + reach
    canvas = Image.new("RGBA", ((right - left) * 2, (bottom - top) * 2), (*ink, 0))
    draw = ImageDraw.Draw(canvas)
    local = [((x - left) * 2, (y - top) * 2) for x, y in line]
    for colour, width in (((8, 9, 12, 120), thick * 2 + 4), ((*ink, 255), thick * 2)):
        draw.line(local, fill=colour, width=round(width), joint="curve")
        x, y = local[0]
        dot = width * 1.15
        draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=colour)
        if len(local) > 1:
            draw.polygon(_make_head(local[-2], local[-1], thick * 5 + (width - thick * 2)), fill=colour)
    return Overlay.from_rgba(canvas.reduce(2), (left, top), (spec.width, spec.height))


def _smooth_path(points: Sequence[Point]) -> list[Point]:
    """A Catmull-Rom curve through the points: what a brush would have drawn."""
    if len(points) < 3:
        return list(points)
    padded = [points[0], *points, points[-1]]
    curve = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        padded, padded[1:], padded[2:], padded[3:], strict=False
    ):
        for step in range(10):
            t = step / 10
            curve.append((_spline(ax, bx, cx, dx, t), _spline(ay, by, cy, dy, t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _cut_path(points: Sequence[Point], share: float) -> list[Point]:
    """The first `share` of a path by its length."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = sum(lengths) * share
    cut = [points[0]]
    for ((x, y), (next_x, next_y)), length in zip(pairwise(points), lengths, strict=True):
        if length <= 0:
            continue
        part = min(1.0, left / length)
        cut.append((x + (next_x - x) * part, y + (next_y - y) * part))
        left -= length
        if left <= 0:
            break
    return cut


def _make_head(before: Point, tip: Point, size: float) -> list[Point]:
    """A triangle that points on from a path's end."""
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    ahead = (tip[0] + math.cos(angle) * size, tip[1] + math.sin(angle) * size)
    wings = [
        (tip[0] + math.cos(angle + turn) * size, tip[1] + math.sin(angle + turn) * size)
        for turn in (2.2, -2.2)
    ]
    return [ahead, *wings]
