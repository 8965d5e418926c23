"""Checking: an application as it was written becomes a typed one, or everything that is wrong with it is said."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from bajigong.errors import Problem
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.lexicon import words_of
from bajigong.tables.raw import Places, Raw, Where
from bajigong.tables.reading import Reading
from bajigong.tables.sense import BIRTH, birth_date, contradictions
from bajigong.tables.stated import settle_years

if TYPE_CHECKING:
    from bajigong.engine.engine import Application


def check(  # noqa: PLR0913  (what a command line gives, each by its name)
    raw: Raw,
    schema: Schema,
    *,
    tenant_place: str,
    on: date | None,
    overrides: Mapping[str, Any],
    today: date,
) -> "Application | tuple[Problem, ...]":
    """Return the application with its values typed, or all that is wrong with it.

    ``overrides`` are values by dotted key path that go before those of the file, as options of a command line do;
    ``on`` likewise is the day asked about whatever the file says. Values that were not given are left out.
    """
    if raw.problems and not raw.facts:
        return raw.problems
    changes = _changes(overrides, on)
    reading = Reading(words_of(schema), _Places(raw.places, changes), today)
    facts = reading.group(_changed(raw.facts, changes))
    day = facts.get("on") or today
    for wrong in contradictions(reading.seen, schema, day, today):
        reading.report(wrong.place, wrong.found, wrong.expected)
    if raw.problems or reading.problems:
        return (*raw.problems, *reading.problems)
    _complete(facts, reading)
    remarks = [*reading.remarks]
    if "applicant" in facts:
        settled = settle_years(facts["applicant"], day)
        facts = {**facts, "applicant": settled.facts}
        remarks += settled.remarks
    return _application(facts, day, facts.get("place") or tenant_place, tuple(dict.fromkeys(remarks)))


def _application(facts: Mapping[str, Any], on: date, place: str, remarks: tuple[Text, ...]) -> "Application":
    # The engine brings numpy, which templates and reading do without.
    from bajigong.engine.engine import Application

    return Application(facts, on, place, remarks)


def _complete(facts: dict[str, Any], reading: Reading) -> None:
    """Take the birth date from the ID number where it was not given."""
    born = birth_date(reading.seen)
    if born is not None and BIRTH not in reading.seen and BIRTH in reading.words.schema.fields:
        facts["applicant"]["birth_date"] = born


def _changes(overrides: Mapping[str, Any], on: date | None) -> dict[str, Any]:
    changes = {path: value for path, value in overrides.items() if value is not None}
    return changes if on is None else {**changes, "on": on}


def _changed(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    for path, value in changes.items():
        facts = _with(facts, path, value)
    return facts


def _with(facts: Mapping[str, Any], path: str, value: Any) -> Mapping[str, Any]:
    """Return facts with one value set; what was read is not changed, for aliases share it."""
    key, _, rest = path.partition(".")
    if not rest:
        return {**facts, key: value}
    below = facts.get(key)
    if below is not None and not isinstance(below, Mapping):
        return facts  # the wrong shape will be said
    return {**facts, key: _with(below or {}, rest, value)}


@frozen(eq=False)
class _Places:
    """The places of a file, and the options that went before it."""

    file: Places
    options: Mapping[str, Any]

    def at(self, path: str) -> Where:
        """Return the option that gave a value, else its place in the file."""
        return Where(f"--{path}") if path in self.options else self.file.at(path)
