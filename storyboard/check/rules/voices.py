"""A shot uses more voices than the model takes, or voices without sound.

On `gateway`, V2.6 takes two, and only with `sound: on` (which `dialogue` turns on by itself).

    - {prompt: They sing., first_frame: rock, voices: [mara, tom, ann], sound: on}

    - {prompt: They sing., first_frame: rock, voices: [mara, tom], sound: on}
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic, Label

CODE = "SB310"


def check(subject: Subject) -> Iterator[Diagnostic]:
    for one in subject.routed.values():
        order, shot = one.order, one.shot
        if not order.voices:
            continue
        key = "dialogue" if shot.dialogue else "voices" if "voices" in shot.places else "prompt"
        if len(order.voices) > one.row.voices:
            yield Diagnostic(
                code=CODE,
                message=f"{len(order.voices)} voices, and `{one.row.model}` takes {one.row.voices}",
                span=shot.find_place(key),
                help="make two shots",
                shot=shot.id,
            )
        if not order.sound:
            labels: tuple[Label, ...] = ()
            if "sound" in shot.keys:
                labels = (Label(span=shot.keys["sound"], message="turned off here"),)
            yield Diagnostic(
                code=CODE,
                message="voices speak only with sound",
                span=shot.find_place(key),
                labels=labels,
                help="write `sound: on`",
                shot=shot.id,
            )
