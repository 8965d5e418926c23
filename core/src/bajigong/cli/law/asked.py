"""What every look at the law is asked for: the tenant, the place and the day."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from bajigong.cli.options import Day, F, see_place
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle
    from bajigong.law.tenants import Tenant

_NO_TENANT = Text("缺少选项 --tenant", "Missing option '--tenant'.")
_UNKNOWN = Text("文件“{name}”不存在；应为{known}", "found document '{name}'; expected one of {known}")
_VALUE = Text("{option} 填写为“{value}”；应为{known}", "found {option} '{value}'; expected one of {known}")


@frozen(eq=False)
class Asked:
    """A tenant with its bundle open, the place and the day asked about."""

    tenant: "Tenant"
    bundle: "Bundle"
    place: str
    on: date


def place_option(function: F) -> F:
    """Add ``--place``; the command receives ``place``, None where it is not given."""
    return click.option("--place", metavar="CODE", help="GB/T 2260 code.  [default: the tenant's region]")(function)


def on_option(function: F) -> F:
    """Add ``--on``; the command receives ``on``, None where it is not given."""
    return click.option("--on", type=Day(), help="The day asked about.  [default: today]")(function)


def ask(tenant: str | None, config: Path | None, place: str | None, on: date | None, lang: Lang) -> Asked:
    """Open a tenant's bundle for a place and a day.

    Raises click.UsageError for a missing tenant or a place that is none; TenantError, PluginError and LawError.
    """
    from bajigong.cli.options import today
    from bajigong.law import tenants

    if tenant is None:
        raise click.UsageError(_NO_TENANT.say(lang))
    see_place(place, lang)
    here = tenants.tenant(tenant, config)
    return Asked(here, here.open(), place or here.region, on or today())


def document_id(bundle: "Bundle", name: str, lang: Lang) -> str:
    """Return the id of a document named by its id or its number. Raises click.UsageError where there is none."""
    for known, said in bundle.documents.items():
        if name in (known, said.what.number) and name:
            return known
    raise click.UsageError(_UNKNOWN.fill(name=name, known=", ".join(bundle.documents)).say(lang))


def one_of(option: str, value: str | None, known: "tuple[str, ...]", lang: Lang) -> None:
    """Raise click.UsageError for a value of an option that is none of those known."""
    if value is not None and value not in known:
        raise click.UsageError(_VALUE.fill(option=option, value=value, known=", ".join(known)).say(lang))
