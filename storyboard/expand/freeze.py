"""A draft becomes a `Shot`: its sort found from its keys, its values read, its references numbered."""

from collections.abc import Mapping

from storyboard.diagnostics import Diagnostic, Label, suggest_name
from storyboard.expand.dialogue import find_voice
from storyboard.expand.draft import Draft
from storyboard.expand.reading import DraftReading
from storyboard.expand.references import Naming, parse_prompt
from storyboard.model.board import Board, Element, MediaName, Voice
from storyboard.model.film import (
    Address,
    Body,
    Generated,
    Line,
    Matching,
    ProjectFile,
    Referenced,
    References,
    Shot,
    ShotVideo,
)
from storyboard.model.job import MentionKind, Mode, Prompt
from storyboard.model.sort import Sort
from storyboard.model.tree import MapNode, Scalar, SeqNode
from storyboard.shots.catalogue import GENERATED, find_markers, find_sort
from storyboard.source import Sources, Span

_LISTS = frozenset({"elements", "images", "voices"})
_NOTHING = References()


def find_kinds(board: Board) -> dict[str, MentionKind]:
    """What each declared name is, for prompts that call it."""
    kinds = {}
    for name, declared in board.declarations.items():
        if isinstance(declared, Element):
            kinds[name] = MentionKind.ELEMENT
        elif isinstance(declared, Voice):
            kinds[name] = MentionKind.VOICE
        elif declared.kind != "audio":
            kinds[name] = MentionKind.IMAGE if declared.kind == "image" else MentionKind.VIDEO
    return kinds


def freeze_draft(
    draft: Draft,
    board: Board,
    sources: Sources,
    shots: Mapping[str, Span],
    targets: dict[str, ProjectFile | Address | Diagnostic],
    kinds: dict[str, MentionKind],
) -> tuple[Shot | None, tuple[Diagnostic, ...]]:
    """The shot that a draft means (None where its payload was refused), and what is wrong with it."""
    diagnostics: list[Diagnostic] = []
    sort = _find_sort(draft, diagnostics)
    draft = _fit_keys(draft, sort, diagnostics)
    reading = DraftReading(draft=draft, board=board, shots=shots, targets=targets, diagnostics=diagnostics)
    body = sort.make_body(reading)
    references, prompt = _read_references(reading, body, sources, kinds)
    placing = reading.read_placing()
    camera = reading.read_camera()
    seconds = reading.read_seconds("duration")
    if seconds is not None and seconds == 0:
        reading.say("SB501", "`duration` is 0", reading.find_place("duration"), "a shot needs some time")
        seconds = None
    if body is None:
        return None, tuple(diagnostics)
    mode = reading.read_word("mode")
    keys = draft.keys
    shot = Shot(
        id=draft.id,
        number=draft.number,
        span=draft.span,
        body=body,
        scene=draft.scene.heading,
        prompt=prompt,
        negative_prompt=reading.read_word("negative_prompt") or None,
        model=reading.read_word("model"),
        mode=Mode(mode) if mode else None,
        seconds=seconds,
        aspect_ratio=reading.read_word("aspect_ratio"),
        sound=reading.read_switch("sound"),
        cfg_scale=reading.read_number("cfg_scale"),
        camera=camera,
        references=references,
        dialogue=_read_lines(draft, board),
        placing=placing,
        extra=_read_extra(draft),
        places={key: entry.node.span for key, entry in keys.items()},
        keys={key: entry.key for key, entry in keys.items()},
        inherited={key: entry.origin for key, entry in keys.items() if entry.origin is not None},
        damaged=draft.damaged,
    )
    return shot, tuple(diagnostics)


def _find_sort(draft: Draft, diagnostics: list[Diagnostic]) -> Sort:
    """The sort that the shot's keys make; two that contradict each other are said, and the first holds."""
    markers = find_markers()
    found = [key for key in draft.keys if key in markers]
    if not found:
        return find_sort(GENERATED)
    first = found[0]
    for other in found[1:]:
        diagnostics.append(
            Diagnostic(
                code="SB203",
                message=f"`{other}` and `{first}` exclude each other: a shot is of one sort",
                span=draft.keys[other].key,
                labels=(
                    Label(span=draft.keys[first].key, message=f"`{first}` makes it {markers[first].what}"),
                ),
                help="keep one of them, or make two shots",
                shot=draft.id,
            )
        )
    return markers[first]


def _fit_keys(draft: Draft, sort: Sort, diagnostics: list[Diagnostic]) -> Draft:
    """The draft without the keys that its sort does not take; a default is left out, a typed one is said."""
    misfits = [key for key in draft.keys if key not in sort.accepts]
    if not misfits:
        return draft
    markers = find_markers()
    marker = next((key for key in draft.keys if key in sort.markers), None)
    for key in misfits:
        entry = draft.keys[key]
        if entry.origin is not None or key in markers:
            continue
        labels: tuple[Label, ...] = ()
        if marker is not None:
            labels = (Label(span=draft.keys[marker].key, message=f"`{marker}` makes it {sort.what}"),)
        diagnostics.append(
            Diagnostic(
                code="SB203",
                message=f"a shot that is {sort.what} takes no `{key}`",
                span=entry.key,
                labels=labels,
                help=f"take out `{key}`" + (f" or `{marker}`" if marker else ""),
                shot=draft.id,
            )
        )
    kept = {key: entry for key, entry in draft.keys.items() if key in sort.accepts}
    return Draft(
        keys=kept,
        span=draft.span,
        scene=draft.scene,
        number=draft.number,
        id=draft.id,
        damaged=draft.damaged or any(draft.keys[key].origin is None for key in misfits),
        voices=draft.voices,
    )


def _read_references(
    reading: DraftReading, body: Body | None, sources: Sources, kinds: dict[str, MentionKind]
) -> tuple[References, Prompt]:
    draft = reading.draft
    words = draft.find_text("prompt") or ""
    if "<<<" not in words and not draft.voices and _LISTS.isdisjoint(draft.keys):
        return _NOTHING, (words.strip(),) if words.strip() else ()
    naming = Naming(kinds={**kinds, **dict.fromkeys(draft.voices, MentionKind.VOICE)})
    before = len(reading.diagnostics)
    for word in reading.read_words("elements"):
        declared = reading.board.declarations.get(word.text)
        if isinstance(declared, Element):
            if word.text not in naming.elements:
                naming.elements.append(word.text)
        else:
            known = [name for name, kind in kinds.items() if kind is MentionKind.ELEMENT]
            help = suggest_name(word.text, known) or "declare it under `elements`"
            reading.say("SB202", f"no element is called `{word.text}`", word.span, help)
    pictures: dict[str, ProjectFile | Address] = {}
    for word in reading.read_words("images"):
        found = reading.find_medium(word, "image")
        if found is not None and word.text not in naming.images:
            naming.images.append(word.text)
            naming.kinds.setdefault(word.text, MentionKind.IMAGE)
            pictures[word.text] = found
    for word in reading.read_words("voices"):
        naming.kinds.setdefault(word.text, MentionKind.VOICE)
        if word.text not in naming.voices:
            naming.voices.append(word.text)
    _name_frames(reading, body, naming)
    _name_video(reading, body, naming)
    naming.voices.extend(name for name in draft.voices if name not in naming.voices)
    text = draft.find_text("prompt")
    if text is None:
        prompt: Prompt = ()
    else:
        prompt, troubles = parse_prompt(text.strip(), reading.find_place("prompt"), naming, sources, draft.id)
        # a list that lost an entry counts wrong, and so does a shot that lost its payload
        whole = body is not None and not draft.damaged and len(reading.diagnostics) == before
        reading.diagnostics.extend(one for one in troubles if whole or one.code != "SB314")
    for name in naming.images:
        if name not in pictures:
            declared = reading.board.declarations[name]
            assert isinstance(declared, MediaName)
            target = reading.find_target(declared.target.text, declared.target.span)
            if not isinstance(target, Diagnostic):
                pictures[name] = target
    voices = []
    for name in naming.voices:
        declared = reading.board.declarations.get(name)
        voices.append(declared.id.text if isinstance(declared, Voice) else name)
    return (
        References(
            elements=tuple(naming.elements),
            images=tuple(pictures[name] for name in naming.images if name in pictures),
            voices=tuple(voices),
        ),
        prompt,
    )


def _name_frames(reading: DraftReading, body: Body | None, naming: Naming) -> None:
    """A declared picture that is a frame already is called by the frame's place."""
    if not isinstance(body, Generated):
        return
    for place, (key, frame) in enumerate(
        (("first_frame", body.first_frame), ("last_frame", body.last_frame))
    ):
        if frame is None:
            continue
        naming.frame_count += 1
        word = reading.read_word(key)
        if word is not None:
            naming.frames.setdefault(word, place)


def _name_video(reading: DraftReading, body: Body | None, naming: Naming) -> None:
    if isinstance(body, Matching):
        naming.videos = frozenset({body.source})
    elif isinstance(body, Referenced):
        word = reading.read_word("edit") or reading.read_word("reference_video") or "video"
        naming.videos = frozenset({body.video.shot if isinstance(body.video, ShotVideo) else word})


def _read_lines(draft: Draft, board: Board) -> tuple[Line, ...]:
    entry = draft.keys.get("dialogue")
    lines = []
    for node in entry.node.items if entry is not None and isinstance(entry.node, SeqNode) else ():
        if not isinstance(node, MapNode) or not {"who", "line"} <= node.entries.keys():
            continue
        who, words = node.entries["who"].node, node.entries["line"].node
        if isinstance(who, Scalar) and isinstance(words, Scalar):
            speaker = board.declarations.get(who.text)
            name = speaker.wire_name.text if isinstance(speaker, Element) else who.text
            text = words.text.strip()
            lines.append(
                Line(who=who.text, speaker=name, text=text, voice=find_voice(node, board), span=node.span)
            )
    return tuple(lines)


def _read_extra(draft: Draft) -> dict[str, object]:
    entry = draft.keys.get("extra")
    return dict(entry.node.value) if entry is not None and isinstance(entry.node, MapNode) else {}
