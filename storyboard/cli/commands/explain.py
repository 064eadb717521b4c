"""`storyboard explain`."""

import click

from storyboard.cli.options import Speech, common_options
from storyboard.errors import UsageError


@click.command("explain", short_help="the manual page of a diagnostic")
@click.argument("code", required=False)
@common_options()
def command(code: str | None, speech: Speech) -> int:
    """Explain a diagnostic: what is wrong, what would be right. Without CODE, list them all.

    \b
    Example:
      storyboard explain SB306
    """
    from storyboard.check.catalogue import list_rules
    from storyboard.diagnostics import suggest_name

    rules = list_rules()
    if code is None:
        if speech.is_json:
            speech.give_document(
                {
                    "format": 1,
                    "rules": [{"code": rule.code, "name": rule.slug, "page": rule.page} for rule in rules],
                }
            )
            return 0
        for rule in rules:
            speech.give(f"{rule.code}  {rule.page.splitlines()[0]}")
        return 0
    wanted = code.upper()
    for rule in rules:
        if wanted in {rule.code, rule.slug.upper()}:
            if speech.is_json:
                speech.give_document({"format": 1, "code": rule.code, "name": rule.slug, "page": rule.page})
            else:
                speech.give(f"{rule.code} ({rule.slug.replace('_', ' ')})\n\n{rule.page}")
            return 0
    slugs = [rule.slug for rule in rules]
    near = suggest_name(code, slugs) if not wanted.startswith("SB") else ""
    raise UsageError(
        f"no diagnostic has the code `{code}`",
        help=near if near.startswith("did") else "`storyboard explain` lists them all",
    )
