"""``bajigong template``: an empty registration sheet to fill in, or a first map of columns for a given sheet."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.options import admit_output, config_option, lang_option, tenant_option
from bajigong.errors import InputError
from bajigong.outputs import write_whole
from bajigong.policy.facts import Schema
from bajigong.policy.text import Lang, Text
from bajigong.tables.files import encoding_of
from bajigong.tables.from_columns import delimiter_of
from bajigong.tables.from_workbook import assign
from bajigong.tables.headers import Headers, headers_of
from bajigong.tables.layout import HEADER, NO_HEADER, Cells, Numbered, find_header
from bajigong.tables.raw import Where
from bajigong.tables.read import SEPARATED
from bajigong.tables.words import discreet, is_blank, printable
from bajigong.tables.workbook import header_of, open_workbook

_HEAD: Final = Text(
    "# {file} 的列名对照表，供 bajigong check --columns 使用。等号后为事实的路径或任一已知列名，空引号为不使用。\n"
    "# 以 # 开头的行有待确认：该列目前未使用，确认后删去行首的 #。\n",
    "# What the columns of {file} stand for, for bajigong check --columns. Behind the sign stands the path of a fact,\n"
    "# or any header that is known; nothing in quotes for a column that is no fact. Lines that begin with # are to be\n"
    "# decided: these columns are not used. Take the # away from those that are right.\n",
)
_TAKEN: Final = Text("# 该项已有一列", "# a fact that another column fills already")
_NEAR: Final = Text("# 或为其他事实", "# or another fact")


def first_map(
    path: Path, schema: Schema, lang: Lang, sheet: str | None = None, names: Sequence[str] | None = None
) -> str:
    """Return a map, as TOML, of the headers of a table. ``names`` are they, where the file itself names its columns.

    Raises InputError where the table cannot be read or has no header.
    """
    headers = headers_of(schema)
    cells = _header(path, headers, sheet) if names is None else names
    lines = dict.fromkeys(_lines(_names(cells), headers, lang))
    return _HEAD.fill(file=printable(path.name)).say(lang) + "\n[columns]\n" + "".join(f"{line}\n" for line in lines)


def _names(cells: Cells) -> Iterator[str]:
    seen = set[str]()
    for cell in cells:
        name = "" if is_blank(cell) else " ".join(str(cell).split())
        if name and name not in seen:
            seen.add(name)
            yield name


def _lines(names: Iterator[str], headers: Headers, lang: Lang) -> Iterator[str]:
    taken, waiting = set[str](), list[str]()
    for name in names:
        found = headers.find(name)
        if len(found) == 1 and found[0].path not in taken:
            taken.add(found[0].path)
            yield _line(name, found[0].path)
        elif len(found) == 1:
            yield f"{_line(name, '')}  {_TAKEN.say(lang)}"
        elif headers.is_known_as_none(name):
            yield _line(name, "")
        else:
            waiting.append(name)
    for name in waiting:
        near = headers.nearest(name, "", taken)
        meant = [target.path for one in near for target in headers.find(one)]
        yield f"# {_line(name, meant[0])}  {_NEAR.say(lang)}" if meant else f"# {_line(name, '')}"


def _line(name: str, meant: str) -> str:
    return f"{json.dumps(discreet(printable(name)), ensure_ascii=False)} = {json.dumps(meant)}"


def _header(path: Path, headers: Headers, sheet: str | None) -> Cells:
    """Return the header of a table, though little of it may be known."""
    where = Where(str(path))
    rows = _text_rows(path, headers) if path.suffix.lower() in SEPARATED else _sheet_rows(path, headers, sheet)
    header = find_header(rows, lambda cell: bool(headers.find(cell))) or find_header(rows, _is_text)
    # A row that holds an ID number is the first person's: the table has no header.
    if header is None or any(discreet(str(cell)) != str(cell) for cell in header[1] if cell is not None):
        raise where.error(NO_HEADER, HEADER)
    return header[1]


def _is_text(cell: Any) -> bool:
    return not is_blank(cell)


def _text_rows(path: Path, headers: Headers) -> list[Numbered]:
    encoding = encoding_of(path)
    delimiter = delimiter_of(path, encoding, headers)
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        return [(number, cells) for number, cells in zip(range(1, 21), rows, strict=False)]


def _sheet_rows(path: Path, headers: Headers, sheet: str | None) -> list[Numbered]:
    sheets = open_workbook(path)
    known = any(header_of(one, headers) for one in sheets)
    main = assign(sheets, headers, str(path), sheet).main if known or sheet else sheets[0]
    return list(enumerate(main.rows[:20], 1))


_EXISTS = Text("{path}已存在；如需覆盖请加 --force", "{path} exists already; --force writes over it")
_NO_FOLDER = Text("文件夹{path}不存在", "there is no folder {path}")
_SUFFIX = Text("文件名为{path}；应以 {suffix} 结尾", "found file name {path}; expected one that ends in {suffix}")
_SHEET = Text("登记表", "the sheet")
_WRITTEN = Text("已生成{path}", "wrote {path}")


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File: .xlsx, with --from .toml.",
)
@click.option(
    "--from",
    "source",
    metavar="SHEET",
    type=click.Path(path_type=Path),
    help="Write a first map of this sheet's columns, for `bajigong check --columns`.",
)
@click.option("--sheet", metavar="NAME", help="With --from: the applicants' sheet of a workbook.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@tenant_option
@config_option
@lang_option
def template(  # noqa: PLR0913  (one parameter an option)
    *,
    output: Path,
    source: Path | None,
    sheet: str | None,
    force: bool,
    tenant: str | None,
    config: Path | None,
    lang: Lang,
) -> None:
    """Write an empty registration sheet (Excel) with headers, drop-downs and an example.

    With --tenant it has the facts that the tenant's plugins declare, else the common ones. With --from it writes what
    the columns of a given sheet stand for, as far as that is known.
    """
    from bajigong.cli.options import open_for

    suffix = ".toml" if source else ".xlsx"
    if output.suffix.lower() != suffix:
        raise click.UsageError(_SUFFIX.fill(path=output, suffix=suffix).say(lang))
    if os.path.lexists(output) and not force:
        raise click.ClickException(_EXISTS.fill(path=output).say(lang))
    if not output.parent.is_dir():
        raise click.ClickException(_NO_FOLDER.fill(path=output.parent).say(lang))
    admit_output(output, lang, config, [(source, _SHEET)] if source else [])
    schema = open_for(tenant, config).schema
    if source:
        _write_map(output, source, schema, sheet, lang)
    else:
        from bajigong.tables.template import write_template

        write_template(output, schema, lang)
    click.echo(_WRITTEN.fill(path=output).say(lang), err=True)


def _write_map(output: Path, source: Path, schema: Schema, sheet: str | None, lang: Lang) -> None:

    try:
        words = first_map(source, schema, lang, sheet, _names_of(source))
    except InputError as error:
        raise click.ClickException("\n".join(problem.say(lang) for problem in error.problems)) from error
    write_whole(output, words.encode(), lang)


def _names_of(source: Path) -> list[str] | None:
    """Return the columns of a Parquet or Arrow file, None for a sheet."""
    from bajigong.tables.files import COLUMNAR

    if source.suffix.lower() not in COLUMNAR:
        return None
    from bajigong.batch.files.source import read_schema

    return list(read_schema(str(source)).names)
