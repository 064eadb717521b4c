"""Writes dialogue into the prompt, in the form that the APIs advise: the speaker, the voice, the line in quotes.

`Mara<<<keeper>>> says: "…"` in English and the same in Chinese after Chinese words; the voice's mark goes where the
reference puts it, right behind the speaker.
"""

from dataclasses import replace

from storyboard.diagnostics import Diagnostic, suggest_name
from storyboard.expand.draft import Draft, is_chinese
from storyboard.model.board import Board, Element, Voice
from storyboard.model.tree import Entry, MapNode, Scalar, SeqNode
from storyboard.source import Sources


def write_dialogue(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts whose prompts say who speaks what; the lines themselves stay under `dialogue` for the subtitles."""
    diagnostics: list[Diagnostic] = []
    return tuple(_write(draft, board, diagnostics) for draft in drafts), tuple(diagnostics)


def find_voice(line: MapNode, board: Board) -> str | None:
    """The voice that a line is spoken in: its own, else its speaker's; a declared name or a provider's id."""
    own = line.entries.get("voice")
    if own is not None and isinstance(own.node, Scalar):
        return own.node.text
    who = line.entries.get("who")
    speaker = board.declarations.get(who.node.text) if who and isinstance(who.node, Scalar) else None
    return speaker.voice.text if isinstance(speaker, Element) and speaker.voice else None


def _write(draft: Draft, board: Board, diagnostics: list[Diagnostic]) -> Draft:
    entry = draft.keys.get("dialogue")
    if entry is None or not isinstance(entry.node, SeqNode):
        return draft
    prompt = draft.find_text("prompt") or ""
    voices: list[str] = []
    sentences = [prompt.rstrip()] if prompt.strip() else []
    for line in entry.node.items:
        if not isinstance(line, MapNode) or not {"who", "line"} <= line.entries.keys():
            continue
        who, words = line.entries["who"].node, line.entries["line"].node
        if not isinstance(who, Scalar) or not isinstance(words, Scalar):
            continue
        speaker = board.declarations.get(who.text)
        if not isinstance(speaker, Element):
            known = [name for name, one in board.declarations.items() if isinstance(one, Element)]
            help = suggest_name(who.text, known) or "declare it under `elements`"
            message = f"no element is called `{who.text}`"
            diagnostics.append(
                Diagnostic(code="SB202", message=message, span=who.span, help=help, shot=draft.id)
            )
            continue
        voice = find_voice(line, board)
        if voice is not None:
            voices.append(voice)
            if voice in board.declarations and not isinstance(board.declarations[voice], Voice):
                span = line.entries["voice"].node.span if "voice" in line.entries else who.span
                message = f"`{voice}` is not a voice"
                diagnostics.append(Diagnostic(code="SB202", message=message, span=span, shot=draft.id))
                continue
        mark = f"<<<{voice}>>>" if voice is not None else ""
        sentences.append(_say(speaker.wire_name.text, mark, words.text.strip(), prompt))
    draft = (
        draft.replace_text("prompt", _join(sentences))
        if "prompt" in draft.keys
        else draft.add_text("prompt", _join(sentences), beside=entry.key)
    )
    if "sound" not in draft.keys or draft.keys["sound"].origin is not None:
        draft = replace(draft, keys={**draft.keys, "sound": Entry(entry.key, Scalar("on", True, entry.key))})
    return replace(draft, voices=tuple(dict.fromkeys(voices)))


def _say(name: str, mark: str, words: str, prompt: str) -> str:
    if is_chinese(prompt) or (not prompt and is_chinese(words)):
        return f"{name}{mark}说:“{words}”"
    return f'{name}{mark} says: "{words}"'


def _join(sentences: list[str]) -> str:
    text = ""
    for sentence in sentences:
        text += sentence if not text or is_chinese(text[-1:]) or text[-1] in "。,!?”" else f" {sentence}"
    return text
