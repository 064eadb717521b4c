"""Which shots need which others first, and the circles in it."""

from collections.abc import Iterator

from storyboard.diagnostics import Diagnostic, Label
from storyboard.model.film import Extension, Generated, Held, Shot, list_sources
from storyboard.source import Span


def check_circles(shots: tuple[Shot, ...]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each circle of shots that wait for one another, with every place in it."""
    by_id = {shot.id: shot for shot in shots}
    done: set[str] = set()
    diagnostics = []
    for start in shots:
        trail: list[tuple[str, Span]] = []
        stack: list[tuple[str, Iterator[tuple[str, Span]]]] = []
        if start.id in done:
            continue
        stack.append((start.id, list_sources(start)))
        on_path = {start.id}
        while stack:
            name, sources = stack[-1]
            step = next(sources, None)
            if step is None:
                stack.pop()
                on_path.discard(name)
                done.add(name)
                if trail:
                    trail.pop()
                continue
            source, span = step
            if source in on_path:
                diagnostics.append(_say_circle([*trail, (source, span)], source, [one for one, _ in stack]))
            elif source not in done and source in by_id:
                trail.append((source, span))
                on_path.add(source)
                stack.append((source, list_sources(by_id[source])))
    return tuple(diagnostics)


def _say_circle(trail: list[tuple[str, Span]], closing: str, path: list[str]) -> Diagnostic:
    begin = path.index(closing)
    names = path[begin:]
    places = trail[begin:]
    shown = " → ".join(f"`{name}`" for name in [*names, closing])
    labels = tuple(
        Label(span=span, message=f"`{name}` needs `{source}`")
        for name, (source, span) in zip(names[:-1], places[:-1], strict=True)
    )
    return Diagnostic(
        code="SB205",
        message=f"these shots wait for one another: {shown}",
        span=places[-1][1],
        labels=labels,
        help="let one of them begin from a picture instead",
        shot=names[-1],
    )


def check_still_frames(shots: tuple[Shot, ...]) -> tuple[Diagnostic, ...]:
    """A frame of a still that moves exists only in the cut; only a still that is held has its picture to give."""
    by_id = {shot.id: shot for shot in shots}
    diagnostics = []
    for shot in shots:
        for source, span in list_sources(shot):
            other = by_id.get(source)
            if other is None or not isinstance(other.body, Held):
                continue
            if other.camera is not None or not isinstance(shot.body, Generated | Extension):
                what = "moves only in the cut" if other.camera is not None else "is no video"
                diagnostics.append(
                    Diagnostic(
                        code="SB207",
                        message=f"`{source}` is a still, and {what}",
                        span=span,
                        labels=(Label(span=other.find_place("still"), message="the still"),),
                        help="name the picture itself",
                        shot=shot.id,
                    )
                )
    return tuple(diagnostics)
