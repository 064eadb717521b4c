"""Chooses, for each shot, the model and operation of a profile that can do what the shot says.

What the writer typed on the shot must be possible; what a default says is a wish, left out where it does not apply.
Rows stand in the table best first, and the first that can do all (and then most of what is wished) is taken.
"""

from collections.abc import Mapping

from storyboard.diagnostics import Diagnostic, Label
from storyboard.model.film import (
    Film,
    Shot,
)
from storyboard.model.job import Form
from storyboard.model.profile import Capabilities, Capability
from storyboard.model.routed import Routed
from storyboard.plan.needs import Need, find_form, find_frames, list_needs
from storyboard.plan.orders import Digest, make_order
from storyboard.source import Span


def route_shot(
    shot: Shot,
    film: Film,
    capabilities: Capabilities,
    shots: Mapping[str, Shot],
    digest: Digest,
    rows_by_need: dict[object, Capability | None],
) -> tuple[Routed | None, tuple[Diagnostic, ...]]:
    """The order for a shot that something is ordered for, or why this profile cannot do it.

    `rows_by_need` remembers, for one film, which row was chosen for what was asked.
    """
    form = find_form(shot)
    model = capabilities.model_names.get(shot.model.lower()) if shot.model is not None else None
    if shot.model is not None and model is None:
        return None, (_say_unknown_model(shot, capabilities),)
    rows = [row for row in capabilities.rows if model is None or row.model == model]
    row = _find_row(shot, form, model, rows, rows_by_need)
    if row is None:
        if shot.damaged:  # what was refused may have been what is missing
            return None, ()
        needs = tuple(list_needs(shot, form))
        return None, (_say_impossible(shot, form, needs, rows, capabilities, model),)
    rule = row.find_form(form)
    assert rule is not None
    order = make_order(shot, film, row, rule, form, shots, digest)
    return Routed(shot=shot, order=order, row=row, rule=rule), ()


def _find_row(
    shot: Shot, form: Form, model: str | None, rows: list[Capability], known: dict[object, Capability | None]
) -> Capability | None:
    """The row that can do all that is typed and most of what is wished; shots that ask for the same share the answer."""
    first, last = find_frames(shot)
    references = shot.references
    asked = (
        *(form, model, first is None, last is None, not references.elements, not references.images),
        *(not references.voices, "dialogue" in shot.places, shot.mode, _weigh(shot, "mode", shot.mode)),
        _weigh(shot, "camera", shot.camera if shot.camera is None or not shot.camera.as_prompt else None),
        _weigh(shot, "sound", shot.sound or None),
        _weigh(shot, "cfg_scale", shot.cfg_scale),
        _weigh(shot, "negative_prompt", shot.negative_prompt),
    )
    if asked not in known:
        needs = tuple(list_needs(shot, form))
        able = [row for row in rows if all(need.given(row) for need in needs if need.hard)]
        known[asked] = max(
            able, key=lambda one: sum(need.given(one) for need in needs if not need.hard), default=None
        )
    return known[asked]


def _weigh(shot: Shot, key: str, value: object) -> int:
    """Whether a thing is not asked for (0), wished for by a default (1), or typed on the shot (2)."""
    return 0 if value is None else 1 + shot.is_typed(key)


def _say_unknown_model(shot: Shot, capabilities: Capabilities) -> Diagnostic:
    names = sorted({row.model for row in capabilities.rows})
    return Diagnostic(
        code="SB301",
        message=f"`{capabilities.profile}` has no model `{shot.model}`",
        span=shot.find_place("model"),
        help="it has "
        + ", ".join(f"`{name}`" for name in names)
        + "; left out, the best fitting one is taken",
        shot=shot.id,
    )


def _say_impossible(
    shot: Shot,
    form: Form,
    needs: tuple[Need, ...],
    rows: list[Capability],
    capabilities: Capabilities,
    model: str | None,
) -> Diagnostic:
    """Why no row will do: the one thing that none gives, or the two that exclude each other, at their places."""
    hard = [need for need in needs if need.hard]
    who = f"`{model}` on `{capabilities.profile}`" if model else f"`{capabilities.profile}`"

    def place(need: Need) -> Span:
        return shot.keys.get(need.key, shot.find_place(need.key))

    for need in hard:
        if not any(need.given(row) for row in rows):
            elsewhere = sorted({row.model for row in capabilities.rows if need.given(row)})
            help = "models that have it: " + ", ".join(f"`{name}`" for name in elsewhere) if elsewhere else ""
            if not elsewhere:
                help = f"no model of `{capabilities.profile}` has it"
                if need.key == "camera":
                    help += "; `as: prompt` inside `camera` says the move in words"
            labels: tuple[Label, ...] = ()
            if model is not None and "model" in shot.keys and need.key != "model":
                labels = (Label(span=shot.keys["model"], message=f"`{shot.model}` is chosen here"),)
            return Diagnostic(
                code="SB301",
                message=f"{who} does not do {need.words}",
                span=place(need),
                labels=labels,
                help=help,
                shot=shot.id,
            )
    best = max(rows, key=lambda row: sum(need.given(row) for need in hard))
    missing = next(need for need in hard if not need.given(best))
    others = [need for need in hard if not all(need.given(row) for row in rows if missing.given(row))]
    other = next((need for need in others if need.key != missing.key), None)
    if missing.key in {"dialogue", "voices"} and form is Form.TEXT:
        return Diagnostic(
            code="SB312",
            message=f"`{capabilities.profile}` lets voices speak only in a shot that begins with a picture",
            span=place(missing),
            help="give the shot a `first_frame`, or take the voice out",
            shot=shot.id,
        )
    labels = ()
    if other is not None:
        labels = (Label(span=place(other), message=f"{other.words} here"),)
    with_what = f" together with {other.words}" if other is not None else ""
    have = sorted({row.model for row in rows if missing.given(row)})
    return Diagnostic(
        code="SB301",
        message=f"{who} does not do {missing.words}{with_what}",
        span=place(missing),
        labels=labels,
        help=f"{missing.words}: {', '.join(f'`{name}`' for name in have)}; keep one of the two, or make two shots",
        shot=shot.id,
    )
