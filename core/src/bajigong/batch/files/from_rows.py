"""Applications that are no table of typed columns: records, and workbooks whose sheets belong together."""

from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import numpy as np
from attrs import frozen

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.bunch import Bunch
from bajigong.batch.files.carried import Carried, texts
from bajigong.batch.files.heads import ID_NUMBER, NAME
from bajigong.batch.files.source import Source, many_tenants
from bajigong.batch.intake import Part, Refused, Taken
from bajigong.batch.people import laid_out
from bajigong.engine.engine import Application
from bajigong.policy.text import Text, same
from bajigong.tables import Raw, Where, check
from bajigong.tables.common import with_common
from bajigong.tables.read import read_files
from bajigong.tables.words import LONGEST_NAME, printable

_ROWS: Final = 1 << 12
_SEVERAL: Final = Text("逐份书写或由多个工作表组成的申报", "applications that are records, or on several sheets")
_SINGLE: Final = Text("单表文件（--key：{keys}）", "a single table, of which --key carries over {keys}")


def row_source(path: str, ask: Ask, desk: Desk) -> Source:
    """Read a workbook, or YAML and JSON. Raises InputError where it cannot be read, or for what is wrong as a whole."""
    if ask.keys:
        raise Where(path).error(_SEVERAL, _SINGLE.fill(keys=same(", ".join(ask.keys))))
    notes: list[Text] = []
    every = list(read_files([path], desk.schema, sheet=ask.sheet, note=notes.append))
    raws = [raw for raw in every if raw.facts]
    strays = [raw for raw in every if not raw.facts]
    if not ask.named and any("tenant" in raw.facts for raw in raws):
        raise many_tenants(path, ask)
    dated, rows, taker = any("on" in raw.facts for raw in raws), len(raws), _Taker(ask, desk)
    return Source(Where(path), {}, lambda: taker.bunches(raws, strays), lambda: rows, dated, rows, notes=tuple(notes))


@frozen(eq=False)
class _Taker:
    """Reads applications one by one, as a check of a few does."""

    ask: Ask
    desk: Desk

    def bunches(self, raws: Sequence[Raw], strays: Sequence[Raw]) -> Generator[Bunch]:
        """Give applications in chunks, then what belongs to none."""
        rest = iter(raws)
        while some := list(islice(rest, _ROWS)):
            yield self._bunch(some)
        problems = tuple(problem for raw in strays for problem in raw.problems)
        if problems:
            yield Bunch(np.zeros(0, np.int64), _carried(()), lambda: Taken((), (), 0), problems)

    def _bunch(self, raws: Sequence[Raw]) -> Bunch:
        numbers = np.array([raw.row or number for number, raw in enumerate(raws, 1)], np.int64)
        return Bunch(numbers, _carried(raws), lambda: self._take(raws))

    def _take(self, raws: Sequence[Raw]) -> Taken:
        refused: list[Refused] = []
        taken: dict[int, Application] = {}
        for index, raw in enumerate(raws):
            checked = self._check(with_common(raw, self.ask.common))
            if isinstance(checked, tuple):
                refused.append(Refused(index, raw.row or 0, _name(raw), checked))
            else:
                taken[index] = checked
        people = laid_out(self.desk.schema, list(taken.values()))
        return Taken((Part(people, np.array(list(taken), np.int64)),) if taken else (), tuple(refused), 0)

    def _check(self, raw: Raw) -> Any:
        place = self.desk.tenant.region
        ask = self.ask
        return check(raw, self.desk.schema, tenant_place=place, on=ask.on, overrides=ask.overrides, today=ask.today)


def _carried(raws: Sequence[Raw]) -> Carried:
    columns = (texts([_given(raw, path) for raw in raws]) for path in (NAME, ID_NUMBER))
    return Carried({}, *columns)


def _name(raw: Raw) -> str | None:
    name = _given(raw, NAME)
    return printable(name.strip())[:LONGEST_NAME] or None if isinstance(name, str) else None


def _given(raw: Raw, path: str) -> Any:
    value: Any = raw.facts
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
