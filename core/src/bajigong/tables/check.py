"""Checking: an application as it was written becomes a typed one, or everything that is wrong with it is said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from bajigong.calendar import DayWithin, first_of, last_of, least_of
from bajigong.errors import Problem
from bajigong.policy.facts import AFTER_BIRTH, AGENCY, FactField, Role, Schema
from bajigong.policy.text import Text, same
from bajigong.tables.certificate_number import disagrees, said_by
from bajigong.tables.raw import Places, Raw, Where
from bajigong.tables.reading import Reading, Seen
from bajigong.tables.values import birth_date_in
from bajigong.tables.words import masked, shown, words_of

if TYPE_CHECKING:
    from bajigong.answers import Application


#: Days by which stated years may be rounded.
ROUNDED: Final = 184
DAYS_OF_A_YEAR: Final = 365.25

_AGE: Final = Text(
    "填写从事本职业年限{years}年，而出生日期为{day}，两者不一致，年限不作为依据：请核实",
    "{years} years of work are stated by somebody born on {day}; both cannot be, so the years decide nothing",
)
_START: Final = Text(
    "填写从事本职业年限{years}年，而参加工作时间为{day}，两者不一致，年限不作为依据：请核实",
    "{years} years of work are stated by somebody whose first day of any work is {day}; both cannot be, so the years"
    " decide nothing",
)
_SPELLS: Final = Text(
    "填写从事本职业年限{years}年，而所列工作经历合计约{listed}年，两者不一致，不据此判定：请核实",
    "{years} years of work are stated, while the work listed comes to about {listed}; neither is taken for all",
)
_BESIDE: Final = Text(
    "按填写的从事本职业年限{years}年处理；另列的工作经历合计约{listed}年，未必是全部",
    "the {years} years of work stated are taken; the work listed comes to about {listed} and need not be all",
)


@frozen
class Settled:
    """The facts, and what must be said of them."""

    facts: Mapping[str, Any]
    remarks: tuple[Text, ...] = ()


_STATED: Final[tuple[Role, ...]] = ("stated_years", "stated_on")


def settle_years(facts: Mapping[str, Any], schema: Schema, on: date) -> Settled:
    """Say which of stated years and listed work is taken. ``on`` is the day asked about."""
    years, work = schema.told(facts, "stated_years"), schema.told(facts, "work")
    if years is None:
        return Settled(facts)
    as_of = schema.told(facts, "stated_on") or on
    least = least_of(years)
    too_soon: tuple[tuple[Role, Text, int], ...] = (("birth", _AGE, 0), ("first_work", _START, ROUNDED))
    for role, said, rounded in too_soon:
        day = schema.told(facts, role)
        if day is not None and _days_of(least) > (as_of - first_of(day)).days + rounded:
            return Settled(_without(facts, schema, *_STATED), (said.fill(years=years, day=day),))
    if work is None:
        return Settled(facts)
    spells = [spell for one in work if (spell := _spell(one, schema, as_of))]
    if work and not spells:
        return Settled(_without(facts, schema, "work"))
    listed = _days_in(spells)
    if _days_of(least) <= listed + ROUNDED:
        return Settled(facts)
    words = {"years": years, "listed": f"{listed / DAYS_OF_A_YEAR:.1f}".removesuffix(".0")}
    if len(spells) == len(work):
        open_end = _with(_without(facts, schema, *_STATED), schema.path("work"), [*work, {}])
        return Settled(open_end, (_SPELLS.fill(**words),))
    return Settled(_without(facts, schema, "work"), (_BESIDE.fill(**words),))


def _without(facts: Mapping[str, Any], schema: Schema, *roles: Role) -> Mapping[str, Any]:
    for role in roles:
        if schema.told(facts, role) is not None:
            facts = _left_out(facts, schema.path(role))
    return facts


def _left_out(facts: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    key, _, rest = path.partition(".")
    if rest:
        return {**facts, key: _left_out(facts[key], rest)}
    return {name: value for name, value in facts.items() if name != key}


def _days_of(years: float) -> float:
    return years * DAYS_OF_A_YEAR


def _spell(work: Mapping[str, Any], schema: Schema, as_of: date) -> tuple[date, date] | None:
    """Return the first and the last day of listed work up to a day, at most; None where it does not say since when."""
    since, until = work.get(schema.key("work_from")), work.get(schema.key("work_to"))
    return None if since is None else (first_of(since), min(last_of(as_of if until is None else until), as_of))


def _days_in(spells: Sequence[tuple[date, date]]) -> int:
    """Return the days of some spells, overlaps counted once."""
    total, reached = 0, date.min
    for since, last in sorted(spells):
        begin = max(since, reached)
        if last >= begin:
            total += (last - begin).days + 1
            reached = last + timedelta(1)
    return total


_UNTOLD: Final = Text(
    "未填评价所在地：“{label}”限于{places}，是否含评价所在地不能确定，请填写评价地点（行政区划代码）",
    "no place of assessment is given: {label} are {places}, and whether that covers it is open; give the place",
)


@frozen
class Told:
    """The facts, without what hangs on the place, and what must be said of them."""

    facts: Mapping[str, Any]
    remarks: tuple[Text, ...] = ()


def without_place(facts: Mapping[str, Any], region: str, schema: Schema) -> Told:
    """Leave out the lists of places of the agency's records that name parts of a region alone, by its code."""
    agency = facts.get(AGENCY)
    if not isinstance(agency, Mapping):
        return Told(facts)
    remarks: list[Text] = []
    told = {key: _records(value, f"{AGENCY}.{key}", region, schema, remarks) for key, value in agency.items()}
    return Told({**facts, AGENCY: told}, tuple(dict.fromkeys(remarks))) if remarks else Told(facts)


def _records(value: Any, path: str, region: str, schema: Schema, remarks: list[Text]) -> Any:
    if not isinstance(value, list):
        return value
    return [_record(one, path, region, schema, remarks) if isinstance(one, Mapping) else one for one in value]


def _record(
    record: Mapping[str, Any], path: str, region: str, schema: Schema, remarks: list[Text]
) -> Mapping[str, Any]:
    kept = {}
    for key, value in record.items():
        field = schema.fields.get(f"{path}.{key}")
        if field is not None and field.type == "place" and field.many and _is_open(value, region):
            remarks.append(_UNTOLD.fill(label=field.label, places=same(", ".join(value))))
        else:
            kept[key] = value
    return kept


def _is_open(codes: Sequence[str], region: str) -> bool:
    """Say whether some of the codes lie within a region, and none of them is or contains it."""
    return not any(_within(region, code) for code in codes) and any(_within(code, region) for code in codes)


def _within(code: str, other: str) -> bool:
    """Say whether a code of GB/T 2260 is another, or lies in it."""
    significant = other.rstrip("0")
    return code.startswith(significant + "0" * (len(significant) % 2))


_NOT_BEFORE: Final = Text("不早于{day}（{label}）的日期", "a day not before {day} ({label})")
_NOT_AFTER: Final = Text("不晚于{day}的日期", "a day not after {day}")
_SAME: Final = Text("{day}（证件号码{number}中的出生日期）", "{day}, the birth date inside ID number {number}")
_MOST: Final = Text("不超过{n}{unit}", "at most {n}{unit}")


@frozen
class Contradiction:
    """What is wrong with the value at a key path."""

    place: str
    found: Text
    expected: Text


def contradictions(seen: Mapping[str, Seen], schema: Schema, on: date, today: date) -> Iterator[Contradiction]:
    """Find what cannot be true of one application. ``on`` is the day asked about."""
    birth = birth_date(seen, schema)
    for place, one in seen.items():
        field = schema.fields[one.fact]
        if field.after:
            yield from _order(place, one, _earlier(place, field.after, seen, birth), schema)
        if field.past:
            yield from _at_most(place, one, max(on, today))
        if field.role == "held_number":
            yield from _number(place, one, seen, schema)
        if field.most is not None and least_of(one.value) > field.most:
            yield _wrong(place, one, _most(field))
    yield from _birth(seen, schema, today)


def birth_date(seen: Mapping[str, Seen], schema: Schema) -> Seen | None:
    """Return the birth date given, else that inside the ID number; that too where only the month or year is given."""
    given, number = seen.get(schema.path("birth")), seen.get(schema.path("id_number"))
    if number is None or (given and isinstance(given.value, date)):
        return given
    inside = birth_date_in(number.value)
    if given and not first_of(given.value) <= inside <= last_of(given.value):
        return given
    return Seen(schema.path("birth") or number.fact, inside)


def _earlier(place: str, after: str, seen: Mapping[str, Seen], birth: Seen | None) -> Seen | None:
    """Return what a date does not come before: the birth date, or the date beside it."""
    if after == AFTER_BIRTH:
        return birth
    above = place.rpartition(".")[0]
    return seen.get(f"{above}.{after}" if above else after)


def _order(place: str, one: Seen, before: Seen | None, schema: Schema) -> Iterator[Contradiction]:
    dates = before and isinstance(before.value, date | DayWithin) and isinstance(one.value, date | DayWithin)
    if before and dates and last_of(one.value) < first_of(before.value):
        yield _wrong(place, one, _NOT_BEFORE.fill(day=before.value, label=schema.fields[before.fact].label))


def _number(place: str, one: Seen, seen: Mapping[str, Seen], schema: Schema) -> Iterator[Contradiction]:
    record = place.rpartition(".")[0]
    grade, issued = (seen.get(f"{record}.{key}") for key in (schema.key("held_grade"), schema.key("held_issued")))
    said = said_by(one.value, schema)
    wrong = disagrees(said, shown(one.value), grade.value if grade else None, issued.value if issued else None, schema)
    if wrong:
        yield Contradiction(place, *wrong)


def _most(field: FactField) -> Text:
    unit = Text(field.unit.zh, f" {field.unit.en}") if field.unit else same("")
    return _MOST.fill(n=field.most, unit=unit)


def _at_most(place: str, one: Seen, day: date) -> Iterator[Contradiction]:
    if first_of(one.value) > day:
        yield _wrong(place, one, _NOT_AFTER.fill(day=day))


def _birth(seen: Mapping[str, Seen], schema: Schema, today: date) -> Iterator[Contradiction]:
    born = birth_date(seen, schema)
    if born is None:
        return
    given, number = schema.path("birth"), schema.path("id_number")
    place = given if given in seen else number
    if first_of(born.value) > today:
        yield Contradiction(place, shown(born.value), _NOT_AFTER.fill(day=today))
    if given in seen and number in seen:
        inside = birth_date_in(seen[number].value)
        if not first_of(born.value) <= inside <= last_of(born.value):
            said = _SAME.fill(day=inside, number=masked(seen[number].value))
            yield Contradiction(place, shown(born.value), said)


def _wrong(place: str, one: Seen, expected: Text) -> Contradiction:
    return Contradiction(place, shown(one.value), expected)


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
    facts = reading.group(changed(raw.facts, changes))
    day = facts.get("on") or today
    for wrong in contradictions(reading.seen, schema, day, today):
        reading.report(wrong.place, wrong.found, wrong.expected)
    if raw.problems or reading.problems:
        return (*raw.problems, *reading.problems)
    settled = settle_years(_complete(facts, reading), schema, day)
    facts, remarks = {**settled.facts}, [*reading.remarks, *settled.remarks]
    if facts.get("place") is None:
        told = without_place(facts, tenant_place, schema)
        facts, remarks = {**told.facts}, [*remarks, *told.remarks]
    return _application(facts, day, facts.get("place") or tenant_place, tuple(dict.fromkeys(remarks)))


def _application(facts: Mapping[str, Any], on: date, place: str, remarks: tuple[Text, ...]) -> "Application":
    # The engine brings numpy, which templates and reading do without.
    from bajigong.answers import Application

    return Application(facts, on, place, remarks)


def _complete(facts: Mapping[str, Any], reading: Reading) -> Mapping[str, Any]:
    """Take the birth date from the ID number where it was not given, or only its month or year."""
    schema = reading.words.schema
    path, born = schema.path("birth"), birth_date(reading.seen, schema)
    if not path or born is None or born == reading.seen.get(path):
        return facts
    return _with(facts, path, born.value)


def _changes(overrides: Mapping[str, Any], on: date | None) -> dict[str, Any]:
    changes = {path: value for path, value in overrides.items() if value is not None}
    return changes if on is None else {**changes, "on": on}


def changed(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return facts with some values set, by path; what was read is not changed, for aliases share it."""
    for path, value in changes.items():
        facts = _with(facts, path, value)
    return facts


def _with(facts: Mapping[str, Any], path: str, value: Any) -> Mapping[str, Any]:
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
