"""Frames of a still: fitted and held, or under a camera move."""

from collections.abc import Iterator
from itertools import islice

from PIL import Image, ImageOps

from storyboard.animatic.camera import make_moved_frames
from storyboard.animatic.spec import Move
from storyboard.cut.segments import Part
from storyboard.errors import MediaError
from storyboard.model.camera import Camera


def make_still_frames(part: Part, *, width: int, height: int) -> Iterator[bytes]:
    """RGB frames of a still's part; a still that is held has one frame, which stands for all of them."""
    picture = load_picture(part)
    camera = part.clip.camera
    if camera is None or not (camera.axes or camera.preset):
        yield fit_picture(picture, width, height).tobytes()
        return
    move = make_move(camera)
    moved = make_moved_frames(picture, width=width, height=height, frames=part.clip.frames, move=move)
    for frame in islice(moved, part.first, part.first + part.frames):
        yield frame.convert("RGB").tobytes()


def load_picture(part: Part) -> Image.Image:
    """The still upright and in RGB, what is transparent in it black; MediaError if it cannot be read."""
    path = part.clip.media
    try:
        with Image.open(path) as file:
            upright = ImageOps.exif_transpose(file)
            if upright.mode.startswith(
                "I"
            ):  # sixteen bits of grey, which Pillow would cut off instead of scale
                upright = upright.convert("I").point(lambda value: value / 257).convert("L")
            if upright.has_transparency_data:
                colour = upright.convert("RGBA")
                ground = Image.new("RGBA", colour.size, (0, 0, 0, 255))
                return Image.alpha_composite(ground, colour).convert("RGB")
            return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        missing = isinstance(error, FileNotFoundError)
        what = "does not exist" if missing else f"is not a picture that can be read: {error}"
        raise MediaError(f"`{path}` {what}") from error


def fit_picture(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The whole picture in the middle of a black frame, as large as fits."""
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    frame = Image.new("RGB", (width, height))
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    frame.paste(picture, ((width - size[0]) // 2, (height - size[1]) // 2))
    return frame


def make_move(camera: Camera) -> Move:
    """A model camera as the animatic's move."""
    axes = {axis.value: float(value) for axis, value in camera.axes}
    return Move(**axes, preset=camera.preset.value if camera.preset else None)
