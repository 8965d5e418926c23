"""Options that several commands share, the language of the reader, and what click says in Chinese."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import frozen

from bajigong.errors import Slip, TenantError
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.opening import Bundle
    from bajigong.law.tenants import Tenant

_OPTION: Final = "--lang"
#: The modules of click that speak, and the names under which they ask for words.
_SPEAKING: Final = ("core", "exceptions", "formatting", "parser", "types")
_ONE, _SEVERAL = "_", "ngettext"
_LANG: ContextVar[Lang | None] = ContextVar("lang", default=None)
#: What stands behind the help of an option.
_EXTRA: Final = re.compile(r"  ?\[((?:default: |默认：|required|必填|all\b).*)\]$", re.DOTALL)
_DEFAULT: Final = re.compile("^(?:default: |默认：)\\(?(.*?)\\)?$")
#: A paragraph whose lines stay as they are.
_AS_IT_IS: Final = "\b"
_SPACING: Final = 2


def asked_lang(words: Sequence[str], otherwise: Lang) -> Lang:
    """Return the language that the words of a call ask for, wherever they do, before any of them is read."""
    said = [word.partition("=")[2] for word in words if word.startswith(f"{_OPTION}=")]
    said += [after for word, after in pairwise(words) if word == _OPTION]
    known: dict[str, Lang] = {"zh": "zh", "en": "en"}
    return next((known[one] for one in reversed(said) if one in known), otherwise)


def locale_lang() -> Lang:
    """Return the language of the locale: Chinese where it says so, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def spoken() -> Lang:
    """Return the language of the call that is under way, else that of the locale."""
    return _LANG.get() or locale_lang()


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Let click speak a language."""
    token, kept = _LANG.set(lang), click.Context.formatter_class
    before = {name: vars(import_module(f"click.{name}")).copy() for name in _SPEAKING} if lang == "zh" else {}
    try:
        if lang == "zh":
            click.Context.formatter_class = Formatter
            _give({_ONE: _said, _SEVERAL: _counted}, before)
        yield
    finally:
        click.Context.formatter_class = kept
        for name, words in before.items():
            _give({key: words[key] for key in (_ONE, _SEVERAL) if key in words}, {name: words})
        _LANG.reset(token)


def _give(words: Mapping[str, Any], modules: Mapping[str, Mapping[str, Any]]) -> None:
    for name, had in modules.items():
        for key, word in words.items():
            if key in had:
                setattr(import_module(f"click.{name}"), key, word)


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    import tomllib
    from importlib.resources import files

    text = files("bajigong.cli").joinpath("chinese.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found


def _said(message: str) -> str:
    """Say what click says. Its own help is left: it is kept from call to call, and put into Chinese when written."""
    words = _catalogue()["click"]
    return message if message.startswith("Show ") else words.get(message, message)


def _counted(one: str, several: str, number: int) -> str:
    return _said(one if number == 1 else several)


def heading(word: str) -> str:
    """Return a heading of the help."""
    return _said(word)


def help_in_chinese(text: str) -> str:
    """Return the help of an option, or a paragraph of that of a command; what nobody translated stays."""
    plain = " ".join(text.split())
    extra = _EXTRA.search(plain)
    base = (plain[: extra.start()] if extra else plain).strip()
    words = {**_catalogue()["click"], **_catalogue()["help"]}
    said = words.get(base, base)
    return said + (f"  [{_extra(extra[1], words)}]" if extra else "")


def _extra(said: str, words: Mapping[str, str]) -> str:
    """Return a default in Chinese, and that an option is required."""
    shapes = ((part, _DEFAULT.match(part)) for part in said.split("; "))
    return "；".join(
        words.get(f"default: {match[1]}", f"默认：{match[1]}") if match else words.get(part, part)
        for part, match in shapes
    )


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of so many columns."""
    from bajigong.cli.show.lines import line

    return [one.text for one in line(text, hang=0).wrapped(width)]


class Formatter(click.HelpFormatter):
    """Writes help in Chinese, whose characters are two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage."""
        words = _catalogue()["click"]
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(word, words[word])
        super().write_usage(prog, args, prefix)

    def write_text(self, text: str) -> None:
        """Write paragraphs; those that begin with a backspace keep their lines."""
        paragraphs = text.split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.write("\n")
            as_it_is = paragraph.lstrip().startswith(_AS_IT_IS)
            lines = paragraph.replace(_AS_IT_IS, "").strip("\n").splitlines() if as_it_is else self._lines(paragraph)
            for line in lines:
                self.write(f"{'':>{self.current_indent}}{line}\n")

    def _lines(self, paragraph: str) -> list[str]:
        return wrapped(help_in_chinese(paragraph), self.width - self.current_indent - _SPACING)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = _SPACING) -> None:
        """Write options or commands, each with its help."""
        from bajigong.cli.show.lines import cells

        rows = list(rows)
        first = min(max((cells(one) for one, _ in rows), default=0), col_max) + col_spacing
        indent = self.current_indent
        for name, said in rows:
            lines = wrapped(help_in_chinese(said), max(self.width - indent - first - _SPACING, 20))
            gap = first - cells(name)
            begin = f"{'':>{indent}}{name}"
            self.write(f"{begin}{'':>{gap}}{lines[0]}\n" if gap >= col_spacing else f"{begin}\n")
            for line in lines if gap < col_spacing else lines[1:]:
                self.write(f"{'':>{indent + first}}{line}\n")


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
