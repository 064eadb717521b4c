"""What the other stages ask of a profile: its table of capabilities, and a dialect without IO."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Protocol

from storyboard.model.job import Cost, ElementOrder, Form, Mode, Operation, VideoOrder
from storyboard.model.wire import Fault, LibraryElement, Request, Response, TaskStatus, Ticket


class SecondsRule(Enum):
    """Lengths that are not a list of numbers."""

    AS_SOURCE = "as-source"
    """The clip is as long as the video it was made from; a duration may not be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRule:
    """What one form of an operation allows: lengths in seconds, and whether the ratio is required, free or forbidden."""

    form: Form
    seconds: tuple[Fraction, ...] | SecondsRule
    default_seconds: Fraction | None
    aspect_ratio: str
    """`required`, `optional` or `forbidden`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price per second (or per call) for the orders it matches; the first match holds."""

    amount: Decimal
    per: str
    mode: Mode | None = None
    sound: bool | None = None
    voices: bool | None = None
    video: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One row of a profile's table: an operation on a model, with every number that its reference states.

    A limit of 0 means that the thing is not taken at all. `source` cites the reference.
    """

    operation: Operation
    model: str
    wire_model: str
    source: str
    forms: tuple[FormRule, ...]
    modes: tuple[Mode, ...]
    default_mode: Mode
    aspect_ratios: tuple[str, ...]
    prompt_limit: int
    negative_prompt_limit: int = 0
    prompt_required: bool = True
    first_frame: bool = False
    last_frame: bool = False
    last_frame_alone: bool = False
    last_frame_images: int | None = None
    """With more pictures than this (frames included) there may be no last frame."""
    elements: bool = False
    images: bool = False
    references: int = 0
    references_with_video: int = 0
    videos: int = 0
    counts_frames: bool = False
    """Whether `<<<image_N>>>` numbers the frame pictures first."""
    camera: bool = False
    camera_axes: int = 1
    camera_limit: float = 10
    camera_with_last_frame: bool = False
    sound: bool = False
    voices: int = 0
    cfg_scale: bool = False
    prices: tuple[Price, ...] = ()

    def find_form(self, form: Form) -> FormRule | None:
        """The row's rule for a form, or None where it does not do that form."""
        return next((rule for rule in self.forms if rule.form is form), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRules:
    """What the provider's element library asks for; None for the whole where there is no library."""

    name_limit: int
    description_limit: int
    refer_images: tuple[int, int]
    tags: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRules:
    """What a picture that is sent must be: bytes, pixels on a side, width to height."""

    formats: tuple[str, ...]
    max_bytes: int
    min_side: int
    min_ratio: Fraction
    max_ratio: Fraction
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRules:
    """What a video that is sent as a reference must be."""

    formats: tuple[str, ...]
    max_bytes: int
    seconds: tuple[Fraction, Fraction]
    sides: tuple[int, int]
    fps: tuple[Fraction, Fraction]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an account may do at once; an account's own numbers override these."""

    concurrency: int
    requests_per_minute: int
    poll_seconds: float
    task_seconds: float
    """After this long a task is kept and asked about again by the next run."""
    link_days: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """A profile's whole table."""

    profile: str
    rows: tuple[Capability, ...]
    elements: ElementRules | None
    images: ImageRules
    videos: VideoRules
    limits: Limits
    cost_unit: str
    currency: str
    """The money that the vendor sells units for."""
    model_names: Mapping[str, str]
    """Every spelling of a model that is accepted, to the neutral one."""
    expected_seconds: Mapping[Mode, float]
    """About how long one second of video takes to make, for plans before anything was learned."""
    unit_price: Decimal = Decimal(0)
    """What one cost unit is sold for in `currency`; 0 where nobody says."""
    price_source: str = ""


class Credentials(Protocol):
    """What signs a request."""

    def make_headers(self, now: float) -> Mapping[str, str]:
        """The headers that authorise a request sent at `now` (Unix seconds)."""
        ...

    @property
    def account(self) -> str:
        """A name for the account that gives nothing away (a digest), stable across runs."""
        ...


class Profile(Protocol):
    """One way of reaching the API; nothing here does IO."""

    @property
    def name(self) -> str:
        """The word that a storyboard's `profile:` takes."""
        ...

    @property
    def family(self) -> str:
        """What goes into action keys: profiles of one family make the same clips from the same order."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """The table, read once."""
        ...

    def make_request(self, order: VideoOrder | ElementOrder, *, external_id: str) -> Request:
        """The request that places an order; media stand in it as slots."""
        ...

    def make_prompt(self, order: VideoOrder) -> str:
        """The prompt as it is sent, mentions in the profile's notation."""
        ...

    def make_query(self, task_id: str) -> Request:
        """The request that asks how a task stands."""
        ...

    def make_lookup(self, external_id: str) -> Request | None:
        """The request that finds a task by our own id; None where the API has none."""
        ...

    def make_element_list(self, page: int) -> Request:
        """The request for one page (from 1) of the account's own elements."""
        ...

    def read_ticket(self, response: Response) -> Ticket | Fault:
        """What the answer to an order means."""
        ...

    def read_status(self, response: Response) -> TaskStatus | Fault:
        """What the answer to a query or a look-up means; an unknown task is a `not_found` fault."""
        ...

    def read_element_list(self, response: Response) -> tuple[LibraryElement, ...] | Fault:
        """What the answer to a listing means; an empty page is the end."""
        ...

    def make_cost(self, order: VideoOrder | ElementOrder, seconds: Fraction) -> Cost:
        """What an order of `seconds` costs; ranges count at their upper end."""
        ...
