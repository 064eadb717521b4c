"""What is written on a clip: the caption, the spoken line, the label and the running time."""

from bisect import bisect_left
from fractions import Fraction

import numpy as np
from PIL import Image

from storyboard.animatic.overlay import Overlay, Staged
from storyboard.animatic.spec import ClipSpec
from storyboard.animatic.timing import share_time
from storyboard.animatic.typography import DIM, Style, draw_lines, keep_drawable, measure_text
from storyboard.animatic.wrapping import balance_lines

_SAFE = 0.05  # of the frame, on each side
_CAPTION_LINES = 4


def caption_size(spec: ClipSpec) -> int:
    """The caption's type size in pixels: by the short side, so that every aspect ratio reads alike."""
    return max(11, round(min(spec.width, spec.height) * 0.034))


def draw_caption(spec: ClipSpec) -> tuple[Overlay | None, int]:
    """The prompt in the lower third on a soft shade, and the height in pixels that stays free above it.

    Over footage the shade is dense and of one height, since that footage may be a clip with a caption of its own.
    """
    covering = spec.video_role == "base"
    style = Style(size=caption_size(spec))
    safe_x, safe_y = round(spec.width * _SAFE), round(spec.height * _SAFE)
    room = min(spec.width - 2 * safe_x, style.size * 44)
    text = keep_drawable(spec.prompt)
    lines = balance_lines(text, lambda line: measure_text(line, style.size), room, lines=_CAPTION_LINES)
    if not lines:
        return None, spec.height - safe_y
    words, margin = draw_lines(lines, style)
    top = spec.height - safe_y - len(lines) * style.step
    shade_height = min(spec.height, round((spec.height - top) * 1.25 + style.size * 3.5))
    if spec.speech:
        shade_height = min(spec.height, shade_height + style.size * 3)
    if covering:
        shade_height = min(spec.height, max(shade_height, safe_y + (_CAPTION_LINES + 2) * style.step))
    canvas = _draw_shade((spec.width, shade_height), 460 if covering else 168)
    canvas.alpha_composite(words, (safe_x - margin, max(0, top - margin - (spec.height - shade_height))))
    overlay = Overlay.from_rgba(canvas, (0, spec.height - shade_height), (spec.width, spec.height))
    return overlay, top - style.size // 2


def draw_speech(spec: ClipSpec, floor: int) -> Staged | None:
    """The quoted lines one after the other as a centred subtitle that ends at the height `floor`."""
    quotes = [text for text in map(keep_drawable, spec.speech) if text.strip()]
    if not quotes:
        return None
    style = Style(size=round(caption_size(spec) * 1.22))
    room = spec.width * 0.8
    overlays = []
    for quote in quotes:
        marked = f"“{quote}”" if quote[0] not in "“「『\"'" else quote
        lines = balance_lines(marked, lambda line: measure_text(line, style.size), room, lines=2)
        words, margin = draw_lines(lines, style, centred=True)
        place = ((spec.width - words.width) // 2, floor - words.height + margin)
        overlays.append(Overlay.from_rgba(words, place, (spec.width, spec.height)))
    ends = [end for _, end in share_time(quotes)]
    shown = [bisect_left(ends, (frame + 0.5) / spec.frames) for frame in range(spec.frames)]
    return Staged(pictures=overlays, shown=shown)


def draw_header_shade(spec: ClipSpec) -> Overlay:
    """A shade at the top, under the label and the time; dense over footage, which may have its own."""
    height = round(spec.height * _SAFE + caption_size(spec) * 3)
    shade = _draw_shade((spec.width, height), 460 if spec.video_role == "base" else 90).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    return Overlay.from_rgba(shade, (0, 0), (spec.width, spec.height))


def draw_label(spec: ClipSpec) -> Overlay:
    """The operation and the model, small, at the top left."""
    style = Style(size=max(10, round(caption_size(spec) * 0.72)), colour=DIM)
    parts = [part for part in (spec.operation, spec.model) if part]
    words, margin = draw_lines([keep_drawable(" · ".join(parts))], style)
    place = (round(spec.width * _SAFE) - margin, round(spec.height * _SAFE) - margin)
    return Overlay.from_rgba(words, place, (spec.width, spec.height))


def draw_clock(spec: ClipSpec) -> Staged:
    """The running time in seconds of the clip's length, at the top right."""
    style = Style(size=max(10, round(caption_size(spec) * 0.72)), colour=DIM)
    length = _count_tenths(spec.frames, spec.fps)
    tenths = [_count_tenths(frame, spec.fps) for frame in range(spec.frames)]
    widest = measure_text(f"{length / 10:.1f} / {length / 10:.1f} s", style.size)
    overlays = []
    for tenth in range(tenths[-1] + 1):
        words, margin = draw_lines([f"{tenth / 10:.1f} / {length / 10:.1f} s"], style)
        # A fixed left edge: a running number must not shift its neighbours.
        narrower = widest - measure_text(f"{tenth / 10:.1f} / {length / 10:.1f} s", style.size)
        place = (
            round(spec.width * (1 - _SAFE) - widest + narrower) - margin,
            round(spec.height * _SAFE) - margin,
        )
        overlays.append(Overlay.from_rgba(words, place, (spec.width, spec.height)))
    return Staged(pictures=overlays, shown=tenths)


def _count_tenths(frames: int, fps: Fraction) -> int:
    return int(frames / fps * 10)


def _draw_shade(size: tuple[int, int], strongest: float) -> Image.Image:
    """Black that grows from nothing at the top to a soft dark at the bottom, dithered against banding."""
    rise = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    rise = np.minimum(rise * rise * (3 - 2 * rise) * strongest, 254.9)
    noise = np.random.default_rng(1).random((size[1], size[0]), dtype=np.float32)
    shade = Image.new("RGBA", size, (6, 7, 10, 0))
    shade.putalpha(Image.fromarray(np.minimum(rise + noise, 255).astype(np.uint8)))
    return shade
