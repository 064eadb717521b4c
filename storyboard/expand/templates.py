"""Renders the templates in a shot's texts, and says what is wrong with them at their places."""

import re
from collections.abc import Mapping
from dataclasses import replace

from storyboard.diagnostics import Diagnostic, Label, suggest_name
from storyboard.expand.bounds import MAX_CHARACTERS, METER, TooLong
from storyboard.expand.draft import Draft
from storyboard.expand.macros import Macros, make_macros, strip_macros
from storyboard.model.board import Board
from storyboard.model.tree import Entry, MapNode, Node, Plain, Scalar, SeqNode
from storyboard.source import Sources, Span, make_span, split_span

_KEYS = ("prompt", "negative_prompt", "caption", "dialogue")
_MARK = re.compile(r"\{[{%#]")
_BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\.\s*\w+|\|\s*\w+")
_WORDS = {
    "`str object`": "a text",
    "str object": "a text",
    "`dict object`": "the mapping",
    "dict object": "the mapping",
    "`list object`": "a list",
    "list object": "a list",
    "`int object`": "a number",
    "end of print statement": "}}",
    "end of statement block": "%}",
}
_LINE = re.compile(r".*?(?:\r\n?|\n|$)")
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


def render_plain(text: str, values: Mapping[str, Plain]) -> str | None:
    """The text when it has nothing but `{{ name }}` in it and every name is known; None where Jinja2 has to look.

    The same meaning, a thousand times faster than compiling a template for each distinct prompt.
    """
    if "{%" in text or "{#" in text or "\r" in text:  # Jinja2 makes one sort of line end of all
        return None
    pieces = _PLAIN.split(text)
    for place, piece in enumerate(pieces):
        if place % 2:
            value = values.get(piece)
            if piece in _RESERVED or not isinstance(value, str | int | float):
                return None
            pieces[place] = str(value)
        elif "{{" in piece or "}}" in piece:
            return None
    made = "".join(pieces)
    return made if len(made) <= MAX_CHARACTERS else None


def render_templates(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts whose prompts, captions and lines are rendered with the variables of film and scene."""
    METER.begin_film()
    macros, found = make_macros(board.macros)
    diagnostics: list[Diagnostic] = list(found)
    rendered = []
    scopes: dict[int, Mapping[str, Plain]] = {}
    for draft in drafts:
        scope = scopes.get(id(draft.scene)) if not draft.values else make_scope(board, draft)
        if scope is None:
            scope = scopes[id(draft.scene)] = make_scope(board, draft)
        renderer = _Renderer(scope, sources, draft.id, diagnostics, macros)
        changed = {}
        broken = False
        for key in _KEYS:
            entry = draft.keys.get(key)
            if entry is not None:
                node = renderer.render(entry.node)
                broken = broken or renderer.broken
                if node is not entry.node:
                    changed[key] = Entry(entry.key, node, entry.origin)
        if changed:
            draft = draft.with_keys({**draft.keys, **changed})
        rendered.append(replace(draft, damaged=True) if broken else draft)
    return tuple(rendered), tuple(diagnostics)


def make_scope(board: Board, draft: Draft) -> dict[str, Plain]:
    """The variables of a shot: the film's, its scene's over them, a repetition's over those."""
    return {**board.vars, **draft.scene.vars, **draft.values}


def render_condition(
    node: Scalar, scope: Mapping[str, Plain], sources: Sources, shot: str, diagnostics: list[Diagnostic]
) -> str | None:
    """What a condition comes to; None where it is broken, which is said."""
    renderer = _Renderer(scope, sources, shot, diagnostics)
    text = renderer.render(node)
    return None if renderer.broken or not isinstance(text, Scalar) else text.text


class _Renderer:
    """Renders the texts of one shot, and says what is wrong with them at their places."""

    def __init__(
        self,
        values: Mapping[str, Plain],
        sources: Sources,
        shot: str,
        diagnostics: list[Diagnostic],
        macros: Macros | None = None,
    ) -> None:
        self.macros = macros or Macros()
        self.values = values
        self.sources = sources
        self.shot = shot
        self.diagnostics = diagnostics
        self.broken = False

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
        """The text that a template makes; nothing where something is wrong with it."""
        return Scalar(text := self.render_text(node), text, node.span, node.style)

    def render_text(self, node: Scalar) -> str:
        plain = render_plain(node.text, self.values)
        if plain is not None:
            return plain
        from jinja2 import TemplateError, TemplateSyntaxError

        from storyboard.expand.sandbox import (
            LOST,
            compile_template,
            find_failed_line,
            list_filters,
            run_template,
        )

        before = self.macros if self.macros.are_called_by(node.text) else Macros()
        try:
            template, names = compile_template(before.text + node.text)
        except TemplateSyntaxError as error:
            message = _tidy(error.message or "")
            help = ""
            if match := re.fullmatch(r"no filter named `(.+)`", message):
                message = f"no filter is called `{match[1]}`"
                help = suggest_name(match[1], list_filters())
            line = error.lineno - before.lines
            self.say("SB206", f"the template cannot be read: {message}", self.find_fault(node, line), help)
            return ""
        except TooLong as stop:
            self.say("SB206", f"the template is stopped: {stop}", node.span)
            return ""
        except LOST:
            self.say("SB206", "the template cannot be read: it is nested too deeply", node.span)
            return ""
        unknown = sorted(names - self.values.keys() | names & {"self"})
        for name in unknown:
            help = suggest_name(name, self.values) or "declare it under `vars`"
            span = self.find_name(node, name)
            if span == node.span and (macro := before.find_user(name)) is not None:
                span = self.find_name(macro, name)
            self.say("SB202", f"no variable is called `{name}`", span, help)
        if unknown:
            return ""
        try:
            made = run_template(template, self.values)
            return strip_macros(made, before, self.values) if before.text else made
        except TooLong as stop:
            self.say_failure(f"the template is stopped: {stop}", node, find_failed_line(stop), before)
        except RecursionError:
            self.say("SB206", "the template is stopped: it calls itself without end", node.span)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            self.say_failure(
                f"the template fails: {_tidy(str(error))}", node, find_failed_line(error), before
            )
        return ""

    def say_failure(self, message: str, node: Scalar, line: int, before: Macros) -> None:
        """A failure while rendering: at its own line, or, inside a macro, at the text that called it."""
        own = line - before.lines
        label = before.find_label(line) if 0 < line <= before.lines else None
        self.say("SB206", message, self.find_line(node, own) if own > 0 else node.span, "", label)

    def say(self, code: str, message: str, span: Span, help: str = "", label: Label | None = None) -> None:
        self.broken = True
        labels = (label,) if label is not None else ()
        self.diagnostics.append(
            Diagnostic(code=code, message=message, span=span, help=help, shot=self.shot, labels=labels)
        )

    def find_name(self, node: Scalar, name: str) -> Span:
        """Where a variable stands in a text: its first use inside a template's braces, else the whole text."""
        source = self.sources.read(node.span)
        for block in _BLOCK.finditer(source):
            bare = _QUOTED.sub(lambda match: " " * len(match[0]), block[0])
            if match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare):
                file, start, _ = split_span(node.span)
                at = start + block.start() + match.start()
                return make_span(file, at, at + len(name))
        return node.span

    def find_fault(self, node: Scalar, line: int) -> Span:
        """Where a syntax error stands: the braces that cannot be read by themselves, else its line, else the text."""
        from jinja2 import TemplateSyntaxError

        from storyboard.expand.sandbox import LOST, compile_template

        source = self.sources.read(node.span)
        file, start, _ = split_span(node.span)
        for block in _BLOCK.finditer(source):
            if block[0].startswith("{{"):
                try:
                    compile_template(block[0])
                except (TemplateSyntaxError, TooLong, *LOST):
                    return make_span(file, start + block.start(), start + block.end())
        return self.find_line(node, line)

    def find_line(self, node: Scalar, line: int) -> Span:
        """A line of a text, from 1, without its indentation; the whole text where its lines are not those of the file."""
        source = self.sources.read(node.span)
        file, start, _ = split_span(node.span)
        if node.style != "|":
            return node.span
        lines = _LINE.findall(source)
        if not 0 < line < len(lines) or not lines[line].strip():
            return node.span
        begin = start + sum(len(one) for one in lines[:line])
        indent = len(lines[line]) - len(lines[line].lstrip())
        return make_span(file, begin + indent, begin + len(lines[line].rstrip()))


def _tidy(message: str) -> str:
    """One of jinja2's or Python's messages as ours are: names in backticks, lower case, no full stop."""
    if match := re.search(r"needs to be closed is '(\w+)'", message):
        return f"`{{% {match[1]} %}}` is not closed"
    if "can only concatenate" in message or "unsupported operand" in message:
        return "text and numbers are joined with `~`, not with `+`"
    message = re.sub(r"(?<!\w)'([^'`]+)'(?!\w)", r"`\1`", message.strip().split("\n")[0]).rstrip(".")
    for theirs, ours in _WORDS.items():
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]
