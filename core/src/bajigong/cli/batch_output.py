"""Where ``--output`` points: a file of a known kind, or a folder in which each input has a part of its own."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.outputs import Read

#: Results that are columns, which only tables can be checked into.
COLUMN_SUFFIXES: Final = (".parquet", ".arrow")
SHEET_SUFFIXES: Final = (".csv", ".xlsx")
SUFFIXES: Final = (*SHEET_SUFFIXES, ".json", ".ndjson", *COLUMN_SUFFIXES)


@frozen
class Output:
    """A file or a folder to write to."""

    path: Path
    is_folder: bool = False

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
    if words.endswith(_SEPARATORS) or path.is_dir():
        return Output(path, is_folder=True)
    if path.suffix.lower() not in SUFFIXES:
        _refuse_unknown(path)
    try:
        refuse_read([path], [(Path(one), INPUT) for one in _files(ctx)], "en")
    except IsReadError as error:
        raise click.BadParameter(str(error)) from error
    return Output(path)


def _refuse_unknown(path: Path) -> None:
    """Refuse a name of a kind that no plugin adds either."""
    from bajigong.offers import format_for, writers

    if format_for(path.suffix.lower(), writers()) is None:
        known = ", ".join((*SUFFIXES, *writers()))
        raise click.BadParameter(
            f"found {path.name!r}; expected a name that ends in {known}, or a folder, which ends in {os.sep}"
        )


_SEPARATORS: Final = tuple(one for one in (os.sep, os.altsep) if one)


def _files(ctx: click.Context) -> Any:
    return ctx.params.get("files", ())


_LAW: Final = Text("租户文件或规定文件", "a file of tenants or of law")


def admit_output(path: Path, lang: Lang, config: Path | None = None, reads: "Iterable[Read]" = ()) -> None:
    """See that a command may write a file: that neither it nor the law is read from it, and that it can take its name.

    Raises click.UsageError for a file that is read, BajigongError for a name that cannot be taken.
    """
    from bajigong.outputs import IsReadError, admit
    from bajigong.plugins import program_folders
    from bajigong.tenants import law_files

    law = [(one, _LAW) for one in law_files(config)]
    try:
        admit([path], [*reads, *law], lang, program_folders())
    except IsReadError as error:
        raise click.UsageError(str(error)) from error
