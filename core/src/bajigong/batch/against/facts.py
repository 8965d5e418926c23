"""The facts of people under another law: by path, their values by their numbers there."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from attrs import frozen

from bajigong.batch.against.lists import Below, lists_there
from bajigong.batch.against.numbering import Numbers, of_fact
from bajigong.batch.columns import Column, Table, to_table
from bajigong.batch.people import UNKNOWN
from bajigong.errors import BajigongError
from bajigong.policy.facts import FactField
from bajigong.policy.text import Lang, Text
from bajigong.schema import Schema

_OTHER: Final = Text(
    "同一事实在两种规定中类型不同，无法比较：{paths}",
    "facts that the two laws declare with different types cannot be compared: {paths}",
)
_ONE: Final = Text("{path}（所问为{here}，对照为{there}）", "{path} ({here} here, {there} there)")
_MANY: Final = Text("多个{kind}", "several of type {kind}")


@frozen(eq=False)
class Facts:
    """Turns tables of one law's facts into those of another. ``blank`` holds what that one knows, none of it given.

    ``numbers`` are the new numbers of those facts, and fields of lists, whose values have others.
    """

    blank: Table
    numbers: Mapping[str, Numbers]
    same: bool

    @classmethod
    def of(cls, here: Schema, there: Schema, lang: Lang = "en") -> "Facts":
        """Compare the facts of two laws. Raises BajigongError where one has another type there."""
        _check(here, there, lang)
        found = {path: of_fact(path, here, there) for path in there.fields if path in here.fields}
        numbers = {path: one for path, one in found.items() if one is not None}
        lacks = there.fields.keys() - here.fields.keys()
        return cls(to_table(there, [{}], np.zeros(1, np.int32)), numbers, not numbers and not lacks)

    def table(self, table: Table) -> Table:
        """Return the facts of a table; one that it does not have is a column of length 1 in which it is unknown."""
        if self.same:
            return table
        columns = {path: self._column(table, path, blank) for path, blank in self.blank.columns.items()}
        lists = {
            path: lists_there(table.lists[path], blank, self._below(path)) if path in table.lists else blank
            for path, blank in self.blank.lists.items()
        }
        return Table(table.on, columns, lists)

    def _column(self, table: Table, path: str, blank: Column) -> Column:
        column, numbers = table.columns.get(path, blank), self.numbers.get(path)
        return column if numbers is None or column is blank else column_there(column, numbers)

    def _below(self, path: str) -> Below:
        return {name.rpartition(".")[2]: one for name, one in self.numbers.items() if name.rpartition(".")[0] == path}


def column_there(column: Column, numbers: Numbers) -> Column:
    """Return a column by its numbers there: a value that the law there does not know is unknown there."""
    values = numbers[np.where(column.known, column.values, UNKNOWN)].astype(column.values.dtype)
    return Column(values, values >= 0)


def _check(here: Schema, there: Schema, lang: Lang) -> None:
    other = tuple(_others(here, there))
    if other:
        said = [_ONE.fill(path=one.path, here=_kind(one), there=_kind(there.fields[one.path])) for one in other]
        raise BajigongError(_OTHER.fill(paths="; ".join(text.say(lang) for text in said)).say(lang))


def _others(here: Schema, there: Schema) -> Iterator[FactField]:
    for path, one in here.fields.items():
        other = there.fields.get(path)
        if other is not None and (one.type, one.many) != (other.type, other.many):
            yield one


def _kind(field: FactField) -> Text | str:
    return _MANY.fill(kind=field.type) if field.many else field.type
