"""Where ``--output`` points: a file of a known kind, or a folder in which each input has a part of its own."""

import os
from pathlib import Path
from typing import Any, Final

import click
from attrs import frozen

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
    if words is None:
        return None
    path = Path(words)
    if words.endswith(_SEPARATORS) or path.is_dir():
        return Output(path, is_folder=True)
    if path.suffix.lower() not in SUFFIXES:
        expected = f"a name that ends in {', '.join(SUFFIXES)}, or a folder, which ends in {os.sep}"
        raise click.BadParameter(f"found {path.name!r}; expected {expected}")
    if path.resolve() in [Path(one).resolve() for one in _files(ctx)]:
        raise click.BadParameter(f"{path} is read as input; expected another file")
    return Output(path)


_SEPARATORS: Final = tuple(one for one in (os.sep, os.altsep) if one)


def _files(ctx: click.Context) -> Any:
    return ctx.params.get("files", ())
