"""Subtitles: a file beside the film, or words drawn into it, in any script."""

from fractions import Fraction

from PIL import Image

from storyboard.animatic.typography import Style, draw_lines, keep_drawable, measure_text
from storyboard.animatic.wrapping import balance_lines
from storyboard.model.cut import Caption

_SAFE = 0.06  # of the frame, on each side and below
_LINES = 3


def make_srt(captions: tuple[Caption, ...], fps: Fraction) -> str:
    """The captions as SubRip text, in order of time."""
    blocks = []
    shown = sorted(
        (each for each in captions if each.text.strip() and each.frames > 0), key=lambda c: c.start
    )
    for number, caption in enumerate(shown, start=1):
        start = _format_time(caption.start / fps)
        end = _format_time((caption.start + caption.frames) / fps)
        # A blank line would end the caption early.
        text = "\n".join(line.strip() for line in caption.text.splitlines() if line.strip())
        blocks.append(f"{number}\n{start} --> {end}\n{text}\n")
    return "\n".join(blocks)


def draw_caption(text: str, *, width: int, height: int) -> tuple[Image.Image, int, int] | None:
    """The words as an RGBA picture and the place of its top left in the frame; None if nothing can be drawn."""
    style = Style(size=max(11, round(min(width, height) * 0.047)))
    room = min(width * (1 - 2 * _SAFE), style.size * 30)
    lines: list[str] = []
    for line in text.splitlines():
        words = keep_drawable(line)
        lines += balance_lines(words, lambda part: measure_text(part, style.size), room, lines=_LINES)
    lines = [line for line in lines if line.strip()]
    if not lines:
        return None
    picture, margin = draw_lines(lines, style, centred=True)
    left = (width - picture.width) // 2
    top = height - round(height * _SAFE) - picture.height + margin
    return picture, left & ~1, max(0, top) & ~1


def _format_time(seconds: Fraction) -> str:
    milliseconds = int(seconds * 1000 + Fraction(1, 2))
    rest, milliseconds = divmod(milliseconds, 1000)
    hours, rest = divmod(rest, 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02},{milliseconds:03}"
