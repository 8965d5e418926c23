"""Kinds of requirement that ask about any fact, for law that declares facts of its own: no Python is needed for it."""

from typing import Any

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import Count, Months, Years
from bajigong.policy.when import (
    Amount,
    Day,
    Edge,
    Elapsed,
    Fact,
    First,
    Is,
    Last,
    Recorded,
    Records,
    Total,
    Unless,
)
from bajigong_national.kinds import event_of

Where = tuple[tuple[str, Any], ...]


@kind("有所列记录", "has such a record")
def on_record(of: str, since: str, text: Text, where: Where = (), for_years: Years = 0) -> Requirement:
    """Has had a record in a list, ``of``, for so many years, whose fields have the values in ``where``.

    ``since`` is the field of the record with the day from which it counts; ``text`` says the requirement to people.
    """
    return Requirement(_said(text), Elapsed(First(_records(of, where), Edge(since)), years=for_years))


@kind("记录在有效期内", "has a record in force")
def in_force_on_record(of: str, since: str, until: str, text: Text, where: Where = ()) -> Requirement:
    """Has such a record, from the day in its field ``since`` through that in its field ``until``."""
    return Requirement(_said(text), Recorded(_records(of, where), Edge(since), Edge(until, days=1)))


@kind("近期有所列记录", "has such a recent record")
def recent_record(  # noqa: PLR0913  (a parameter for each key of the law file)
    *, of: str, since: str, text: Text, where: Where = (), years: Years = 0, months: Months = 0
) -> Requirement:
    """Has had such a record within so many years and months, the last day counted: that of the same date.

    With the kind ``not`` around it: has had none for so long.
    """
    if not years and not months:
        raise ValueError("neither years nor months are given; expected one of them at least")
    edge = Edge(since, years=years, months=months, days=1)
    return Requirement(_said(text), Recorded(_records(of, where), Edge(since), edge))


@kind("最近一次记录起满年数", "so many years after the last such record")
def last_record(  # noqa: PLR0913  (a parameter for each key of the law file)
    *, of: str, since: str, text: Text, where: Where = (), years: Years = 0, months: Months = 0
) -> Requirement:
    """So many years and months have passed since the last such record, as on each day; with neither, there is one.

    It names an event too: what counts ``after`` it begins again with each further record.
    """
    event = Last(_records(of, where), Edge(since))
    return Requirement(_said(text), Elapsed(event, years=years, months=months), _said(text))


@kind("记录累计数量", "an amount of records adds up")
def total_of_records(  # noqa: PLR0913  (a parameter for each key of the law file)
    *,
    of: str,
    since: str,
    amount: str,
    least: Count,
    text: Text,
    where: Where = (),
    months: Months = 0,
    after: Requirement | None = None,
) -> Requirement:
    """The numbers in the field ``amount`` of such records add up to ``least``: hours of courses, say.

    A record counts from the day in its field ``since``, for so many ``months`` only if they are given. With ``after``
    only what came after a certificate, a title or a record; after ``last_record`` it begins again with each.
    """
    event = event_of(after) if after else None
    return Requirement(_said(text), Total(_records(of, where), Edge(since), Amount(amount), least, months, event))


@kind("不具备某条件", "another requirement does not hold", name="not")
def does_not_hold(what: Requirement, text: Text | None = None) -> Requirement:
    """Another requirement does not hold; what is unknown leaves the one as open as the other."""
    said = _said(text) if text else Text("不具有下列情形：{what}", "it is not the case: {what}").fill(what=what.text)
    return Requirement(said, Unless(what.node))


@kind("事实取值", "a fact has one of these values")
def fact_is(fact: str, values: tuple[Any, ...], text: Text) -> Requirement:
    """A fact that is no date and in no list has one of these values."""
    return Requirement(_said(text), Fact(fact, values))


@kind("自某日起满年数", "so many years after a day")
def since_day(fact: str, text: Text, years: Years = 0) -> Requirement:
    """So many years have passed since the day that a fact gives."""
    return Requirement(_said(text), Elapsed(Day(fact), years=years))


def _records(of: str, where: Where) -> Records:
    return Records(of, tuple(_is(field, values) for field, values in where))


def _is(field: str, values: Any) -> Is:
    return Is(field, values if isinstance(values, tuple) else (values,))


def _said(text: Any) -> Text:
    """Give words that came through TOML as a text."""
    return text if isinstance(text, Text) else Text(**dict(text))


KINDS: tuple[Kind, ...] = (
    on_record,
    in_force_on_record,
    recent_record,
    last_record,
    total_of_records,
    does_not_hold,
    fact_is,
    since_day,
)
