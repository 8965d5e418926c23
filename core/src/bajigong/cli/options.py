"""Options that several commands share."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import frozen

from bajigong.cli.chinese import locale_lang, spoken
from bajigong.errors import Slip, TenantError
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle
    from bajigong.law.tenants import Tenant


F = TypeVar("F", bound=Callable[..., Any])


def lang_option(function: F) -> F:
    """Add ``--lang``; the command receives ``lang``."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=locale_lang,
        show_default="from the locale",
        help="Language of what people read.",
        callback=_remember,
    )(function)


#: Under this name a run keeps the language that was asked for, for what goes wrong in it.
LANG = "bajigong.lang"


def _remember(ctx: click.Context, param: click.Parameter, value: Lang) -> Lang:
    ctx.meta[LANG] = value
    return value


def json_option(function: F) -> F:
    """Add ``--json``; the command receives ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function)


def config_option(function: F) -> F:
    """Add ``--config``; the command receives ``config``."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="File of tenants.  [default: $BAJIGONG_CONFIG, else ./bajigong.toml if there is one]",
    )(function)


#: What is said where a tenant must be named.
NO_TENANT = Text("缺少选项'--tenant'。", "Missing option '--tenant'.")
_DAY = Text("填写为{value}；应为YYYY-MM-DD形式的日期", "found {value}; expected a day as YYYY-MM-DD")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or fail with what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_DAY.fill(value=repr(value)).say(spoken()), param, ctx)


_PLACE = Text("--place 填写为 {place!r}；应为六位代码", "found --place {place!r}; expected a code of six digits")


def see_place(place: str | None, lang: Lang) -> None:
    """Raise click.UsageError for a place that is no code of GB/T 2260."""
    if place is not None and not (place.isascii() and place.isdigit() and len(place) == len("510000")):
        raise click.UsageError(_PLACE.fill(place=place).say(lang))


def today() -> date:
    """Return the day it is where the command is run."""
    return datetime.now().astimezone().date()


_NONE_ALONE = Text(
    "未指明租户，而已安装的插件都不能单独使用", "no tenant is named, and no installed plugin stands alone"
)


def open_for(name: str | None, config: Path | None) -> "Bundle":
    """Open the bundle of a tenant or, where none is named, of the plugins that stand alone.

    Raises TenantError, PluginError and LawError.
    """
    from bajigong.law.opening import open_bundle
    from bajigong.law.tenants import tenant
    from bajigong.plugins import standing_alone

    if name is not None:
        return tenant(name, config).open()
    if not standing_alone():
        raise TenantError(slips=(Slip("", None, "", _NONE_ALONE),))
    return open_bundle(standing_alone())


def tenant_option(function: F) -> F:
    """Add ``--tenant``; the command receives ``tenant``, None where it is not given."""
    return click.option("--tenant", metavar="NAME", shell_complete=_tenant_names, help="Name of a tenant.")(function)


def _tenant_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Name the bundled tenants, importing no plugin."""
    from importlib.metadata import entry_points

    from bajigong.law.tenants import GROUP

    return sorted(point.name for point in entry_points(group=GROUP) if point.name.startswith(incomplete))


#: What several commands say of a rule: the days on which it counts, its clause, and what must be said besides.
PERIOD = Text("起止", "in force")
SINCE = Text("自{day}起", "since {day}")
LAPSES = Text("{day}起失效", "lapses on {day}")
BASIS = Text("依据", "clause")
NOTE = Text("注：{it}", "note: {it}")
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
    from bajigong.law import tenants

    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
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
