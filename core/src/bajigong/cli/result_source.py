"""Reading the files of a check, each application with the tenant that answers for it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.cli.result_offices import Office, Offices, with_common
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables import Raw, Where, read_files
from bajigong.tables.words import is_blank, shown

#: Formats whose headers are looked up among the declared facts. Others name their facts by keys.
_TABLES: Final = (".csv", ".xlsx", ".xls", ".ods")
_NO_FACTS: Final = Schema({}, (), (), {})
_ONE_OF: Final = Text("租户之一（{names}），亦可用--tenant给出", "one of {names}, here or as --tenant")
_ONE_SET: Final = Text("一组各份申报共有的事实", "one set of facts common to all applications")


@frozen(eq=False)
class Found:
    """One application as read, which one of its file it is, and who answers for it; or why nobody can."""

    raw: Raw
    number: int | None
    office: Office | None = None
    problems: tuple[Problem, ...] = ()


@frozen(eq=False)
class Source:
    """The files of one check."""

    paths: tuple[str, ...]
    offices: Offices
    tenant: str | None = None
    common: Mapping[str, Any] = {}
    sheet: str | None = None

    def read(self) -> Iterator[Found]:
        """Give every application of every file; a file that cannot be read gives its problems and no more."""
        for path in self.paths:
            try:
                yield from self._file(path)
            except InputError as error:
                yield Found(Raw({}, path, Where(path), None), None, None, error.problems)

    def _file(self, path: str) -> Iterator[Found]:
        number = 0
        for raw in read_files([path], self._schema(path), sheet=self.sheet):
            if raw.problems and not raw.facts:
                yield Found(raw, None, None, raw.problems)
                continue
            number += 1
            one = evolve(raw, facts=with_common(raw.facts, self.common))
            name = self.tenant or one.facts.get("tenant")
            if is_blank(name) and number == 1 and _is_table(path):
                raise InputError((self._unknown(Where(path), name),))
            yield self._found(one, number, name)

    def _found(self, raw: Raw, number: int, name: Any) -> Found:
        name = name.strip() if isinstance(name, str) else name
        if name not in self.offices.known:
            return Found(raw, number, None, (*raw.problems, self._unknown(raw.places.at("tenant"), name)))
        return Found(raw, number, self.offices.get(name))

    def _unknown(self, where: Where, name: Any) -> Problem:
        return where.problem(shown(name), _ONE_OF.fill(names=", ".join(self.offices.known)), "tenant")

    def _schema(self, path: str) -> Schema:
        named = self.tenant or self.common.get("tenant")
        if not _is_table(path):
            return _NO_FACTS
        return self.offices.get(str(named)).schema if named else self.offices.every_fact()


def common_facts(path: Path) -> Mapping[str, Any]:
    """Read the facts that are common to all applications. Raises InputError where the file holds anything else."""
    sets = list(read_files([path], _NO_FACTS)) if not _is_table(path.name) else []
    if len(sets) != 1 or sets[0].problems:
        found = Text("{n}组事实", "{n} sets of facts").fill(n=len(sets))
        raise InputError(sets[0].problems if len(sets) == 1 else (Where(str(path)).problem(found, _ONE_SET),))
    return sets[0].facts


def _is_table(path: str) -> bool:
    return path.lower().endswith(_TABLES)
