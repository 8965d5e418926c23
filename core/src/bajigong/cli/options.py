"""Options that several commands share, the language of the reader, and where --output points."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
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
    from bajigong.outputs import Read
    from bajigong.policy.facts import ColumnMap

_OPTION: Final = "--lang"
_LANG: ContextVar[Lang | None] = ContextVar("lang", default=None)


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
    """Speak a language, and let click speak it too."""
    token = _LANG.set(lang)
    try:
        if lang == "zh":
            from bajigong.cli.chinese import in_chinese

            with in_chinese():
                yield
        else:
            yield
    finally:
        _LANG.reset(token)


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


COLUMN_SUFFIXES: Final = (".parquet", ".arrow")
SHEET_SUFFIXES: Final = (".csv", ".xlsx")
_NO_STDOUT: Final = Text(
    "填写为{found}；应为 -（向标准输出写CSV）或{known}之一",
    "found {found}; expected - for CSV on standard output, or one of {known}",
)
_NO_UTF8: Final = Text("填写为{found}；应为UTF-8名称", "found {found}; expected a name in UTF-8")
_NO_SUFFIX: Final = Text(
    "填写为{found}；名称应以{known}之一结尾，文件夹以 {sep} 结尾",
    "found {found}; expected a name that ends in {known}, or a folder, which ends in {sep}",
)
#: Standard output, as a file.
STDOUT: Final = "-"
_ONE_FILE: Final = (*SHEET_SUFFIXES, ".json", ".ndjson")
SUFFIXES: Final = (*SHEET_SUFFIXES, ".json", ".ndjson", *COLUMN_SUFFIXES)


@frozen
class Output:
    """A file or a folder to write to; ``to_stdout``: standard output gets what the file would have."""

    path: Path
    is_folder: bool = False
    to_stdout: bool = False

    @property
    def suffix(self) -> str:
        """What the name of the file ends in, in lower case; "" for a folder."""
        return "" if self.is_folder else self.path.suffix.lower()

    @property
    def is_columns(self) -> bool:
        """Whether the result is columns."""
        return self.is_folder or self.suffix in COLUMN_SUFFIXES


def read_output(ctx: click.Context, param: click.Parameter, words: str | None) -> Output | None:
    """Read the option. Raises click.BadParameter for a name of no known kind, and for one that is read as input."""
    from bajigong.outputs import INPUT, IsReadError, refuse_read

    if words is None:
        return None
    path = Path(words)
    _refuse_half(path)
    if words == STDOUT or words.startswith(f"{STDOUT}."):
        return _standard(words)
    if words.endswith(_SEPARATORS) or path.is_dir():
        return Output(path, is_folder=True)
    if path.suffix.lower() not in SUFFIXES:
        _refuse_unknown(path)
    try:
        refuse_read([path], [(Path(one), INPUT) for one in _files(ctx)], "en")
    except IsReadError as error:
        raise click.BadParameter(str(error)) from error
    return Output(path)


def _refuse_half(path: Path) -> None:
    """Refuse a name that is no text: files of columns cannot have it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        found = str(path).encode("ascii", "backslashreplace").decode()
        raise click.BadParameter(_NO_UTF8.fill(found=found).say(spoken())) from error


def _standard(words: str) -> Output:
    """Read ``-``, which is CSV, or ``-.xlsx`` and the like. Columns have files beside them, which need a name."""
    path = Path(f"stdout{words.removeprefix(STDOUT) or '.csv'}")
    if path.suffix.lower() not in _ONE_FILE:
        known = ", ".join(f"{STDOUT}{suffix}" for suffix in _ONE_FILE)
        raise click.BadParameter(_NO_STDOUT.fill(found=repr(words), known=known).say(spoken()))
    return Output(path, to_stdout=True)


def _refuse_unknown(path: Path) -> None:
    """Refuse a name of a kind that no plugin adds either."""
    from bajigong.plugins import format_for, writers

    if format_for(path.suffix.lower(), writers()) is None:
        known = ", ".join((*SUFFIXES, *writers()))
        raise click.BadParameter(_NO_SUFFIX.fill(found=repr(path.name), known=known, sep=os.sep).say(spoken()))


_SEPARATORS: Final = tuple(one for one in (os.sep, os.altsep) if one)


def _files(ctx: click.Context) -> Any:
    return ctx.params.get("files", ())


_LAW: Final = Text("租户文件或规定文件", "a file of tenants or of law")


def admit_output(path: Path, lang: Lang, config: Path | None = None, reads: "Iterable[Read]" = ()) -> None:
    """See that a command may write a file: that neither it nor the law is read from it, and that it can take its name.

    Raises click.UsageError for a file that is read, BajigongError for a name that cannot be taken.
    """
    from bajigong.law.tenants import law_files
    from bajigong.outputs import IsReadError, admit
    from bajigong.plugins import program_folders

    law = [(one, _LAW) for one in law_files(config)]
    try:
        admit([path], [*reads, *law], lang, program_folders())
    except IsReadError as error:
        raise click.UsageError(str(error)) from error


@frozen
class Options:
    """What the command line says; ``unnamed``: of the output's name nothing is said, for nobody chose it."""

    files: tuple[str, ...]
    tenant: str | None
    config: Path | None
    on: date | None
    grade: str | None
    track: str | None
    place: str | None
    common: Path | None
    register: str | None
    agency: str | None
    sheet: str | None
    columns: Path | None
    strict_columns: bool
    as_json: bool
    lang: Lang
    output: Output | None
    keys: tuple[str, ...]
    threads: int | None
    resume: bool
    against: str | None
    cluster: str | None
    known: date | None
    receipt: bool
    fail_unless: str | None
    all_routes: bool
    max_size: float
    unnamed: bool = False

    @property
    def most(self) -> int:
        """The bytes that may be read as a whole, and that a workbook may unfold to."""
        return int(self.max_size * (1 << 30))

    @property
    def column_map(self) -> "ColumnMap":
        """What the headers of sheets stand for. Raises InputError where the file does not say it."""
        from bajigong.policy.facts import ColumnMap
        from bajigong.tables.headers import read_column_map

        if self.columns:
            return read_column_map(self.columns, strict=self.strict_columns)
        return ColumnMap(strict=self.strict_columns)
