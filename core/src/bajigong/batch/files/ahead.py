"""Looking ahead: what is wrong with inputs is said before the first of them is decided, where it is quick to see."""

from collections.abc import Sequence

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.flow import mark_of
from bajigong.batch.files.formats import suffix_of
from bajigong.errors import InputError, Problem
from bajigong.tables.files import COLUMNAR


def look_ahead(paths: Sequence[str], ask: Ask, desk: Desk) -> None:
    """Look whether files are there and, of Parquet and Arrow files, at their columns.

    Raises InputError with everything that is wrong.
    """
    problems: list[Problem] = []
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        try:
            mark_of(path)
            if suffix_of(path) in COLUMNAR:
                _look(path, ask, desk, seen)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))


def _look(path: str, ask: Ask, desk: Desk, seen: set[tuple[str, ...]]) -> None:
    """Look at the columns of a file; those of many files that have the same ones are looked at once."""
    from bajigong.batch.files.from_columns import layout_of, read_schema

    schema = read_schema(path)
    columns = tuple(f"{one.name} {one.type}" for one in schema)
    if columns not in seen:
        layout_of(path, schema, ask, desk)
        seen.add(columns)
