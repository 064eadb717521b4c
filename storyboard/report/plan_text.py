"""A plan as people read it: a table of what would run, and one line of what it comes to."""

from storyboard.model.job import Action, Cost, Plan
from storyboard.model.profile import Capabilities


def format_plan(plan: Plan, table: Capabilities, *, colour: bool) -> str:
    """A table of the jobs in their order, and the sum."""
    from rich.console import Console
    from rich.table import Table

    rows = Table(box=None, pad_edge=False, header_style="dim")
    for name, justify in (
        ("job", "left"),
        ("what", "left"),
        ("", "left"),
        ("cost", "right"),
        ("time", "right"),
        ("why", "left"),
    ):
        rows.add_column(name, justify=justify, overflow="fold" if name in {"job", "why"} else "ellipsis")  # type: ignore[arg-type]
    tones = {Action.RUN: "bold yellow", Action.REUSE: "green", Action.LOCAL: "cyan"}
    for one in plan.jobs:
        runs = one.action is Action.RUN
        rows.add_row(
            one.job.id,
            one.job.operation.value,
            f"[{tones[one.action]}]{one.action.value}[/]",
            f"{one.cost.amount:f}" if runs and one.cost.amount else "",
            format_time(one.seconds) if one.seconds else "",
            one.reason,
        )
    console = Console(
        width=110, force_terminal=colour, color_system="standard" if colour else None, highlight=False
    )
    with console.capture() as capture:
        console.print(rows)
    lines = [line.rstrip() for line in capture.get().rstrip("\n").splitlines()]
    return "\n".join([*lines, "", sum_plan(plan, table)])


def sum_plan(plan: Plan, table: Capabilities) -> str:
    """`10 jobs to run, 2 reused; 39.5 units (about 5.53 USD); about 7 min`."""
    runs = [one for one in plan.jobs if one.action is Action.RUN]
    reused = sum(one.action is Action.REUSE for one in plan.jobs)
    if not runs:
        return f"nothing to run; {reused} reused"
    parts = [
        f"{len(runs)} to run, {reused} reused",
        format_cost(plan.total, table),
        f"about {format_time(plan.seconds)}",
    ]
    return "; ".join(parts)


def format_cost(cost: Cost, table: Capabilities) -> str:
    """`39.5 units (about 5.53 USD)`."""
    plural = "" if cost.amount == 1 else "s"
    words = f"{cost.amount:f} {cost.unit}{plural}"
    if table.unit_price:
        words += f" (about {cost.amount * table.unit_price:.2f} {table.currency})"
    return words


def format_time(seconds: float) -> str:
    """`40 s`, `7 min`, `1 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
