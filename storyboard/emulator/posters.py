"""The cover picture of a clip."""

from pathlib import Path


def write_poster(clip: Path, target: Path) -> bool:
    """Writes the first frame of a clip as a JPEG, once; False when the clip has none that can be decoded."""
    if target.is_file():
        return True
    import av
    import av.error
    from PIL import Image

    try:
        with av.open(str(clip)) as container:
            frame = next(container.decode(video=0), None)
            if frame is None:
                return False
            Image.fromarray(frame.to_ndarray(format="rgb24")).save(target, quality=85)
            return True
    except (av.error.FFmpegError, OSError, ValueError, IndexError):
        return False
