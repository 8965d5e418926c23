"""``bajigong check``: what it takes, and where --output points."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from bajigong.cli.options import Day, config_option, json_option, lang_option, spoken, tenant_option
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.outputs import Read
    from bajigong.policy.facts import ColumnMap

#: Results that are columns, which only tables can be checked into.
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


VERDICTS: Final = ("eligible", "not_eligible", "undetermined", "not_covered")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...", is_eager=True)
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day asked about.  [default: the key 'on', else today]")
@click.option("--grade", metavar="GRADE", help="The grade applied for, whatever the files say: 3, 三级, 高级工.")
@click.option("--track", metavar="TRACK", help="The track applied in, whatever the files say.")
@click.option("--place", metavar="CODE", help="Where the assessment is held (GB/T 2260), whatever the files say.")
@click.option("--common", type=click.Path(path_type=Path), help="YAML or JSON: facts for every row that lacks them.")
@click.option(
    "--register",
    metavar="FILE|postgresql://…",
    help="A register (登记数据库) that tells of the agency: filings, sanctions, last session.",
)
@click.option("--agency", metavar="NAME", help="With --register: which agency, where it has several.")
@click.option("--sheet", metavar="NAME", help="The applicants' sheet of a workbook.")
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="MAP.toml",
    help="What the headers of sheets stand for: [columns] with HEADER = FACT, empty for none.",
)
@click.option(
    "--max-size",
    type=click.FloatRange(min=0, min_open=True),
    metavar="GB",
    default=1.0,
    show_default=True,
    help="What a workbook may unfold to, and a file hold that is read as a whole.",
)
@click.option("--strict-columns", is_flag=True, help="Refuse a sheet with a header that is not known.")
@json_option
@lang_option
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    callback=read_output,
    help="Write the results to a file, in place of one of that name: .csv, .xlsx, .parquet, .arrow, or .json and"
    " .ndjson, one object a line. Or to a folder: a name that ends in /. - is CSV on standard output, -.xlsx and the"
    " like another format there.",
)
@click.option(
    "--key",
    "keys",
    metavar="COLUMN",
    multiple=True,
    help="A column to carry over as it is into .parquet, .arrow or a folder; may be repeated.  [default: id, key and"
    " 序号, where they are]",
)
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="How many decide at once.  [default: all]")
@click.option(
    "--cluster",
    metavar="local|ADDRESS",
    help="With -o FOLDER/: decide the files on the workers of Dask, started here or known to a scheduler.",
)
@click.option("--resume", is_flag=True, help="Go on with what was stopped: files that are done are not done again.")
@click.option(
    "--against",
    metavar="LAW",
    help="Ask another law about the same people: a tenant, a day, or a law file (*.toml) laid on the tenant's own, the"
    " first and the last also as LAW@DAY. Says who gains and who loses, by clause.",
)
@click.option("--known", type=Day(), help="Answer by what was known of the law on this day.")
@click.option("--receipt", is_flag=True, help="With --json: add the facts, so that `bajigong replay` can decide again.")
@click.option("--fail-unless", type=click.Choice(VERDICTS), help="Exit with 3 where a verdict is another one.")
@click.option("--all-routes", is_flag=True, help="Write out every application with every route.")
def check(**options: Any) -> None:
    """Check applications in YAML, JSON, CSV, Excel, Parquet or Arrow; - is standard input.

    One application is answered in full, several in a table. Without --tenant the key 'tenant' of each says who answers.
    FILE may be a folder of tables, or a pattern in quotes, in which ** stands for any folders; each file is read once.
    Beside .parquet and .arrow stand the reasons, each once, and the rows that could not be checked.

    \b
    bajigong check application.yaml
    bajigong check --tenant sichuan --common agency.yaml sheet.xlsx -o results.xlsx
    bajigong check --tenant sichuan --common agency.yaml 'people/**/*.parquet' -o results.parquet
    """  # noqa: D301  (\\b keeps click from joining the lines)
    from bajigong.cli.check_run import perform

    click.get_current_context().exit(perform(Options(**options)))
