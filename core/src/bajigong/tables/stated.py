"""Years of work that are stated as one number, beside spells of work: which of the two is taken, and what both say.

A record without a day adds nothing to the years. Spells that need not be all (a sheet's columns for one job) stand back
where more years are stated. Years that the spells contradict, or the age, decide nothing: both are said.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from attrs import frozen

from bajigong.calendar import first_of, last_of, least_of
from bajigong.policy.text import Text

_WORK: Final = "work"
_YEARS: Final = "work_years"
_AS_OF: Final = "work_years_on"
_BIRTH, _BEGUN = "birth_date", "started_work"
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
    years, work = applicant.get(_YEARS), applicant.get(_WORK)
    if years is None:
        return Settled(applicant)
    as_of = applicant.get(_AS_OF) or on
    least = least_of(years)
    for key, said, rounded in ((_BIRTH, _AGE, 0), (_BEGUN, _START, ROUNDED)):
        day = applicant.get(key)
        if day is not None and _days_of(least) > (as_of - first_of(day)).days + rounded:
            return Settled(_without(applicant, _YEARS, _AS_OF), (said.fill(years=years, day=day),))
    if work is None:
        return Settled(applicant)
    if work and not any("from" in one for one in work):
        return Settled(_without(applicant, _WORK))
    listed = _listed(work, as_of)
    if _days_of(least) <= listed + ROUNDED:
        return Settled(applicant)
    words = {"years": years, "listed": f"{listed / DAYS_OF_A_YEAR:.1f}".removesuffix(".0")}
    if all("from" in one for one in work):
        return Settled({**_without(applicant, _YEARS, _AS_OF), _WORK: [*work, {}]}, (_SPELLS.fill(**words),))
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
