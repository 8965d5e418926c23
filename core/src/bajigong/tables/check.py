"""Checking: an application as it was written becomes a typed one, or everything that is wrong with it is said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from bajigong.calendar import DayWithin, first_of, last_of, least_of
from bajigong.errors import Problem
from bajigong.policy.facts import AFTER_BIRTH, FactField, Schema
from bajigong.policy.text import Text, same
from bajigong.tables.certificate_number import NUMBER, disagrees, said_by
from bajigong.tables.raw import Places, Raw, Where
from bajigong.tables.reading import Reading, Seen
from bajigong.tables.values import birth_date_in
from bajigong.tables.words import masked, shown, words_of

if TYPE_CHECKING:
    from bajigong.answers import Application


_WORK: Final = "work"
_STATED_YEARS: Final = "work_years"
_AS_OF: Final = "work_years_on"
_BORN, _BEGUN = "birth_date", "started_work"
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
    """The applicant's facts, and what must be said of them."""

    facts: Mapping[str, Any]
    remarks: tuple[Text, ...] = ()


def settle_years(applicant: Mapping[str, Any], on: date) -> Settled:
    """Say which of stated years and listed work is taken. ``on`` is the day asked about."""
    years, work = applicant.get(_STATED_YEARS), applicant.get(_WORK)
    if years is None:
        return Settled(applicant)
    as_of = applicant.get(_AS_OF) or on
    least = least_of(years)
    for key, said, rounded in ((_BORN, _AGE, 0), (_BEGUN, _START, ROUNDED)):
        day = applicant.get(key)
        if day is not None and _days_of(least) > (as_of - first_of(day)).days + rounded:
            return Settled(_without(applicant, _STATED_YEARS, _AS_OF), (said.fill(years=years, day=day),))
    if work is None:
        return Settled(applicant)
    if work and not any("from" in one for one in work):
        return Settled(_without(applicant, _WORK))
    listed = _listed(work, as_of)
    if _days_of(least) <= listed + ROUNDED:
        return Settled(applicant)
    words = {"years": years, "listed": f"{listed / DAYS_OF_A_YEAR:.1f}".removesuffix(".0")}
    if all("from" in one for one in work):
        return Settled({**_without(applicant, _STATED_YEARS, _AS_OF), _WORK: [*work, {}]}, (_SPELLS.fill(**words),))
    return Settled(_without(applicant, _WORK), (_BESIDE.fill(**words),))


def _without(applicant: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in applicant.items() if key not in keys}


def _days_of(years: float) -> float:
    return years * DAYS_OF_A_YEAR


def _listed(work: Sequence[Mapping[str, Any]], as_of: date) -> int:
    """Return the days of listed work up to a day, at most, overlaps counted once."""
    spells = sorted((first_of(one["from"]), min(last_of(one.get("to", as_of)), as_of)) for one in work if "from" in one)
    total, reached = 0, date.min
    for since, last in spells:
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
    agency = facts.get("agency")
    if not isinstance(agency, Mapping):
        return Told(facts)
    remarks: list[Text] = []
    told = {key: _records(value, f"agency.{key}", region, schema, remarks) for key, value in agency.items()}
    return Told({**facts, "agency": told}, tuple(dict.fromkeys(remarks))) if remarks else Told(facts)


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


BIRTH: Final = "applicant.birth_date"
ID_NUMBER: Final = "applicant.id_number"
WORK_YEARS: Final = "applicant.work_years"

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
    birth = birth_date(seen)
    for place, one in seen.items():
        field = schema.fields[one.fact]
        if field.after:
            yield from _order(place, one, _earlier(place, field.after, seen, birth), schema)
        if field.past:
            yield from _at_most(place, one, max(on, today))
        if one.fact == NUMBER:
            yield from _number(place, one, seen, schema)
        if field.most is not None and least_of(one.value) > field.most:
            yield _wrong(place, one, _most(field))
    yield from _birth(seen, today)


def birth_date(seen: Mapping[str, Seen]) -> date | DayWithin | None:
    """Return the birth date given, else that inside the ID number; that too where only the month or year is given."""
    given: date | DayWithin | None = seen[BIRTH].value if BIRTH in seen else None
    if ID_NUMBER not in seen or isinstance(given, date):
        return given
    inside = birth_date_in(seen[ID_NUMBER].value)
    return inside if given is None or first_of(given) <= inside <= last_of(given) else given


def _earlier(place: str, after: str, seen: Mapping[str, Seen], birth: Any) -> Seen | None:
    """Return what a date does not come before: the birth date, or the date beside it."""
    if after == AFTER_BIRTH:
        return None if birth is None else Seen(BIRTH, birth)
    above = place.rpartition(".")[0]
    return seen.get(f"{above}.{after}" if above else after)


def _order(place: str, one: Seen, before: Seen | None, schema: Schema) -> Iterator[Contradiction]:
    dates = before and isinstance(before.value, date | DayWithin) and isinstance(one.value, date | DayWithin)
    if before and dates and last_of(one.value) < first_of(before.value):
        yield _wrong(place, one, _NOT_BEFORE.fill(day=before.value, label=schema.fields[before.fact].label))


def _number(place: str, one: Seen, seen: Mapping[str, Seen], schema: Schema) -> Iterator[Contradiction]:
    record = place.rpartition(".")[0]
    grade, issued = (seen.get(f"{record}.{name}") for name in ("grade", "issued"))
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


def _birth(seen: Mapping[str, Seen], today: date) -> Iterator[Contradiction]:
    born = birth_date(seen)
    if born is None:
        return
    place = BIRTH if BIRTH in seen else ID_NUMBER
    if first_of(born) > today:
        yield Contradiction(place, shown(born), _NOT_AFTER.fill(day=today))
    if BIRTH in seen and ID_NUMBER in seen:
        number = seen[ID_NUMBER].value
        inside = birth_date_in(number)
        if not first_of(born) <= inside <= last_of(born):
            yield Contradiction(place, shown(born), _SAME.fill(day=inside, number=masked(number)))


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
    if facts.get("place") is None:
        told = without_place(facts, tenant_place, schema)
        facts, remarks = {**told.facts}, [*remarks, *told.remarks]
    return _application(facts, day, facts.get("place") or tenant_place, tuple(dict.fromkeys(remarks)))


def _application(facts: Mapping[str, Any], on: date, place: str, remarks: tuple[Text, ...]) -> "Application":
    # The engine brings numpy, which templates and reading do without.
    from bajigong.answers import Application

    return Application(facts, on, place, remarks)


def _complete(facts: dict[str, Any], reading: Reading) -> None:
    """Take the birth date from the ID number where it was not given, or only its month or year."""
    born, given = birth_date(reading.seen), reading.seen.get(BIRTH)
    if born is not None and (given is None or given.value != born) and BIRTH in reading.words.schema.fields:
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
