"""``bajigong incentives``: what the grades that people hold bring, from which day, until which day, and why not."""

from datetime import date
from pathlib import Path

import click

from bajigong.cli.options import Day, config_option, json_option, lang_option, tenant_option
from bajigong.policy.text import Lang


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day asked about.  [default: the key 'on', else today]")
@click.option("--place", metavar="CODE", help="Where it is claimed (GB/T 2260), whatever the files say.")
@json_option
@lang_option
def incentives(  # noqa: PLR0913  (an argument for each option)
    *,
    files: tuple[str, ...],
    tenant: str | None,
    config: Path | None,
    on: date | None,
    place: str | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """Say what the certificates in applications bring (激励); - is standard input.

    Each certificate is answered by itself, by the law of the application's track and place: what may be claimed now and
    until when, what from which day, what no longer, and why. --json prints one object a line for each application.

    \b
    bajigong incentives application.yaml
    bajigong incentives --tenant sichuan --on 2025-12-01 --json people.xlsx
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.incentives_run import perform
    from bajigong.cli.open_tenants import OpenTenants, Source

    open_tenants = OpenTenants(config)
    if tenant:
        open_tenants.get(tenant)
    source = Source(files, open_tenants, tenant)
    click.get_current_context().exit(perform(source, on=on, place=place, as_json=as_json, lang=lang))
