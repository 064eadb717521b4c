"""`storyboard render`."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from storyboard.cli.options import (
    Speech,
    common_options,
    find_storyboard,
    profile_option,
    storyboard_argument,
)
from storyboard.errors import UsageError


@click.command("render", short_help="make the film")
@storyboard_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the film goes.")
@profile_option
@click.option("--base-url", metavar="URL", help="Talk to this server instead of the profile's own.")
@click.option("--emulate", is_flag=True, help="Use an emulator of its own, whatever credentials there are.")
@click.option(
    "--locked", is_flag=True, help="Order nothing: fail if the lock and the store do not cover the film."
)
@click.option("--max-cost", metavar="N", help="Refuse when the plan costs more, in the profile's unit.")
@click.option(
    "--keep-going/--stop", default=None, help="After a failure, go on with what does not depend on it."
)
@click.option("--jobs", type=click.IntRange(1, 1000), metavar="N", help="At most so many tasks at once.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask before spending money.")
@common_options()
def command(
    file: str | None,
    output: Path | None,
    profile: str | None,
    base_url: str | None,
    emulate: bool,
    locked: bool,
    max_cost: str | None,
    keep_going: bool | None,
    jobs: int | None,
    yes: bool,
    speech: Speech,
) -> int:
    """Plan, order what is missing, and cut the film. What was bought once is never bought again.

    Without credentials the film is rendered by an emulator on this machine, which draws each shot as an animatic.

    \b
    Examples:
      storyboard render
      storyboard render film.yaml -o out/film.mp4 --max-cost 40
      storyboard render --base-url http://127.0.0.1:8000/gateway
    """
    from storyboard.cli.rendering import Rendering

    limit = _read_cost(max_cost)
    path = find_storyboard(file)
    rendering = Rendering(
        file=path,
        output=output,
        profile=profile,
        base_url=base_url,
        emulate=emulate,
        locked=locked,
        max_cost=limit,
        keep_going=bool(keep_going),
        jobs=jobs,
        yes=yes,
        speech=speech,
    )
    return rendering.run()


def _read_cost(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        cost = Decimal(text)
    except InvalidOperation:
        cost = Decimal(-1)
    if not cost.is_finite() or cost < 0:
        raise UsageError(
            f"`--max-cost` cannot be `{text}`", help="a number of the profile's units, such as `40`"
        )
    return cost
