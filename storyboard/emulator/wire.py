"""Checks a request body against a JSON Schema of the wire, and says what is wrong by field."""

import json
from functools import cache
from typing import Any

import jsonschema_rs

from storyboard.emulator.refusal import Kind, Refused, make_field_refusal
from storyboard.resources import read_schema

Document = dict[str, Any]


def read_document(body: bytes) -> Document:
    """The JSON object in a request body; raises Refused."""
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(Kind.BAD_REQUEST, f"the body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise Refused(Kind.BAD_REQUEST, "the body must be a JSON object")
    return document


def check_schema(name: str, document: Document) -> None:
    """Raises Refused, naming the field, when a document does not meet `schemas/api/<name>.json`."""
    try:
        error = next(iter(_load_validator(name).iter_errors(document)), None)
    except ValueError as failure:
        # JSON can spell half a surrogate pair, which no UTF-8 text can hold.
        raise Refused(Kind.BAD_REQUEST, f"the body has text that is not Unicode: {failure}") from failure
    if error is not None:
        kind = error.kind
        path = list(error.instance_path)
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            raise make_field_refusal(make_field([*path, kind.property]), "is required")
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Enum):
            shown = _shorten(json.dumps(error.instance, ensure_ascii=False))
            raise make_field_refusal(make_field(path), f"{shown} is not one of {json.dumps(kind.options)}")
        raise make_field_refusal(make_field(path), _shorten(error.message))


def make_field(path: list[str | int]) -> str:
    """A path as requests write it: `dynamic_masks[0].trajectories`."""
    field = ""
    for step in path:
        field += f"[{step}]" if isinstance(step, int) else f"{'.' if field else ''}{step}"
    return field or "the body"


@cache
def _load_validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(read_schema(f"api/{name}.json")))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _shorten(message: str) -> str:
    # The validator quotes the value that it refuses, and that may be ten megabytes of Base64.
    return message if len(message) <= 300 else f"{message[:120]} ... {message[-120:]}"
