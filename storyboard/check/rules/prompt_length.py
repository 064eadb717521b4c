"""A prompt, after templates, look, dialogue and references are written out, is longer than the model takes, or is missing.

    - {duration: 5}

    - {duration: 5, prompt: A gull over the reef.}

On `gateway` a prompt and a negative prompt have at most 2,500 characters each.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic

CODE = "SB309"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        shot, row = one.shot, one.row
        length = sum(len(piece) if isinstance(piece, str) else _MENTION_LENGTH for piece in one.order.prompt)
        if length > row.prompt_limit:
            yield Diagnostic(
                code=CODE,
                message=f"the prompt has {length:,} characters, and `{row.model}` takes {row.prompt_limit:,}",
                span=shot.find_place("prompt"),
                help=f"shorten it by {length - row.prompt_limit:,}; template, look, dialogue and references count",
                shot=shot.id,
            )
        if not length and row.prompt_required and not shot.damaged:
            yield Diagnostic(
                code=CODE,
                message="the shot has no prompt",
                span=shot.find_place("prompt"),
                help="say what is seen: `prompt: …`",
                shot=shot.id,
            )
        negative = one.order.negative_prompt
        if negative is not None and len(negative) > row.negative_prompt_limit:
            yield Diagnostic(
                code=CODE,
                message=f"the negative prompt has {len(negative):,} characters, and `{row.model}` takes "
                f"{row.negative_prompt_limit:,}",
                span=shot.find_place("negative_prompt"),
                help=f"shorten it by {len(negative) - row.negative_prompt_limit:,}; template and look count",
                shot=shot.id,
            )


_MENTION_LENGTH = len("<<<element_1>>>")
