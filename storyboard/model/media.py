"""Media as jobs refer to them: bytes in the project, an address, or what an earlier job will give."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path

from storyboard.source import NO_SPAN, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMedium:
    """A file inside the project folder; `name` is its path relative to that folder, `sha256` of its bytes."""

    path: Path
    name: str
    sha256: str
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlMedium:
    """An http(s) address that the provider fetches for itself."""

    url: str
    span: Span = NO_SPAN


class Product(Enum):
    """What a later job can take from an earlier one."""

    VIDEO = "video"
    LAST_FRAME = "last_frame"
    FRAME = "frame"
    VIDEO_ID = "video_id"
    TASK_ID = "task_id"
    ELEMENT_ID = "element_id"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMedium:
    """A product of the job named `job` that exists only after it has run; `at` (seconds) goes with FRAME."""

    job: str
    what: Product
    at: Fraction | None = None
    span: Span = NO_SPAN


Medium = FileMedium | UrlMedium | JobMedium
