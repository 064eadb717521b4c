"""Renders the templates in a shot's texts: sandboxed, strict, the same every time, and bounded.

A storyboard may come from a stranger's pull request, so a template sees its variables and nothing else: no files,
no environment, no clock, no randomness; filters and string methods are an allow-list; every loop is counted and
every text measured before it is made.
"""

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import FrameType
from typing import TYPE_CHECKING, Any

from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.expand.draft import Draft
from storyboard.model.board import Board
from storyboard.model.tree import Entry, MapNode, Node, Plain, Scalar, SeqNode
from storyboard.source import Sources, Span, make_span, split_span

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_CHARACTERS = 20_000
"""The longest text that one template may make; the longest prompt of any API has 3,072."""

MAX_STEPS = 100_000
"""How many lines of compiled template one text may run through: some tens of milliseconds."""

_KEYS = ("prompt", "negative_prompt", "caption", "dialogue")
_FILTERS = frozenset(
    {
        *(
            "abs",
            "batch",
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "first",
            "float",
            "int",
            "items",
            "join",
        ),
        *(
            "last",
            "length",
            "list",
            "lower",
            "map",
            "max",
            "min",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
        ),
        *(
            "round",
            "select",
            "selectattr",
            "slice",
            "sort",
            "string",
            "sum",
            "title",
            "trim",
            "truncate",
            "unique",
        ),
        *("upper", "wordcount"),
    }
)
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            *("capitalize", "endswith", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip", "split"),
            *("startswith", "strip", "title", "upper"),
        }
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
}


class _TooLong(Exception):
    """A template would go on, or grow, without end."""


@cache
def _environment() -> "ImmutableSandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%", "<<"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _bound_operator(operator, left, right)
            return super().call_binop(context, operator, left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            for kind, allowed in _METHODS.items():
                if isinstance(obj, kind):
                    return attr in allowed
            return not isinstance(obj, int | float) and super().is_safe_attribute(obj, attr, value)

    environment = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    filters = {name: call for name, call in environment.filters.items() if name in _FILTERS}
    filters["replace"] = _replace
    filters["join"] = _join
    environment.filters.clear()
    environment.filters.update(filters)
    environment.globals.clear()
    environment.globals["range"] = _range
    return environment


def _bound_operator(operator: str, left: object, right: object) -> None:
    if operator == "%" and isinstance(left, str):
        raise _TooLong("`%` on text is not available; join texts with `~`")
    if operator == "*":
        for one, other in ((left, right), (right, left)):
            if (
                isinstance(one, str | list | tuple)
                and isinstance(other, int)
                and len(one) * other > MAX_CHARACTERS
            ):
                raise _TooLong(f"it would repeat a text past {MAX_CHARACTERS} characters")
    if operator == "**" and isinstance(right, int | float) and abs(right) > 64:
        raise _TooLong("the power is too large")
    if isinstance(left, int) and isinstance(right, int) and (left.bit_length() + right.bit_length()) > 4096:
        raise _TooLong("the number is too large")


def _replace(text: object, old: str, new: str, count: int | None = None) -> str:
    source = str(text)
    if source.count(str(old)) * len(str(new)) > MAX_CHARACTERS:
        raise _TooLong(f"it would make a text of more than {MAX_CHARACTERS} characters")
    return source.replace(str(old), str(new), -1 if count is None else count)


def _join(values: Any, separator: str = "") -> str:
    total = 0
    parts = []
    for value in values:
        parts.append(str(value))
        total += len(parts[-1]) + len(separator)
        if total > MAX_CHARACTERS:
            raise _TooLong(f"it would make a text of more than {MAX_CHARACTERS} characters")
    return separator.join(parts)


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > 10_000:
        raise _TooLong("the range has more than 10000 numbers")
    return made


@lru_cache(maxsize=4096)
def _compile(text: str) -> "tuple[Template, frozenset[str]]":
    from jinja2 import meta

    environment = _environment()
    tree = environment.parse(text)
    names = frozenset(meta.find_undeclared_variables(tree)) - {"range"}
    return environment.from_string(tree), names


def _render(template: "Template", values: Mapping[str, Plain]) -> str:
    """Run a template with its lines counted and its output measured."""
    steps = 0
    filename = template.root_render_func.__code__.co_filename

    def trace(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        nonlocal steps
        if frame.f_code.co_filename != filename:
            return None
        steps += 1
        if steps > MAX_STEPS:
            raise _TooLong("it goes on without end")
        return trace

    previous = sys.gettrace()
    parts: list[str] = []
    total = 0
    sys.settrace(trace)
    try:
        for part in template.generate(values):
            parts.append(part)
            total += len(part)
            if total > MAX_CHARACTERS:
                raise _TooLong(f"it makes a text of more than {MAX_CHARACTERS} characters")
    finally:
        sys.settrace(previous)
    return "".join(parts)


def render_plain(text: str, values: Mapping[str, Plain]) -> str | None:
    """The text when it has nothing but `{{ name }}` in it and every name is known; None where Jinja2 has to look.

    The same meaning, a thousand times faster than compiling a template for each distinct prompt.
    """
    if "{%" in text or "{#" in text or "\r" in text:  # Jinja2 makes one sort of line end of all
        return None
    pieces = _PLAIN.split(text)
    for place, piece in enumerate(pieces):
        if place % 2:
            if piece not in values or piece in _RESERVED:
                return None
            pieces[place] = str(values[piece])
        elif "{{" in piece or "}}" in piece:
            return None
    made = "".join(pieces)
    return made if len(made) <= MAX_CHARACTERS else None


def render_text(text: str, values: Mapping[str, Plain]) -> str:
    """The text that a template makes; raises jinja2's errors and what a bound says, as `ValueError`."""
    from jinja2 import TemplateError

    try:
        template, _ = _compile(text)
        return _render(template, values)
    except _TooLong as stop:
        raise ValueError(str(stop)) from None
    except TemplateError as error:
        raise ValueError(str(error)) from None


def render_templates(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts whose prompts, captions and lines are rendered with the variables of film and scene."""
    diagnostics: list[Diagnostic] = []
    rendered = []
    scopes: dict[int, dict[str, Plain]] = {}
    for draft in drafts:
        scope = scopes.get(id(draft.scene))
        if scope is None:
            scope = scopes[id(draft.scene)] = {**board.vars, **draft.scene.vars}
        renderer = _Renderer(scope, sources, draft.id, diagnostics)
        changed = {}
        for key in _KEYS:
            entry = draft.keys.get(key)
            if entry is not None:
                node = renderer.render(entry.node)
                if node is not entry.node:
                    changed[key] = Entry(entry.key, node, entry.origin)
        if changed:
            draft = Draft(
                keys={**draft.keys, **changed},
                span=draft.span,
                scene=draft.scene,
                number=draft.number,
                id=draft.id,
                damaged=draft.damaged,
            )
        rendered.append(draft)
    return tuple(rendered), tuple(diagnostics)


class _Renderer:
    """Renders the texts of one shot, and says what is wrong with them at their places."""

    def __init__(
        self, values: Mapping[str, Plain], sources: Sources, shot: str, diagnostics: list[Diagnostic]
    ) -> None:
        self.values = values
        self.sources = sources
        self.shot = shot
        self.diagnostics = diagnostics

    def render(self, node: Node) -> Node:
        """The node with its texts rendered; the same object where there was nothing to do."""
        if isinstance(node, Scalar):
            return self.render_scalar(node) if "{" in node.text and _MARK.search(node.text) else node
        if isinstance(node, SeqNode):
            items = [self.render(item) for item in node.items]
            return SeqNode(items, node.value, node.span)
        entries = {
            key: Entry(entry.key, self.render(entry.node), entry.origin)
            for key, entry in node.entries.items()
        }
        return MapNode(entries, node.value, node.span, node.damaged)

    def render_scalar(self, node: Scalar) -> Scalar:
        plain = render_plain(node.text, self.values)
        if plain is not None:
            return Scalar(plain, plain, node.span)
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            template, names = _compile(node.text)
        except TemplateSyntaxError as error:
            span = self.find_line(node, error.lineno)
            self.say("SB206", f"the template cannot be read: {_tidy(error.message or '')}", span)
            return Scalar("", "", node.span)
        unknown = sorted(names - self.values.keys())
        for name in unknown:
            help = suggest_name(name, self.values) or "declare it under `vars`"
            self.say("SB202", f"no variable is called `{name}`", self.find_name(node, name), help)
        if unknown:
            return Scalar("", "", node.span)
        try:
            text = _render(template, self.values)
        except _TooLong as stop:
            self.say("SB206", f"the template is stopped: {stop}", node.span)
            return Scalar("", "", node.span)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
            self.say("SB206", f"the template fails: {_tidy(str(error))}", node.span)
            return Scalar("", "", node.span)
        return Scalar(text, text, node.span)

    def say(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code=code, message=message, span=span, help=help, shot=self.shot))

    def find_name(self, node: Scalar, name: str) -> Span:
        """Where a variable stands in a text: its first use inside a template's braces, else the whole text."""
        source = self.sources.read(node.span)
        for block in _BLOCK.finditer(source):
            if match := re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", block[0]):
                file, start, _ = split_span(node.span)
                at = start + block.start() + match.start()
                return make_span(file, at, at + len(name))
        return node.span

    def find_line(self, node: Scalar, line: int) -> Span:
        """The line of a text that a syntax error names; the whole text when it has but one."""
        source = self.sources.read(node.span)
        lines = source.splitlines(keepends=True)
        shift = 1 if lines and lines[0].strip() in {"|", ">", "|-", ">-", "|+", ">+"} else 0
        at = line - 1 + shift
        if len(lines) < 2 or at >= len(lines):
            return node.span
        file, start, _ = split_span(node.span)
        begin = start + sum(len(one) for one in lines[:at])
        indent = len(lines[at]) - len(lines[at].lstrip())
        return make_span(file, begin + indent, begin + len(lines[at].rstrip()))


_PLAIN = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]*)[ \t]*\}\}")
_RESERVED = frozenset(
    {
        *(
            "true",
            "false",
            "none",
            "True",
            "False",
            "None",
            "and",
            "or",
            "not",
            "in",
            "is",
            "if",
            "else",
            "for",
        ),
        *(
            "self",
            "loop",
            "super",
            "caller",
            "varargs",
            "kwargs",
            "range",
            "context",
            "environment",
            "blocks",
        ),
    }
)
"""Words that mean something of their own inside a template, whatever the variables say."""
_MARK = re.compile(r"\{[{%#]")
_BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def _tidy(message: str) -> str:
    message = message.strip().rstrip(".").replace("'", "`")
    return message[:1].lower() + message[1:]
