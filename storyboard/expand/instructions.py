"""Writes the sentence that tells an omni model what its reference video is for, unless the writer has.

The forms of an omni order differ on the wire by the words of the prompt only, so the words are part of the order:
in the prompt's own language, once, and counted in its length.
"""

import re

from storyboard.diagnostics import Diagnostic
from storyboard.expand.draft import Draft, is_chinese
from storyboard.model.board import Board
from storyboard.source import Sources

_WORDS = {
    "next_shot_of": ("Generate the next shot of <<<video_1>>>:", "基于<<<video_1>>>,生成下一个镜头:"),
    "previous_shot_of": ("Generate the previous shot of <<<video_1>>>:", "基于<<<video_1>>>,生成上一个镜头:"),
    "reference_video": (
        "Follow the style and camera movement of <<<video_1>>>:",
        "参考<<<video_1>>>的风格和运镜方式:",
    ),
    "edit": ("Change <<<video_1>>> as follows:", "对<<<video_1>>>做如下修改:"),
}


def write_instructions(
    drafts: tuple[Draft, ...], board: Board, sources: Sources
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Drafts that call their reference video in the prompt."""
    made = []
    for draft in drafts:
        for key in () if draft.keys.keys().isdisjoint(_WORDS) else _WORDS:
            english, chinese = _WORDS[key]
            source = draft.find_text(key)
            prompt = draft.find_text("prompt")
            if source is None:
                continue
            if prompt is None:
                bare = english.rstrip(":")
                draft = draft.add_text("prompt", bare, beside=draft.keys[key].key)
            elif not re.search(rf"<<<\s*(video_1|{re.escape(source)})\s*>>>", prompt):
                joined = f"{chinese}{prompt}" if is_chinese(prompt) else f"{english} {prompt}"
                draft = draft.replace_text("prompt", joined)
        made.append(draft)
    return tuple(made), ()
