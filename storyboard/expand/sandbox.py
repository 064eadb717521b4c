"""The sandbox that templates run in: their variables and an allow-list of harmless filters, tests and methods.

A storyboard may come from a stranger's pull request, so a template sees no files, no environment, no clock, no
randomness, and no address in memory; and what it may cost is bounded (`bounds.py`).
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, wraps
from types import FrameType
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, meta, nodes, pass_environment
from jinja2.filters import do_sum, make_attrgetter
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from storyboard.expand.bounds import (
    MAX_CHARACTERS,
    METER,
    TooLong,
    check_operator,
    measure_length,
    measure_value,
)
from storyboard.model.tree import Plain


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FILTERS = _list(
    "abs batch capitalize count d default dictsort first float int items join last length list lower map max min "
    "reject rejectattr replace reverse round select selectattr slice sort string sum title trim truncate unique "
    "upper wordcount"
)
_OF_TEXT = _list("capitalize lower replace string title trim truncate upper wordcount")
_TESTS = _list(
    "boolean defined divisibleby eq equalto even false float ge gt in integer le lower lt mapping ne none number "
    "odd sequence string true undefined upper == != > >= < <="
)
_METHODS: Mapping[type, tuple[str, ...]] = {
    str: _list(
        "capitalize endswith lower lstrip removeprefix removesuffix rstrip split startswith strip title upper"
    ),
    dict: _list("get items keys values"),
    list: _list("count index"),
}
_BOUND = "bounded value"  # a name that no template can spell
_WEIGHED = "weighed value"
_FOREIGN: Mapping[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.ScopedEvalContextModifier: "autoescape",
}

LOST = (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError)
"""What Python's own compiler says to a template that is nested too deeply or has numbers beyond reason."""


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, with its operators, calls and attributes measured."""

    intercepted_binops = frozenset({"+", "*", "**", "%", "//"})

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """What a macro, a call or a `set` block joins its pieces with."""
        pieces = list(parts)
        measure_length(sum(len(piece) for piece in pieces))
        METER.charge_values(pieces)
        return "".join(pieces)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        check_operator(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        METER.charge_values(getattr(obj, "__self__", None), *args)
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> None:
        """Jinja2 lets `format` through on a path of its own; it could pad a text to any length."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        for kind, allowed in _METHODS.items():
            if isinstance(obj, kind):
                return attr in allowed
        return not isinstance(obj, int | float) and super().is_safe_attribute(obj, attr, value)


class _Tamer(NodeTransformer):
    """Refuses what reaches beyond the text, and puts a measure around all that can grow or take long."""

    def __init__(self) -> None:
        self.special: set[str] = set()

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if type(node) in _FOREIGN:
            word = _FOREIGN[type(node)]
            raise TemplateSyntaxError(f"`{word}` is not available in a storyboard", node.lineno)
        if isinstance(node, nodes.Name) and node.name == "self":
            self.special.add("self")
        changed: nodes.Node = super().generic_visit(node, *args, **kwargs)
        if isinstance(changed, nodes.Concat):
            return _filter(nodes.List(changed.nodes, lineno=node.lineno), "join")
        if isinstance(changed, nodes.List | nodes.Dict) or (
            isinstance(changed, nodes.Tuple) and changed.ctx == "load"
        ):
            return _filter(changed, _BOUND)
        if isinstance(changed, nodes.Compare):
            changed.expr = _filter(changed.expr, _WEIGHED)
            for operand in changed.ops:
                operand.expr = _filter(operand.expr, _WEIGHED)
        return changed


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _make_text(value: Any) -> Any:
    """A value on its way into a text; what has no text, or another one in each run, is refused."""
    if isinstance(value, Undefined):
        return str(value)  # raises, unless an `if` without `else` made it
    if value is None:
        raise TypeError("a value is empty (`null`)")
    measure_value(value)
    return value


def _bound(value: Any) -> Any:
    METER.charge_values(value)
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, Undefined):
            str(one)
    measure_value(value)
    return value


def _weigh(value: Any) -> Any:
    METER.charge_values(value)
    return value


def _meter_filter(name: str, call: Any) -> Callable[..., Any]:
    """A filter that counts what it goes through."""
    first = 1 if hasattr(call, "jinja_pass_arg") else 0

    @wraps(call)
    def run(*args: Any, **kwargs: Any) -> Any:
        METER.charge_values(*args[first:])
        if name in _OF_TEXT:
            args = (*args[:first], _make_text(args[first]), *args[first + 1 :])
        return call(*args, **kwargs)

    return run


def _replace(text: object, old: object, new: object, count: int | None = None) -> str:
    source, before, after = str(text), str(old), str(new)
    measure_length(len(source) + source.count(before) * len(after))
    return source.replace(before, after, -1 if count is None else count)


@pass_environment
def _join(environment: Any, values: Iterable[Any], d: str = "", attribute: Any = None) -> str:
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    total = 0
    parts = []
    for value in values:
        parts.append(str(_make_text(value)))
        total += len(parts[-1]) + len(d)
        measure_length(total)
    return str(d).join(parts)


@pass_environment
def _sum(environment: Any, values: Iterable[Any], attribute: Any = None, start: Any = 0) -> Any:
    if not isinstance(start, int | float):
        raise TypeError("`sum` adds numbers")
    return do_sum(environment, values, attribute, start)


def _bound_number(call: Callable[..., Any], most: int) -> Callable[..., Any]:
    """A filter whose number says how much it makes."""

    place = 2 if hasattr(call, "jinja_pass_arg") else 1

    @wraps(call)
    def run(*args: Any, **kwargs: Any) -> Any:
        for one in (*args[place : place + 1], *kwargs.values()):
            if isinstance(one, int | float) and abs(one) > most:
                raise TooLong(f"the number {one} is larger than {most}")
        return call(*args, **kwargs)

    return run


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > 10_000:
        raise TooLong("the range has more than 10000 numbers")
    return made


@cache
def make_environment() -> ImmutableSandboxedEnvironment:
    """The one environment; templates leave nothing behind in it."""
    environment = _Environment(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        optimized=False,  # nothing is computed while compiling, where nothing is counted
        finalize=_make_text,
    )
    own: dict[str, Callable[..., Any]] = {
        "replace": _replace,
        "join": _join,
        "sum": _sum,
        "batch": _bound_number(environment.filters["batch"], 1000),
        "slice": _bound_number(environment.filters["slice"], 1000),
        "round": _bound_number(environment.filters["round"], 30),
    }
    known: dict[str, Callable[..., Any]] = {**environment.filters, **own}
    filters = {name: _meter_filter(name, known[name]) for name in _FILTERS}
    tests = {name: _meter_filter("", environment.tests[name]) for name in _TESTS}
    environment.filters.clear()
    environment.filters.update({**filters, _BOUND: _bound, _WEIGHED: _weigh})
    environment.tests.clear()
    environment.tests.update(tests)
    environment.globals.clear()
    environment.globals["range"] = _range
    return environment


def list_filters() -> tuple[str, ...]:
    """The filters that a template may use."""
    return _FILTERS


@lru_cache(maxsize=4096)
def compile_template(text: str) -> tuple[Any, frozenset[str]]:
    """A template and the names that it needs; raises TemplateSyntaxError, TooLong, and what is in LOST."""
    if len(text) > MAX_CHARACTERS:
        raise TooLong(f"it has more than {MAX_CHARACTERS} characters itself")
    environment = make_environment()
    tree = environment.parse(text)
    names = meta.find_undeclared_variables(tree) - {"range"}
    tamer = _Tamer()
    tamer.visit(tree)
    return environment.from_string(tree), frozenset(names | tamer.special)


def run_template(template: Any, values: Mapping[str, Plain]) -> str:
    """The text that a template makes; raises TooLong, jinja2's errors, and what its own operators raise."""
    METER.begin_text()
    filename = template.root_render_func.__code__.co_filename

    def trace(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != filename:
            return None
        METER.charge(1)
        return trace

    previous = sys.gettrace()
    parts: list[str] = []
    total = 0
    sys.settrace(trace)
    try:
        for part in template.generate(values):
            parts.append(part)
            total += len(part)
            measure_length(total)
    finally:
        sys.settrace(previous)
    return "".join(parts)


def find_failed_line(error: BaseException) -> int:
    """The template's line that raised, from 1; 0 where that is not known."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = step.tb_lineno
        step = step.tb_next
    return line
