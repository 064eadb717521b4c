"""A camera move in words, for models without camera control."""

from storyboard.model.camera import Axis, Camera, Preset
from storyboard.model.job import Prompt

_MOVES = {
    Axis.HORIZONTAL: (("moves left", "moves right"), ("向左平移", "向右平移")),
    Axis.VERTICAL: (("moves down", "moves up"), ("向下移动", "向上移动")),
    Axis.PAN: (("pans left", "pans right"), ("向左摇", "向右摇")),
    Axis.TILT: (("tilts down", "tilts up"), ("向下摇", "向上摇")),
    Axis.ROLL: (("rolls anticlockwise", "rolls clockwise"), ("逆时针旋转", "顺时针旋转")),
    Axis.ZOOM: (("zooms out", "zooms in"), ("拉远", "推近")),
}
_PRESETS = {
    Preset.DOWN_BACK: ("moves down and back", "下移拉远"),
    Preset.FORWARD_UP: ("moves forward and up", "推进上移"),
    Preset.RIGHT_TURN_FORWARD: ("turns right and moves forward", "右旋推进"),
    Preset.LEFT_TURN_FORWARD: ("turns left and moves forward", "左旋推进"),
}


def describe_camera(camera: Camera, prompt: Prompt) -> str:
    """A sentence in the prompt's language; strengths up to 3 are slow, from 7 fast."""
    text = "".join(piece for piece in prompt if isinstance(piece, str))
    chinese = any("一" <= character <= "鿿" for character in text)
    moves = [_PRESETS[camera.preset][chinese]] if camera.preset is not None else []
    for axis, value in camera.axes:
        move = _MOVES[axis][chinese][value > 0]
        if chinese:
            moves.append({-1: "缓慢", 0: "", 1: "快速"}[_find_pace(value)] + move)
        else:
            moves.append(move + {-1: " slowly", 0: "", 1: " fast"}[_find_pace(value)])
    return f"镜头{','.join(moves)}。" if chinese else f"The camera {' and '.join(moves)}."


def _find_pace(value: float) -> int:
    return -1 if abs(value) <= 3 else 1 if abs(value) >= 7 else 0
