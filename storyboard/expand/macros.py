"""The macros of a film: checked once, put before each template that calls one of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.diagnostics import Diagnostic, Label
from storyboard.expand.bounds import TooLong
from storyboard.model.tree import Plain, Scalar

_DEFINITION = re.compile(r"\{%-?\s*macro\s+([A-Za-z_]\w*)")
_REST = re.compile(r"\{%-?\s*macro\b.*?\{%-?\s*endmacro\s*-?%\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Macros:
    """What stands before a template: `text` ends its own lines, `nodes` are where it was typed, in the same order."""

    text: str = ""
    names: frozenset[str] = frozenset()
    nodes: tuple[Scalar, ...] = ()

    @property
    def lines(self) -> int:
        """How many lines the macros take before the template's own first one."""
        return self.text.count("\n")

    def are_called_by(self, text: str) -> bool:
        """Whether a template has a call of one of them."""
        return any(re.search(rf"(?<![\w.]){name}\s*\(", text) for name in self.names)

    def find_label(self, line: int) -> Label | None:
        """The macro text that has a line of what stands before a template."""
        for node in self.nodes:
            line -= _end_line(node.text).count("\n")
            if line <= 0:
                return Label(span=node.span, message="in these macros")
        return None

    def find_user(self, name: str) -> Scalar | None:
        """The macro text that uses a name."""
        used = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return next((node for node in self.nodes if used.search(node.text)), None)


def _end_line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def make_macros(nodes: tuple[Scalar, ...]) -> tuple[Macros, tuple[Diagnostic, ...]]:
    """The macros in some texts; a text that cannot be read, or has words outside its macros, is said and left out."""
    if not nodes:
        return Macros(), ()
    from jinja2 import TemplateSyntaxError

    from storyboard.expand.sandbox import LOST, compile_template

    kept = []
    diagnostics = []
    for node in nodes:
        trouble = ""
        try:
            compile_template(_end_line(node.text))
        except TemplateSyntaxError as error:
            trouble = f"line {error.lineno}: {(error.message or '').rstrip('.')}"
        except (TooLong, *LOST) as error:
            trouble = str(error)
        if not trouble and _REST.sub("", node.text).strip():
            trouble = "only `{% macro name() %}…{% endmacro %}` may stand here"
        if trouble:
            message = f"the macros cannot be read: {trouble[:1].lower()}{trouble[1:]}"
            diagnostics.append(Diagnostic(code="SB206", message=message, span=node.span))
        else:
            kept.append(node)
    text = "".join(_end_line(node.text) for node in kept)
    names = frozenset(_DEFINITION.findall(text))
    return Macros(text=text, names=names, nodes=tuple(kept)), tuple(diagnostics)


def strip_macros(made: str, macros: Macros, values: Mapping[str, Plain]) -> str:
    """What a template made, without the blank lines that its macros left before it."""
    from storyboard.expand.sandbox import compile_template, run_template

    return made[len(run_template(compile_template(macros.text)[0], values)) :]
