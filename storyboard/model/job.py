"""Jobs: neutral orders to a provider, and the plan that puts them in order.

The vocabulary is ours; only a profile's dialect knows how its wire spells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from storyboard.model.camera import Camera
from storyboard.model.media import FileMedium, JobMedium, Medium
from storyboard.source import NO_SPAN, Span


class Operation(Enum):
    """What is ordered, as `plan` and `show` name it."""

    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    OMNI = "omni"
    CREATE_ELEMENT = "create-element"
    STILL = "still"
    FOOTAGE = "footage"


class Mode(Enum):
    """The quality that is ordered."""

    STD = "std"
    PRO = "pro"
    FOUR_K = "4k"


class Form(Enum):
    """Which sort of video is asked for; several forms may share an operation and differ in rules and words only."""

    TEXT = "text"
    FRAMES = "frames"
    REFERENCES = "references"
    EDIT = "edit"
    VIDEO_REFERENCE = "video-reference"
    NEXT_SHOT = "next-shot"
    PREVIOUS_SHOT = "previous-shot"


class MentionKind(Enum):
    """Which numbered list of a request a mention points into."""

    ELEMENT = "element"
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A reference inside a prompt.

    `position` counts from 0 in the order's own list of that kind (elements, images, voices; the one video is 0).
    With `frame` it is 0 for the first and 1 for the last frame picture. With `typed` the writer gave the number
    and `position` + 1 is sent as it stands.
    """

    kind: MentionKind
    position: int
    name: str = ""
    frame: bool = False
    typed: bool = False


Prompt = tuple[str | Mention, ...]
"""A prompt in pieces: text as it is sent, and mentions that each profile writes in its own notation."""


class VideoRole(Enum):
    """What a reference video is for: to be edited, or to be followed."""

    BASE = "base"
    FEATURE = "feature"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoReference:
    """The one video that an omni order may carry."""

    medium: Medium
    role: VideoRole
    keep_original_sound: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementReference:
    """A character or prop in an order: its id in the library, or the job that makes it."""

    name: str
    element_id: str | JobMedium


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoOrder:
    """An order for one clip; what is None is not sent, and the profile's own default holds.

    `seconds` is exact; `model` is the neutral name (`o1`, `v2.6`); `voices` are the provider's voice ids.
    """

    operation: Operation
    form: Form
    model: str
    prompt: Prompt = ()
    negative_prompt: str | None = None
    mode: Mode | None = None
    seconds: Fraction | None = None
    aspect_ratio: str | None = None
    sound: bool | None = None
    cfg_scale: float | None = None
    camera: Camera | None = None
    first_frame: Medium | None = None
    last_frame: Medium | None = None
    images: tuple[Medium, ...] = ()
    elements: tuple[ElementReference, ...] = ()
    voices: tuple[str, ...] = ()
    video: VideoReference | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOrder:
    """An order for a library element: one frontal picture, one to three further ones, tags by their ids."""

    name: str
    description: str
    frontal_image: Medium
    refer_images: tuple[Medium, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOrder:
    """A still held on this machine; it is drawn in the cut and costs nothing."""

    image: Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageOrder:
    """Existing footage that other jobs are made from; nothing is ordered."""

    video: FileMedium


Order = VideoOrder | ElementOrder | StillOrder | FootageOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Money in the profile's own unit, exact."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One node of the DAG; `id` is `<shot>` (with `.take2` and so on past the first take) or `element:<name>`."""

    id: str
    shot: str | None
    operation: Operation
    order: Order
    take: int = 1
    depends_on: tuple[str, ...] = ()
    span: Span = NO_SPAN


class Action(Enum):
    """What a run would do with a job."""

    RUN = "run"
    REUSE = "reuse"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedJob:
    """A job with what would happen to it, why, for how much, and in about how many seconds.

    `plan_key` is known before anything has run; `action_key` is None while an upstream product is unknown.
    """

    job: Job
    action: Action
    reason: str
    plan_key: str
    action_key: str | None
    cost: Cost
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a render would do, in an order in which it could be done."""

    profile: str
    jobs: tuple[PlannedJob, ...]
    total: Cost
    seconds: float
    critical_path: tuple[str, ...]
