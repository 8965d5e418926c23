"""Reading the files of a check, each application with the tenant that answers for it."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from bajigong.cli.result_offices import Office, Offices
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables import Raw, Where, read_files
from bajigong.tables.common import NO_FACTS, is_table, with_common
from bajigong.tables.words import is_blank, shown

_ONE_OF = Text("租户之一（{names}），亦可用--tenant给出", "one of {names}, here or as --tenant")


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
    common: Raw | None = None
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
            one = with_common(raw, self.common)
            name = self.tenant or one.facts.get("tenant")
            if is_blank(name) and number == 1 and is_table(path):
                raise InputError((self._unknown(Where(path), name),))
            yield self._found(one, number, name)

    def _found(self, raw: Raw, number: int, name: Any) -> Found:
        office = self.offices.find(name)
        unknown = () if office else (self._unknown(raw.places.at("tenant"), name),)
        return Found(raw, number, office, (*raw.problems, *unknown))

    def _unknown(self, where: Where, name: Any) -> Problem:
        return where.problem(shown(name), _ONE_OF.fill(names=", ".join(self.offices.known)), "tenant")

    def _schema(self, path: str) -> Schema:
        if not is_table(path):
            return NO_FACTS
        office = self.offices.find(self.tenant or (self.common.facts.get("tenant") if self.common else None))
        return office.schema if office else self.offices.every_fact()
