"""``bajigong law doctor``: what ails the law of a tenant, each finding with its plugin and whom it shows on."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bajigong.cli.options import (
    NO_TENANT,
    config_option,
    json_option,
    lang_option,
    on_option,
    place_option,
    see_place,
    tenant_option,
)
from bajigong.policy.text import Lang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bajigong.law.opening import Bundle
    from bajigong.law.tenants import Tenant
    from bajigong.review.doctor import Finding, Severity
    from bajigong.review.witness import Side


@click.command()
@tenant_option
@config_option
@click.option(
    "--bundle",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A further file of law (TOML), whether or not it fits. May be given several times.",
)
@on_option
@place_option
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too, not for errors alone.")
@json_option
@lang_option
def doctor(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    files: tuple[Path, ...],
    on: date | None,
    place: str | None,
    strict: bool,
    as_json: bool,
    lang: Lang,
) -> None:
    """Examine a tenant's law (规定体检): what cannot hold, is needless, missing, about to lapse or out of order.

    Exit code 1 where there are errors; with --strict where there are warnings.
    """
    from bajigong.cli.law.doctor_show import Report
    from bajigong.cli.options import today
    from bajigong.law import tenants
    from bajigong.review.doctor import open_all

    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    see_place(place, lang)
    here = tenants.tenant(tenant, config)
    bundle, wrong = open_all(here, files)
    side = _side(here, bundle, on or today(), place) if bundle else None
    findings = _all(side, wrong)
    report = Report(here, side, findings)
    (report.as_json if as_json else report.show)(lang)
    grave: set[Severity] = {"error", "warning"} if strict else {"error"}
    click.get_current_context().exit(int(any(finding.severity in grave for finding in findings)))


def _side(here: "Tenant", bundle: "Bundle", on: date, place: str | None) -> "Side":
    from bajigong.engine.engine import Engine
    from bajigong.review.witness import Side

    return Side(here.label, Engine(bundle, here.id), place or here.region, on)


def _all(side: "Side | None", wrong: "Sequence[Finding]") -> "tuple[Finding, ...]":
    from bajigong.review.doctor import examine

    return (*wrong, *(examine(side) if side else ()))
