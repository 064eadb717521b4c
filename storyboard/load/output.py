"""What the finished film is to be, from the `output` key."""

import re
from decimal import Decimal
from fractions import Fraction

from storyboard.diagnostics import Diagnostic
from storyboard.model.output import Output, Subtitles
from storyboard.model.tree import MapNode, Scalar

_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})")
_HEIGHT = re.compile(r"(\d{3,4})p")
_RATIO = re.compile(r"(\d{1,2}):(\d{1,2})")
_NTSC = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001), "59.94": Fraction(60000, 1001)}
_LARGEST_SIDE = 8192


def read_rate(text: str) -> Fraction | None:
    """Frames a second from `24`, `23.976`, `30000/1001`; None if it is none of these or outside 1 to 240."""
    text = text.strip()
    if len(text) > 16:
        return None
    try:
        rate = _NTSC.get(text) or Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return rate if 1 <= rate <= 240 else None


def read_output(node: MapNode, diagnostics: list[Diagnostic]) -> Output:
    """The output with defaults for what is left out; what is off is said and left at its default."""
    words = {
        key: entry.node.text.strip() for key, entry in node.entries.items() if isinstance(entry.node, Scalar)
    }

    def refuse(key: str, message: str, help: str) -> None:
        diagnostics.append(
            Diagnostic(code="SB106", message=message, span=node.entries[key].node.span, help=help)
        )

    default = Output()
    fps = default.fps
    if "fps" in words:
        rate = read_rate(words["fps"])
        if rate is None:
            refuse(
                "fps",
                f"`fps` cannot be `{words['fps']}`",
                "a rate from 1 to 240, such as `24`, `25` or `30000/1001`",
            )
        else:
            fps = rate
    ratio = Fraction(16, 9)
    if "aspect_ratio" in words:
        match = _RATIO.fullmatch(words["aspect_ratio"])
        if (
            match
            and int(match[1])
            and int(match[2])
            and Fraction(1, 4) <= Fraction(int(match[1]), int(match[2])) <= 4
        ):
            ratio = Fraction(int(match[1]), int(match[2]))
        else:
            message = f"`aspect_ratio` cannot be `{words['aspect_ratio']}`"
            refuse("aspect_ratio", message, "width to height, such as `16:9`, `9:16` or `1:1`")
    width, height = _make_size(720, ratio)
    if "resolution" in words:
        resolution = words["resolution"]
        if match := _SIZE.fullmatch(resolution):
            width, height = int(match[1]), int(match[2])
            if "aspect_ratio" in words and abs(Fraction(width, height) - ratio) > Fraction(2, 100):
                refuse(
                    "resolution",
                    f"`resolution` {resolution} is not {words['aspect_ratio']}",
                    "give one of the two, or make them agree",
                )
        elif match := _HEIGHT.fullmatch(resolution):
            width, height = _make_size(int(match[1]), ratio)
        if width % 2 or height % 2 or not (16 <= width <= _LARGEST_SIDE and 16 <= height <= _LARGEST_SIDE):
            help = f"both sides even, from 16 to {_LARGEST_SIDE}"
            refuse("resolution", f"`resolution` cannot be {width}x{height}", help)
            width, height = default.width, default.height
    loudness = default.loudness
    if "loudness" in words:
        loudness = None if words["loudness"] == "none" else Decimal(words["loudness"])
    return Output(
        width=width,
        height=height,
        fps=fps,
        loudness=loudness,
        subtitles=Subtitles(words.get("subtitles", default.subtitles.value)),
        container=words.get("container", default.container),
    )


def _make_size(short: int, ratio: Fraction) -> tuple[int, int]:
    """Even width and height with `short` as the shorter side."""
    if ratio >= 1:
        return _make_even(short * ratio), _make_even(Fraction(short))
    return _make_even(Fraction(short)), _make_even(short / ratio)


def _make_even(length: Fraction) -> int:
    return 2 * round(length / 2)
