"""``bajigong law source``: the program that decides one track and grade, each part below what it is about."""

from datetime import date
from pathlib import Path

import click

from bajigong.cli.options import ask, config_option, lang_option, on_option, one_of, place_option, tenant_option
from bajigong.policy.text import Lang, Text

_OCCUPATION = Text(
    "职业代码“{code}”不存在；应为如 6-31-01-03", "found occupation {code!r}; expected a code like 6-31-01-03"
)


@click.command()
@tenant_option
@config_option
@click.option("--track", required=True, metavar="TRACK", help="Kind of assessment.")
@click.option("--occupation", required=True, metavar="CODE", help="Code of an occupation or trade.")
@click.option("--grade", required=True, metavar="GRADE", help="The grade applied for.")
@on_option
@place_option
@lang_option
def source(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    track: str,
    occupation: str,
    grade: str,
    on: date | None,
    place: str | None,
    lang: Lang,
) -> None:
    """Print the program (程序) by which applications of a track, an occupation and a grade are decided.

    It is what runs: Python, with the words of each requirement and the clauses of each rule above its lines.
    """
    from bajigong.compile.program import program_of
    from bajigong.engine.engine import Engine
    from bajigong.policy.facts import Selection

    asked = ask(tenant, config, place, on, lang)
    bundle = asked.bundle
    one_of("--track", track, tuple(bundle.tracks), lang)
    one_of("--grade", grade, tuple(bundle.grades), lang)
    if occupation not in bundle.register:
        raise click.UsageError(_OCCUPATION.fill(code=occupation).say(lang))
    selection = Selection(track, occupation, grade, asked.place)
    plan = Engine(bundle, asked.tenant.id).plan(selection)
    click.echo(program_of(plan, bundle.schema, selection, account=True, lang=lang).text, nl=False)
