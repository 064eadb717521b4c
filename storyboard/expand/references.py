"""Named references become numbered ones: who a prompt calls, and at which place of which list.

`<<<mara>>>` names a declared element, picture, video or voice; numbers go from 1 in the order of the shot's own list
if it has one, else in order of first mention. `<<<element_2>>>` is accepted as typed, and checked.
"""

import re
from dataclasses import dataclass, field

from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.model.job import Mention, MentionKind, Prompt
from storyboard.source import Sources, Span, make_span, split_span

_MENTION = re.compile(r"<<<\s*([^<>]*?)\s*>>>")
_NUMBERED = re.compile(r"(element|image|video|voice)_(\d{1,4})")


@dataclass(slots=True)
class Naming:
    """What the names of one shot mean; the lists grow in order of first mention.

    `kinds` has the kind of every declared name; `frames` the places (0, 1) of pictures that are frames already;
    `videos` the names of the reference video.
    """

    kinds: dict[str, MentionKind]
    elements: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    frames: dict[str, int] = field(default_factory=dict)
    videos: frozenset[str] = frozenset()
    frame_count: int = 0

    def find_list(self, kind: MentionKind) -> list[str]:
        """The numbered list of a kind."""
        match kind:
            case MentionKind.ELEMENT:
                return self.elements
            case MentionKind.IMAGE:
                return self.images
            case MentionKind.VOICE:
                return self.voices
            case MentionKind.VIDEO:
                return sorted(self.videos)[:1]


def parse_prompt(
    text: str, span: Span, naming: Naming, sources: Sources, shot: str
) -> tuple[Prompt, tuple[Diagnostic, ...]]:
    """A prompt in pieces; unknown names and numbers that point nowhere are said at their places."""
    if "<<<" not in text:
        return (text,) if text else (), ()
    pieces: list[str | Mention] = []
    diagnostics: list[Diagnostic] = []
    numbered: list[tuple[str, MentionKind, int, Span]] = []
    places = _Places(span, sources)
    end = 0
    for match in _MENTION.finditer(text):
        place = places.find_next(match[0])
        if match.start() > end:
            pieces.append(text[end : match.start()])
        end = match.end()
        name = match[1]
        mention = _resolve(name, naming)
        if mention is not None:
            pieces.append(mention)
        elif number := _NUMBERED.fullmatch(name):
            kind = MentionKind(number[1])
            numbered.append((name, kind, int(number[2]), place))
            pieces.append(Mention(kind=kind, position=int(number[2]) - 1, typed=True))
        else:
            help = suggest_name(name, naming.kinds) or "declare it under `elements` or `images`"
            if not name:
                help = "write a name between `<<<` and `>>>`"
            message = (
                f"no element, image, video or voice is called `{name}`"
                if name
                else "a reference without a name"
            )
            diagnostics.append(Diagnostic(code="SB202", message=message, span=place, help=help, shot=shot))
    if end < len(text):
        pieces.append(text[end:])
    for name, kind, count, place in numbered:
        diagnostics.extend(_check_number(name, kind, count, naming, place, shot))
    return tuple(pieces), tuple(diagnostics)


def _resolve(name: str, naming: Naming) -> Mention | None:
    if name in naming.frames:
        return Mention(kind=MentionKind.IMAGE, position=naming.frames[name], name=name, frame=True)
    if name in naming.videos:
        return Mention(kind=MentionKind.VIDEO, position=0, name=name)
    kind = naming.kinds.get(name)
    if kind is None:
        return None
    if kind is MentionKind.VIDEO:
        return None if naming.videos else Mention(kind=kind, position=0, name=name)
    names = naming.find_list(kind)
    if name not in names:
        names.append(name)
    return Mention(kind=kind, position=names.index(name), name=name)


def _check_number(
    name: str, kind: MentionKind, number: int, naming: Naming, span: Span, shot: str
) -> tuple[Diagnostic, ...]:
    names = naming.find_list(kind)
    if kind is MentionKind.IMAGE:
        frames = sorted(naming.frames, key=lambda one: naming.frames[one])
        names = [*frames, *(["a frame"] * (naming.frame_count - len(frames))), *names]
    if kind is MentionKind.VIDEO and naming.videos:
        names = sorted(naming.videos)[:1]
    if 1 <= number <= len(names):
        return ()
    shown = ", ".join(f"{place}: `{one}`" for place, one in enumerate(names, 1))
    return (
        Diagnostic(
            code="SB314",
            message=f"`<<<{name}>>>` points past the shot's {kind.value}s, of which there {_are(len(names))}",
            span=span,
            help=f"the list is {shown}" if shown else f"name the {kind.value} instead: `<<<name>>>`",
            shot=shot,
        ),
    )


def _are(count: int) -> str:
    return {0: "are none", 1: "is 1"}.get(count, f"are {count}")


class _Places:
    """Where words stand inside a typed text, each time they are asked for one place further on."""

    def __init__(self, span: Span, sources: Sources) -> None:
        self.span = span
        self.source = sources.read(span)
        self.ends: dict[str, int] = {}

    def find_next(self, words: str) -> Span:
        """The next place of some words; the whole text if they came from elsewhere."""
        at = self.source.find(words, self.ends.get(words, 0))
        if at < 0:
            return self.span
        self.ends[words] = at + len(words)
        file, start, _ = split_span(self.span)
        return make_span(file, start + at, start + at + len(words))
