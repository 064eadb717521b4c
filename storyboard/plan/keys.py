"""Keys: what an order is, as a hash, so that the same order is never paid for twice.

The action key is made of the neutral order and the digests of everything that goes into it; the plan key, known
before anything has run, has the plan keys of upstream jobs in place of bytes that do not exist yet. Names, paths,
places in the text and the order of the film are in neither. A frame of an earlier clip goes in as what it is (the last
frame of those bytes), not as the bytes of a picture file, so that another decoder does not order the film anew.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256

from storyboard.model.job import ElementReference, Job, Mention
from storyboard.model.media import FileMedium, JobMedium, Product, UrlMedium
from storyboard.model.take import Take

FORMAT = 1
"""Rises when the meaning of an order changes, and everything has to be made anew."""

DescribeJob = Callable[[JobMedium], object]


def make_plan_key(job: Job, family: str, upstream: Mapping[str, str]) -> str:
    """The key of a job before anything has run; `upstream` has the plan keys of the jobs it depends on."""
    return _hash(job, family, lambda medium: ["plan", upstream[medium.job], *_describe_product(medium)])


def make_action_key(job: Job, family: str, upstream: Mapping[str, Take]) -> str:
    """The key of what a job orders, once the takes it depends on are known."""

    def describe(medium: JobMedium) -> object:
        take = upstream[medium.job]
        if medium.what is Product.ELEMENT_ID:
            return ["element", take.action_key]
        return ["take", take.sha256, *_describe_product(medium)]

    return _hash(job, family, describe)


def _describe_product(medium: JobMedium) -> list[object]:
    return [medium.what.value, str(medium.at) if medium.at is not None else None]


def _hash(job: Job, family: str, describe: DescribeJob) -> str:
    document = {
        "format": FORMAT,
        "family": family,
        "operation": job.operation.value,
        "take": job.take,
        "order": _describe(job.order, describe),
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _describe(value: object, describe: DescribeJob) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return repr(value)
        case Fraction() | Decimal():
            return str(value)
        case Enum():
            return value.value
        case JobMedium():
            return describe(value)
        case FileMedium():
            return ["file", value.sha256]
        case UrlMedium():
            return ["url", value.url]
        case Mention():
            return ["mention", value.kind.value, value.position, value.frame]
        case ElementReference():
            return _describe(value.element_id, describe)
        case tuple() | list():
            return [_describe(one, describe) for one in value]
        case Mapping():
            return {str(key): _describe(one, describe) for key, one in value.items()}
    assert is_dataclass(value), value
    described = {field.name: _describe(getattr(value, field.name), describe) for field in fields(value)}
    return {name: one for name, one in described.items() if one not in (None, [], {})}
