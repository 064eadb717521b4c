"""Reference pictures as framed cards: tidily in a row, or small in a corner."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from storyboard.animatic.overlay import Overlay
from storyboard.animatic.picture import load_picture
from storyboard.animatic.spec import ClipSpec, Reference
from storyboard.animatic.typography import DIM, Style, draw_lines, keep_drawable, measure_text
from storyboard.animatic.wrapping import wrap_text

_FRAME = (244, 241, 233)
_EMPTY = (52, 58, 68)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a picture lies in the frame: even pixels."""

    left: int
    top: int
    width: int
    height: int


def draw_row(spec: ClipSpec, references: Sequence[Reference], ceiling: int, floor: int) -> list[Overlay]:
    """The references in a centred row between two heights, each a card with its label beneath."""
    label = _label_style(spec)
    gap = round(spec.width * 0.025)
    tallest = max(24, min(floor - ceiling - 2 * label.step, round(spec.height * 0.42)))
    pictures = [_load_card_picture(reference, tallest) for reference in references]
    widths = [tallest * picture.width / picture.height for picture in pictures]
    room = spec.width * 0.88 - gap * (len(pictures) - 1)
    height = round(tallest * min(1.0, room / sum(widths)))
    widths = [max(16.0, width * height / tallest) for width in widths]
    left = (spec.width - sum(widths) - gap * (len(widths) - 1)) / 2
    top = round(ceiling + (floor - ceiling - height - 1.5 * label.step) * 0.5)
    cards = []
    for reference, picture, width in zip(references, pictures, widths, strict=True):
        place = Place(left=round(left), top=top, width=round(width), height=height)
        cards.append(_draw_card(spec, picture, reference.label if reference.path else "", place, label))
        left += width + gap
    return cards


def draw_insets(spec: ClipSpec, references: Sequence[Reference], taken: int) -> list[Overlay]:
    """The references small, in a column at the right below the running time, `taken` pixels further down."""
    label = _label_style(spec)
    height = round(min(spec.width, spec.height) * 0.13)
    right, top = round(spec.width * 0.95), round(spec.height * 0.05) + round(label.step * 2.2) + taken
    cards = []
    for reference in references:
        picture = _load_card_picture(reference, height)
        width = round(height * picture.width / picture.height)
        if top + height + label.step > spec.height * 0.7:
            right, top = right - round(height * 1.8), round(spec.height * 0.05) + round(label.step * 2.2)
        place = Place(left=right - width, top=top, width=width, height=height)
        cards.append(_draw_card(spec, picture, reference.label if reference.path else "", place, label))
        top += height + round(label.step * 1.9)
    return cards


def place_screen(spec: ClipSpec, aspect: float) -> Place:
    """Where a playing inset lies: at the right below the running time, no larger than a quarter of the frame."""
    style = _label_style(spec)
    width = min(spec.width * 0.26, spec.height * 0.3 * aspect)
    right, top = round(spec.width * 0.95), round(spec.height * 0.05) + round(style.step * 2.2)
    even_width, even_height = round(width) & ~1, round(width / aspect) & ~1
    return Place(
        left=(right - even_width) & ~1, top=top & ~1, width=max(2, even_width), height=max(2, even_height)
    )


def draw_screen_frame(spec: ClipSpec, place: Place, label: str) -> Overlay:
    """The border, shadow and label of a playing inset, to be laid under it."""
    picture = Image.new("RGB", (place.width, place.height), _EMPTY)
    return _draw_card(spec, picture, label, place, _label_style(spec))


def _label_style(spec: ClipSpec) -> Style:
    return Style(size=max(10, round(min(spec.width, spec.height) * 0.023)), colour=DIM)


def _load_card_picture(reference: Reference, height: int) -> Image.Image:
    """The reference at a height, between 9:16 and 16:9; a card that names it where there is no picture."""
    if reference.path is None:
        return _draw_empty(reference.label, height)
    picture = load_picture(reference.path, 4 * height)
    aspect = max(9 / 16, min(16 / 9, picture.width / picture.height))
    width = max(2, round(height * aspect))
    cover = min(picture.width / width, picture.height / height)
    left, top = (picture.width - width * cover) / 2, (picture.height - height * cover) / 2
    box = (left, top, left + width * cover, top + height * cover)
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def _draw_empty(label: str, height: int) -> Image.Image:
    card = Image.new("RGB", (round(height * 4 / 3), height), _EMPTY)
    style = Style(size=max(9, height // 12), colour=DIM)
    room = card.width - 2 * style.size
    lines = wrap_text(keep_drawable(label), lambda line: measure_text(line, style.size), room, lines=4)
    words, _ = draw_lines(lines or ["?"], style, centred=True)
    card.paste(words, ((card.width - words.width) // 2, (height - words.height) // 2), words)
    return card


def _draw_card(spec: ClipSpec, picture: Image.Image, label: str, place: Place, style: Style) -> Overlay:
    """A picture with a thin border and a soft shadow at its place, its label centred beneath."""
    edge = max(1, round(min(spec.width, spec.height) / 260))
    blur = max(3, round(min(spec.width, spec.height) * 0.014))
    text = keep_drawable(label).strip()
    room = max(place.width, style.size * 9)
    lines = wrap_text(text, lambda line: measure_text(line, style.size), room, lines=1)
    # Around the picture there is room for its shadow, and for a label that is wider than it.
    overhang = (
        max((measure_text(line, style.size) for line in lines), default=0) / 2 + style.size - place.width / 2
    )
    reach = max(3 * blur, round(overhang))
    size = (place.width + 2 * reach, place.height + 2 * reach + 2 * style.step)
    shadow = Image.new("L", size, 0)
    box = (reach - edge, reach - edge, reach + place.width + edge, reach + place.height + edge)
    ImageDraw.Draw(shadow).rounded_rectangle(
        (box[0], box[1] + blur // 2, box[2], box[3] + blur // 2), 3 * edge, 150
    )
    canvas = Image.new("RGBA", size, (4, 5, 8, 0))
    canvas.putalpha(shadow.filter(ImageFilter.GaussianBlur(blur)))
    border = _round_mask((place.width + 2 * edge, place.height + 2 * edge), 3 * edge)
    canvas.paste(Image.new("RGBA", border.size, (*_FRAME, 255)), box[:2], border)
    fitted = picture.resize((place.width, place.height), Image.Resampling.BICUBIC)
    canvas.paste(fitted.convert("RGBA"), (reach, reach), _round_mask(fitted.size, 2 * edge))
    if lines:
        words, margin = draw_lines(lines, style, centred=True)
        under = (
            max(0, (size[0] - words.width) // 2),
            reach + place.height + round(style.size * 0.5) - margin,
        )
        canvas.alpha_composite(words, under)
    return Overlay.from_rgba(canvas, (place.left - reach, place.top - reach), (spec.width, spec.height))


def _round_mask(size: tuple[int, int], radius: int) -> Image.Image:
    """Rounded corners, smooth: drawn four times as large."""
    large = Image.new("L", (size[0] * 4, size[1] * 4), 0)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * 4, 255)
    return large.reduce(4)
