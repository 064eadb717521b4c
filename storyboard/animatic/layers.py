"""What fills the frame: a still under the camera, footage, or one that becomes another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from storyboard.animatic.footage import Footage, read_frames
from storyboard.animatic.framing import Camera, Margins, ease_progress, make_box, measure_margins
from storyboard.animatic.picture import choose_scale, extend_picture
from storyboard.animatic.planes import Planes
from storyboard.animatic.spec import ClipSpec
from storyboard.animatic.weather import Fall


class Layer(Protocol):
    """Fills the frame, anew for each frame of the clip: what is yielded may be painted over."""

    def make_frames(self) -> Iterator[Planes]:
        """Each frame of the clip in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture under a camera move, from `start` of the move (0: it begins as the frame) to one whole move later."""

    wide: Planes
    margins: Margins
    scale: float
    camera: Camera
    start: float
    size: tuple[int, int]
    frames: int
    fall: Fall | None = None

    def make_frame(self, frame: int) -> Planes:
        """The picture as the camera sees it at a frame."""
        window = self.camera.window_at(self.start + ease_progress(frame, self.frames))
        box = make_box(window, self.margins, *self.size, self.scale)
        planes = self.wide.resample(self.size, box, window.angle)
        if self.fall is not None:
            self.fall.paste_at(planes, frame)
        return planes

    def make_frames(self) -> Iterator[Planes]:
        """Each frame of the clip in order."""
        return (self.make_frame(frame) for frame in range(self.frames))


@dataclass(frozen=True, slots=True, kw_only=True)
class Becoming:
    """One still that dissolves into another over the middle of the clip, both under the same move."""

    before: Still
    after: Still
    begins: float
    ends: float

    def make_frames(self) -> Iterator[Planes]:
        """Each frame of the clip in order."""
        for frame in range(self.before.frames):
            share = frame / max(1, self.before.frames - 1)
            mix = min(1.0, max(0.0, (share - self.begins) / (self.ends - self.begins)))
            if mix <= 0:
                yield self.before.make_frame(frame)
            elif mix >= 1:
                yield self.after.make_frame(frame)
            else:
                mix = mix * mix * (3 - 2 * mix)
                yield self.before.make_frame(frame).blend(self.after.make_frame(frame), mix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """Footage that plays with a light grade, to show that it is being worked on."""

    footage: Footage
    spec: ClipSpec

    def make_frames(self) -> Iterator[Planes]:
        """Each frame of the clip in order."""
        contrast = [_grade_luma(value) for value in range(256)]
        cooler = [min(255, max(0, round(value + 3))) for value in range(256)]
        warmer = [min(255, max(0, round(value - 4))) for value in range(256)]
        spec = self.spec
        size = (spec.width, spec.height)
        for planes in read_frames(self.footage, size=size, fps=spec.fps, frames=spec.frames, loop=False):
            yield Planes(y=planes.y.point(contrast), cb=planes.cb.point(warmer), cr=planes.cr.point(cooler))


def make_still(
    picture: Image.Image,
    spec: ClipSpec,
    camera: Camera,
    *,
    start: float = 0.0,
    painted: Margins | None = None,
    fall: Fall | None = None,
) -> Still:
    """A still of a picture that fills the frame, or that was painted with margins and so needs no continuing."""
    size = (spec.width, spec.height)
    if painted is not None:
        margins, scale = painted, picture.width / (spec.width * (1 + painted.left + painted.right))
        wide = picture
    else:
        margins = measure_margins(camera, spec.width / spec.height, start=start, end=start + 1)
        closest = max(camera.zoom**start, camera.zoom ** (start + 1), 1.0)
        scale = choose_scale(picture, *size, closest)
        wide = extend_picture(picture, width=size[0], height=size[1], margins=margins, scale=scale)
    return Still(
        wide=Planes.from_picture(wide),
        margins=margins,
        scale=scale,
        camera=camera,
        start=start,
        size=size,
        frames=spec.frames,
        fall=fall,
    )


def _grade_luma(value: int) -> int:
    """A gentle S over the legal range 16 to 235."""
    share = min(1.0, max(0.0, (value - 16) / 219))
    return round(16 + 219 * (0.7 * share + 0.3 * share * share * (3 - 2 * share)))
