"""Draws a request as a clip; all that is in one, bottom to top, is in `make_frames`."""

from collections.abc import Iterator
from pathlib import Path

from storyboard.animatic.cards import Place, draw_insets, draw_row, draw_screen_frame, place_screen
from storyboard.animatic.encode import write_clip
from storyboard.animatic.footage import Footage, probe_footage, read_frames, read_last_frame
from storyboard.animatic.framing import make_camera, measure_margins
from storyboard.animatic.layers import Becoming, Edited, Layer, Still, make_still
from storyboard.animatic.lettering import draw_caption, draw_clock, draw_header_shade, draw_label, draw_speech
from storyboard.animatic.overlay import Overlay
from storyboard.animatic.paths import draw_arrows
from storyboard.animatic.picture import contain_picture, load_picture
from storyboard.animatic.planes import Planes
from storyboard.animatic.scenery import paint_scene
from storyboard.animatic.sound import make_sound
from storyboard.animatic.spec import ClipSpec
from storyboard.animatic.weather import make_fall

_FADE = 0.4  # seconds in which everything laid over the picture comes, and goes before the hand-over


def draw_clip(spec: ClipSpec, target: Path) -> None:
    """Write the clip as an MP4 (H.264, and AAC when `sound`): exactly its frames, the same each time.

    A clip begins as its `first` picture and ends as its `last`, with nothing laid over them, so that its last frame
    can be the next clip's first.
    """
    sound = make_sound(spec) if spec.sound else None
    write_clip(target, make_frames(spec), size=(spec.width, spec.height), fps=spec.fps, sound=sound)


def make_frames(spec: ClipSpec) -> Iterator[Planes]:
    """Each frame of the clip: what fills it, and over that its lettering, cards, arrows and inset."""
    footage = probe_footage(spec.video) if spec.video is not None else None
    caption, floor = draw_caption(spec)
    label, clock, speech = draw_label(spec), draw_clock(spec), draw_speech(spec, floor)
    header = draw_header_shade(spec)
    arrows = draw_arrows(spec)
    inset = footage if spec.video_role != "base" else None
    screen = place_screen(spec, inset.aspect) if inset is not None else None
    cards = _draw_cards(spec, screen, floor)
    playing = _play_inset(spec, inset, screen) if inset is not None and screen is not None else None
    still = [overlay for overlay in (header, caption, label, *cards) if overlay is not None]
    for number, frame in enumerate(choose_layer(spec, footage).make_frames()):
        opacity = measure_opacity(spec, number)
        for overlay in still:
            overlay.paste(frame, opacity)
        for staged in (clock, *arrows, *([speech] if speech is not None else [])):
            staged.paste_at(frame, number, opacity)
        if playing is not None:
            next(playing).paste(frame, opacity)
        yield frame


def measure_opacity(spec: ClipSpec, frame: int) -> float:
    """How opaque the overlays are at a frame: not at all at the first and the last, wholly in between."""
    fade = max(1.0, min(_FADE * float(spec.fps), spec.frames * 0.2))
    near = min(frame, spec.frames - 1 - frame) / fade
    share = min(1.0, near)
    return share * share * (3 - 2 * share)


def choose_layer(spec: ClipSpec, footage: Footage | None) -> Layer:
    """What fills the frame: footage that is edited, else the first picture or a painted scene, ending as the last."""
    if footage is not None and spec.video_role == "base":
        return Edited(footage=footage, spec=spec)
    camera = make_camera(spec.move, f"{spec.seed} {spec.prompt}")
    longest = 2 * max(spec.width, spec.height)
    before: Still
    backdrop = _choose_backdrop(spec)
    if backdrop is not None:
        picture = load_picture(backdrop, longest)
        if spec.first is None:
            picture = contain_picture(picture, spec.width, spec.height)
        before = make_still(picture, spec, camera)
    elif footage is not None and spec.video_role == "feature":
        before = make_still(read_last_frame(footage.path), spec, camera)
    else:
        margins = measure_margins(camera, spec.width / spec.height)
        fall = make_fall(spec)
        before = make_still(paint_scene(spec, margins), spec, camera, painted=margins, fall=fall)
    if spec.last is None:
        return before
    after = make_still(load_picture(spec.last, longest), spec, camera, start=-1.0)
    return Becoming(before=before, after=after, begins=0.28, ends=0.72)


def _choose_backdrop(spec: ClipSpec) -> Path | None:
    """The picture that the clip begins as: `first`, or for a motion transfer the one that is to move."""
    if spec.first is None and spec.video_role == "motion":
        return next((reference.path for reference in spec.references if reference.path is not None), None)
    return spec.first


def _draw_cards(spec: ClipSpec, screen: Place | None, floor: int) -> list[Overlay]:
    """The references: small beside a first picture or footage, else in a row that is the subject."""
    backdrop = _choose_backdrop(spec)
    references = [
        reference for reference in spec.references if reference.path is None or reference.path != backdrop
    ]
    if not references:
        return []
    if backdrop is not None or spec.video is not None:
        taken = round(screen.height + spec.height * 0.06) if screen is not None else 0
        return draw_insets(spec, references, taken)
    ceiling = round(spec.height * 0.12)
    return draw_row(spec, references, ceiling, floor - round(spec.height * 0.04))


def _play_inset(spec: ClipSpec, footage: Footage, screen: Place) -> Iterator[Overlay]:
    """The reference video in its frame, an overlay for each frame of the clip."""
    border = draw_screen_frame(spec, screen, "motion" if spec.video_role == "motion" else "reference")
    size = (screen.width, screen.height)
    at = (screen.left - border.place[0], screen.top - border.place[1])
    for planes in read_frames(footage, size=size, fps=spec.fps, frames=spec.frames, loop=True):
        copy = Planes(y=border.planes.y.copy(), cb=border.planes.cb.copy(), cr=border.planes.cr.copy())
        copy.y.paste(planes.y, at)
        copy.cb.paste(planes.cb, (at[0] // 2, at[1] // 2))
        copy.cr.paste(planes.cr, (at[0] // 2, at[1] // 2))
        yield Overlay(place=border.place, planes=copy, mask=border.mask, half_mask=border.half_mask)
