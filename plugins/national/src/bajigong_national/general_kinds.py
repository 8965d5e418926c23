"""Kinds of requirement that ask about any fact, for law that declares facts of its own: no Python is needed for it."""

from typing import Any

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import Years
from bajigong.policy.when import Day, Edge, Elapsed, Fact, First, Is, Recorded, Records


@kind("有所列记录", "has such a record")
def on_record(
    of: str, since: str, text: Text, where: tuple[tuple[str, Any], ...] = (), for_years: Years = 0
) -> Requirement:
    """Has had a record in a list, ``of``, for so many years, whose fields have the values in ``where``.

    ``since`` is the field of the record with the day from which it counts; ``text`` says the requirement to people.
    """
    records = Records(of, tuple(_is(field, values) for field, values in where))
    return Requirement(_said(text), Elapsed(First(records, Edge(since)), years=for_years))


@kind("记录在有效期内", "has a record in force")
def in_force_on_record(
    of: str, since: str, until: str, text: Text, where: tuple[tuple[str, Any], ...] = ()
) -> Requirement:
    """Has such a record, from the day in its field ``since`` through that in its field ``until``."""
    records = Records(of, tuple(_is(field, values) for field, values in where))
    return Requirement(_said(text), Recorded(records, Edge(since), Edge(until, days=1)))


@kind("事实取值", "a fact has one of these values")
def fact_is(fact: str, values: tuple[Any, ...], text: Text) -> Requirement:
    """A fact that is no date and in no list has one of these values."""
    return Requirement(_said(text), Fact(fact, values))


@kind("自某日起满年数", "so many years after a day")
def since_day(fact: str, text: Text, years: Years = 0) -> Requirement:
    """So many years have passed since the day that a fact gives."""
    return Requirement(_said(text), Elapsed(Day(fact), years=years))


def _is(field: str, values: Any) -> Is:
    return Is(field, values if isinstance(values, tuple) else (values,))


def _said(text: Any) -> Text:
    """Give words that came through TOML as a text."""
    return text if isinstance(text, Text) else Text(**dict(text))


KINDS: tuple[Kind, ...] = (on_record, in_force_on_record, fact_is, since_day)
