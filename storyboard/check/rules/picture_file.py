"""A picture that a request carries is not what the API takes.

On `gateway`: JPEG or PNG by content, at most 10 MB, at least 300 pixels on each side, and between 1:2.5 and 2.5:1. The name's
ending does not count: a renamed GIF is still a GIF. A still that is only held in the cut may be of any size.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from storyboard.check.rule import PictureFacts, Subject
from storyboard.diagnostics import Diagnostic
from storyboard.model.film import Generated, Held, ProjectFile, list_sources
from storyboard.model.profile import ImageRules

CODE = "SB404"


def check(subject: Subject) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for picture, shot in _list_pictures(subject):
        if picture.name not in seen:
            seen.add(picture.name)
            yield from _say(picture, shot, _judge(subject.probe(picture.path), subject.capabilities.images))
    for still in subject.film.shots:
        if isinstance(still.body, Held) and still.body.picture.name not in seen:
            picture = still.body.picture
            seen.add(picture.name)
            yield from _say(picture, still.id, _judge_kind(subject.probe(picture.path)))


def _say(picture: ProjectFile, shot: str | None, found: Iterable[tuple[str, str]]) -> Iterator[Diagnostic]:
    for message, help in found:
        yield Diagnostic(
            code=CODE, message=f"`{picture.name}` {message}", span=picture.span, help=help, shot=shot
        )


def _list_pictures(subject: Subject) -> Iterator[tuple[ProjectFile, str | None]]:
    used = {name for one in subject.routed.values() for name in one.shot.references.elements}
    for name, pictures in subject.film.element_images.items():
        if name in used:
            yield from ((one, None) for one in pictures if isinstance(one, ProjectFile))
    for one in subject.routed.values():
        pictures = one.shot.references.images
        if isinstance(one.shot.body, Generated):
            pictures = (
                *(frame for frame in (one.shot.body.first_frame, one.shot.body.last_frame) if frame),
                *pictures,
            )
        yield from ((picture, one.shot.id) for picture in pictures if isinstance(picture, ProjectFile))
    shots = {shot.id: shot for shot in subject.film.shots}
    for shot in shots.values():
        for source, _ in list_sources(shot):  # the frame of a still is the still's own picture
            body = shots[source].body if source in shots else None
            if isinstance(body, Held):
                yield body.picture, source


def _judge(facts: PictureFacts | str, rules: ImageRules) -> Iterator[tuple[str, str]]:
    if isinstance(facts, str) or facts.kind != "image":
        yield from _judge_kind(facts)
        return
    if facts.format.lower() not in rules.formats:
        shown = " or ".join(one.upper() for one in rules.formats)
        yield (
            f"is {facts.format.upper()}, and the API takes {shown}",
            f"save it as {rules.formats[-1].upper()}",
        )
    if facts.bytes > rules.max_bytes:
        yield f"has {facts.bytes:,} bytes, more than {rules.max_bytes:,}", "save it smaller"
    if min(facts.width, facts.height) < rules.min_side:
        yield (
            f"is {facts.width}x{facts.height}, and each side needs {rules.min_side} pixels",
            "use a larger picture",
        )
    elif not rules.min_ratio <= Fraction(facts.width, facts.height) <= rules.max_ratio:
        yield (
            f"is {facts.width}x{facts.height}, outside 1:{float(1 / rules.min_ratio):g} to {float(rules.max_ratio):g}:1",
            "crop it",
        )


def _judge_kind(facts: PictureFacts | str) -> Iterator[tuple[str, str]]:
    """What every picture has to be, also one that only this machine looks at."""
    if isinstance(facts, str):
        yield facts, "save it again as PNG or JPEG"
    elif facts.kind != "image":
        yield f"is {'a video' if facts.kind == 'video' else 'sound'}, not a picture", "name a picture"
