"""Text becomes a tree of nodes with places, at libyaml's speed.

libyaml's parser gives events with marks; everything above it (scalars, merges, duplicate keys, bounds) is here,
since PyYAML's own composer is slow, reads YAML 1.1, and lets the last of two equal keys win.
"""

import re
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from storyboard.diagnostics import Diagnostic, Label
from storyboard.load.scalars import resolve_scalar
from storyboard.model.tree import Entry, MapNode, Node, Plain, Scalar, SeqNode
from storyboard.source import Span, make_span

MAX_DEPTH = 64
MAX_ALIASED = 200_000
"""How many nodes aliases may repeat in all: a bomb stops here, a film never gets near."""

_STRING_TAGS = frozenset({"tag:yaml.org,2002:str", "!"})
_KNOWN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null", "map", "seq")
)


class _Stop(Exception):
    """Reading cannot go on; carries the diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def parse_tree(text: str, file: int) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of the one document in `text` (None where there is none), and what is wrong with it."""
    reader = _Reader(text, file)
    try:
        return reader.read_document(), tuple(reader.diagnostics)
    except _Stop as stop:
        return None, (*reader.diagnostics, stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        return None, (*reader.diagnostics, _explain_yaml_error(error, text, file))
    except yaml.reader.ReaderError:
        odd = _UNPRINTABLE.search(text)  # libyaml itself counts bytes
        at = odd.start() if odd else 0
        message = f"the character U+{ord(odd[0]) if odd else 0:04X} may not stand in a YAML text"
        span = make_span(file, at, min(at + 1, len(text)))
        return None, (
            *reader.diagnostics,
            Diagnostic(code="SB101", message=message, span=span, help="take it out"),
        )


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What libyaml refuses to read."""


def _explain_yaml_error(error: yaml.MarkedYAMLError, text: str, file: int) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else 0
    problem = (error.problem or "this cannot be read").strip()
    problem = _PROBLEMS.get(problem, problem)
    labels: tuple[Label, ...] = ()
    if error.context_mark is not None and error.problem_mark is not None and error.context:
        context = error.context.strip()
        begin = min(error.context_mark.index, len(text) - 1)
        if 0 <= begin < at:
            labels = (
                Label(
                    span=make_span(file, begin, begin + 1), message=_CONTEXTS.get(context, "it began here")
                ),
            )
    help = ""
    head = text[at : at + 1]
    if head == "\t":
        help = "indent with spaces; YAML does not take tabs"
    elif problem == _PROBLEMS["mapping values are not allowed in this context"]:
        help = "put text that has `: ` in it into quotes, or indent the line like its neighbours"
    return Diagnostic(
        code="SB101",
        message=f"not readable as YAML: {problem}",
        span=make_span(file, at, min(at + 1, len(text))),
        labels=labels,
        help=help,
    )


_PROBLEMS = {
    "mapping values are not allowed in this context": "a `: ` where no key may stand",
    "did not find expected key": "this line is neither a key nor the end of the block before it",
    "did not find expected '-' indicator": "this line is neither a list item nor the end of the list before it",
    "found character that cannot start any token": "a character that cannot start anything here",
    "could not find expected ':'": "a key without its `:`",
    "did not find expected ',' or ']'": "a `[` that is not closed",
    "did not find expected ',' or '}'": "a `{` that is not closed",
    "found unexpected end of stream": "the text ends inside quotes",
    "did not find expected node content": "a value is missing",
    "did not find expected <document start>": "the storyboard has ended before this line",
    "block sequence entries are not allowed in this context": "a `- ` where no list item may stand",
    "block mapping keys are not allowed in this context": "a `?` where no key may stand",
    "found a tab character that violates indentation": "a tab in the indentation",
    "found a tab character where an indentation space is expected": "a tab in the indentation",
    "found unexpected document indicator": "a `---` or `...` inside quotes",
    "found unknown escape character": "a `\\` before a letter that means nothing after it",
    "did not find expected hexdecimal number": "a `\\x` or `\\u` without its digits",
    "found invalid Unicode character escape code": "a `\\u` that is no character",
    "found undefined tag handle": "a tag, which a storyboard has no use for",
    "did not find expected alphabetic or numeric character": "a `&` or `*` without a name; quote the text if it is one",
    "did not find expected comment or line break": "text behind a `|` or `>`",
    "found incompatible YAML document": "a `%YAML` line for another version",
    "found duplicate %YAML directive": "a second `%YAML` line",
    "could not find expected directive name": "a `%` at the head of a line; quote the text if it is one",
    "found unknown directive name": "a `%` at the head of a line; quote the text if it is one",
}
_CONTEXTS = {
    "while parsing a block mapping": "in the mapping that begins here",
    "while parsing a block collection": "in the list that begins here",
    "while parsing a flow mapping": "in the `{` that begins here",
    "while parsing a flow sequence": "in the `[` that begins here",
    "while parsing a flow node": "behind this",
    "while scanning a simple key": "the key",
    "while scanning a quoted scalar": "the quote that begins here",
    "while scanning a plain scalar": "the text that begins here",
    "while scanning a block scalar": "the text that begins here",
    "while parsing a quoted scalar": "the quote that begins here",
    "while parsing a node": "the value that begins here",
    "while scanning an anchor": "the anchor",
    "while scanning an alias": "the alias",
    "while scanning a tag": "the tag",
    "while scanning a directive": "the line that begins here",
    "while scanning for the next token": "here",
}


class _Reader:
    """Reads one document from libyaml's events."""

    def __init__(self, text: str, file: int) -> None:
        self.file = file
        self.length = len(text)
        # libyaml's events are read through one untyped door: their stubs are looser than what they are.
        self.get_event: Any = CParser(text).get_event
        self.anchors: dict[
            str, tuple[Node, int, int] | None
        ] = {}  # with how many nodes, how many levels deep
        self.nodes = 0
        self.deepest = 0
        self.aliased = 0
        self.diagnostics: list[Diagnostic] = []

    def read_document(self) -> Node | None:
        event = self.get_event()
        assert isinstance(event, StreamStartEvent)
        event = self.get_event()
        if isinstance(event, StreamEndEvent):
            return None
        assert isinstance(event, DocumentStartEvent)
        node = self.read_node(self.get_event(), 0)
        event = self.get_event()
        assert isinstance(event, DocumentEndEvent)
        event = self.get_event()
        if not isinstance(event, StreamEndEvent):
            span = self.span(event)
            raise _Stop(
                Diagnostic(
                    code="SB102",
                    message="a second document starts here; a storyboard is one",
                    span=span,
                    help="take the `---` line out, or move what follows into a file of its own",
                )
            )
        return node

    def span(self, event: Any) -> Span:
        return make_span(self.file, event.start_mark.index, event.end_mark.index)

    def span_from(self, start: Any, end: Any) -> Span:
        return make_span(self.file, start.start_mark.index, end.end_mark.index)

    def read_node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if depth > self.deepest:
            self.deepest = depth
            self.check_depth(event, depth)
        if type(event) is ScalarEvent:
            node: Node = self.read_scalar(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = (node, 1, 0)
            return node
        if type(event) is AliasEvent:
            return self.read_alias(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # open: an alias to it inside itself would have no end
        before, deepest, self.deepest = self.nodes, self.deepest, depth
        node = (
            self.read_mapping(event, depth)
            if type(event) is MappingStartEvent
            else self.read_sequence(event, depth)
        )
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before + 1, self.deepest - depth)
        self.deepest = max(self.deepest, deepest)
        return node

    def check_depth(self, event: Any, depth: int) -> None:
        """Stop where nodes stand too deep; an alias counts with all that it repeats."""
        self.deepest = max(self.deepest, depth)
        if depth > MAX_DEPTH:
            raise _Stop(
                Diagnostic(
                    code="SB102",
                    message=f"nested more than {MAX_DEPTH} levels deep",
                    span=make_span(self.file, event.start_mark.index, event.start_mark.index + 1),
                    help="write it flatter",
                )
            )

    def read_scalar(self, event: Any) -> Scalar:
        text = event.value
        tag = event.tag
        span = make_span(self.file, event.start_mark.index, event.end_mark.index)
        if tag is None:
            if event.implicit[0]:
                return Scalar(text, resolve_scalar(text), span, event.style or "")
        elif tag not in _STRING_TAGS:
            self.refuse_unknown_tag(tag, span)
            return Scalar(text, resolve_scalar(text), span, event.style or "")
        return Scalar(text, text, span, event.style or "'")

    def refuse_unknown_tag(self, tag: str, span: Span) -> None:
        if tag not in _KNOWN_TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self.diagnostics.append(
                Diagnostic(
                    code="SB102",
                    message=f"the tag `{shown}` means nothing in a storyboard",
                    span=span,
                    help="take it out",
                )
            )

    def read_alias(self, event: Any, depth: int) -> Node:
        span = self.span(event)
        if event.anchor not in self.anchors:
            raise _Stop(
                Diagnostic(
                    code="SB102",
                    message=f"no anchor `&{event.anchor}` stands before this alias",
                    span=span,
                    help="quote the text if it begins with a `*` of its own",
                )
            )
        known = self.anchors[event.anchor]
        if known is None:
            raise _Stop(
                Diagnostic(
                    code="SB102",
                    message=f"the alias `*{event.anchor}` stands inside its own anchor",
                    span=span,
                )
            )
        node, size, height = known
        self.check_depth(event, depth + height)
        self.aliased += size
        self.nodes += size - 1
        if self.aliased > MAX_ALIASED:
            message = f"aliases repeat more than {MAX_ALIASED} values; a storyboard needs no such thing"
            raise _Stop(Diagnostic(code="SB102", message=message, span=span))
        return node

    def read_sequence(self, start: Any, depth: int) -> SeqNode:
        items: list[Node] = []
        value: list[Plain] = []
        get_event: Any = self.get_event
        event = get_event()
        while type(event) is not SequenceEndEvent:
            node = self.read_node(event, depth + 1)
            items.append(node)
            value.append(node.value)
            event = get_event()
        return SeqNode(items, value, self.span_from(start, event))

    def read_mapping(self, start: Any, depth: int) -> MapNode:
        entries: dict[str, Entry] = {}
        value: dict[str, Plain] = {}
        merges: list[tuple[Span, Node]] = []
        get_event: Any = self.get_event
        read_scalar, read_node = self.read_scalar, self.read_node
        event = get_event()
        while type(event) is not MappingEndEvent:
            # Words without an anchor are nearly all there is, and need nothing that `read_node` does but be counted.
            if (
                depth < self.deepest
                and type(event) is ScalarEvent
                and event.anchor is None
                and event.tag is None
            ):
                name = event.value
                if name not in entries and name != "<<" and name.strip():
                    span = self.span(event)
                    event = get_event()
                    if type(event) is ScalarEvent and event.anchor is None:
                        node: Node = read_scalar(event)
                        self.nodes += 2
                    else:
                        self.nodes += 1
                        node = read_node(event, depth + 1)
                    entries[name] = Entry(span, node)
                    value[name] = node.value
                    event = get_event()
                    continue
            key = read_node(event, depth + 1)
            node = read_node(get_event(), depth + 1)
            if not isinstance(key, Scalar):
                self.diagnostics.append(
                    Diagnostic(
                        code="SB102",
                        message="a key must be one word",
                        span=key.span,
                        help="quote it if it is a text",
                    )
                )
            elif key.text == "<<" and not key.style:
                merges.append((key.span, node))
            elif not key.text.strip():
                self.diagnostics.append(
                    Diagnostic(
                        code="SB102",
                        message="a key without a name",
                        span=key.span,
                        help="name it, or take it out",
                    )
                )
            elif key.text in entries:
                self.refuse_duplicate(key, entries[key.text])
            else:
                entries[key.text] = Entry(key.span, node)
                value[key.text] = node.value
            event = get_event()
        for span, node in merges:
            self.merge(entries, value, span, node)
        return MapNode(entries, value, self.span_from(start, event))

    def refuse_duplicate(self, key: Scalar, first: Entry) -> None:
        self.diagnostics.append(
            Diagnostic(
                code="SB105",
                message=f"the key `{key.text}` stands twice",
                span=key.span,
                labels=(Label(span=first.key, message="first here"),),
                help="keep one of them",
            )
        )

    def merge(self, entries: dict[str, Entry], value: dict[str, Plain], span: Span, node: Node) -> None:
        sources = node.items if isinstance(node, SeqNode) else [node]
        for source in sources:
            if not isinstance(source, MapNode):
                self.diagnostics.append(
                    Diagnostic(code="SB102", message="`<<` merges a mapping or a list of mappings", span=span)
                )
                continue
            for name, entry in source.entries.items():
                if name not in entries:
                    entries[name] = Entry(entry.key, entry.node, span)
                    value[name] = entry.node.value
