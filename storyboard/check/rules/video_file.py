"""Existing footage is no video that can be read.

    - file: assets/notes.txt      # not a video, whatever its name says

    - file: assets/sea.mp4

The content counts, not the ending of the name: MP4, MOV, WebM and what else FFmpeg reads.
"""

from collections.abc import Iterator

from storyboard.check.rule import Subject
from storyboard.diagnostics import Diagnostic
from storyboard.model.film import Footage

CODE = "SB405"

_KINDS = {"image": "a picture", "audio": "sound"}


def check(subject: Subject) -> Iterator[Diagnostic]:
    for shot in subject.film.shots:
        if not isinstance(shot.body, Footage):
            continue
        video = shot.body.video
        facts = subject.probe(video.path)
        if isinstance(facts, str):
            message, help = f"`{video.name}` {facts}", "save or download it again"
        elif facts.kind != "video":
            message, help = (
                f"`{video.name}` is {_KINDS[facts.kind]}, and `file` takes a video",
                "name a video, or use `still`",
            )
        else:
            continue
        yield Diagnostic(code=CODE, message=message, span=video.span, help=help, shot=shot.id)
