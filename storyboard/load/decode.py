"""Bytes become text: UTF-8, or UTF-16 with a byte order mark, and nothing else."""

import codecs

from storyboard.diagnostics import Diagnostic
from storyboard.source import Sources, make_span

MAX_BYTES = 64 * 1024 * 1024 - 1  # a span counts to there
"""A storyboard larger than this is refused; ten thousand shots take about three megabytes."""


def decode_text(data: bytes, name: str, sources: Sources) -> tuple[int, str, tuple[Diagnostic, ...]]:
    """The file's number among `sources`, its text (empty when refused), and what is wrong with it."""
    if len(data) > MAX_BYTES:
        file = sources.add(name, "")
        message = f"the file has {len(data)} bytes, more than the {MAX_BYTES} that a storyboard may have"
        return file, "", (Diagnostic(code="SB103", message=message, span=make_span(file, 0, 0)),)
    encoding = "utf-8"
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        file = sources.add(name, text)
        at = len(data[: error.start].decode(encoding, errors="replace"))
        odd = f"byte 0x{data[error.start]:02x}" if encoding == "utf-8" else "its end"
        message = f"the text is not {encoding.upper()}: {odd} cannot be read"
        diagnostic = Diagnostic(
            code="SB103", message=message, span=make_span(file, at, at + 1), help="save the file as UTF-8"
        )
        return file, "", (diagnostic,)
    return sources.add(name, text), text, ()
