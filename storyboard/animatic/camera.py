"""A still under a camera move, smooth below a pixel."""

from collections.abc import Iterator

from PIL import Image

from storyboard.animatic.framing import ease_progress, make_box, make_camera, measure_margins
from storyboard.animatic.picture import choose_scale, extend_picture
from storyboard.animatic.planes import resample_plane
from storyboard.animatic.spec import Move


def make_moved_frames(
    picture: Image.Image, *, width: int, height: int, frames: int, move: Move
) -> Iterator[Image.Image]:
    """A still under a camera move: RGB frames of `width` by `height`, the first of them the picture itself.

    The picture fills the frame; where the move looks past its edge the picture is mirrored and softened.
    """
    camera = make_camera(move)
    margins = measure_margins(camera, width / height)
    scale = choose_scale(picture, width, height, max(camera.zoom, 1.0))
    wide = extend_picture(picture, width=width, height=height, margins=margins, scale=scale)
    for frame in range(frames):
        window = camera.window_at(ease_progress(frame, frames))
        box = make_box(window, margins, width, height, scale)
        yield resample_plane(wide, (width, height), box, window.angle)
