"""National law as a plugin: what every place and track stands on."""

from collections.abc import Iterable
from typing import Any, get_args

from bajigong import hookimpl
from bajigong.policy.asks import Kind
from bajigong.policy.facts import FactField
from bajigong.policy.law import (
    Aspect,
    Clause,
    Document,
    Duty,
    Filling,
    Gate,
    Incentive,
    Ladder,
    Method,
    Route,
    Term,
    Way,
)
from bajigong.policy.registers import Register
from bajigong.policy.toml import of_type
from bajigong_national.words import declared

API_VERSION = 1
STANDS_ALONE = True


@hookimpl
def bajigong_registers() -> Iterable[Register]:
    """Grades, templates, number schemes, and the registers of occupations and standards."""
    from bajigong_national import registers

    yield from of_type(declared(), *get_args(Register))
    yield from registers.listings()


@hookimpl
def bajigong_facts() -> Iterable[FactField]:
    """Every fact of the common form of application."""
    return of_type(declared(), FactField)


@hookimpl
def bajigong_kinds() -> Iterable[Kind]:
    """The kinds of requirement that rules anywhere may use."""
    from bajigong_national import (
        agency_kinds,
        education_kinds,
        general_kinds,
        incentive_kinds,
        kinds,
        merit_kinds,
        standing_kinds,
    )

    return (
        *kinds.KINDS,
        *education_kinds.KINDS,
        *merit_kinds.KINDS,
        *agency_kinds.KINDS,
        *incentive_kinds.KINDS,
        *standing_kinds.KINDS,
        *general_kinds.KINDS,
    )


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """The national documents and what they leave open."""
    return of_type(declared(), Document, Clause, Term, Filling)


@hookimpl
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """The conditions of application of both editions, and the prizes of national competitions."""
    from bajigong_national.competitions import NATIONAL_PRIZES
    from bajigong_national.conditions import CONDITIONS_2018, CONDITIONS_2023

    return (*of_type(declared(), Gate, Way), *CONDITIONS_2018, *CONDITIONS_2023, *NATIONAL_PRIZES)


@hookimpl
def bajigong_assessment_methods() -> Iterable[Method | Aspect]:
    """The methods by which grades are assessed."""
    return of_type(declared(), Method, Aspect)


@hookimpl
def bajigong_grade_ladders() -> Iterable[Ladder]:
    """The five grades."""
    return of_type(declared(), Ladder)


@hookimpl
def bajigong_incentives() -> Iterable[Incentive]:
    """Professional titles that a grade opens, and the skill-improvement subsidy."""
    return of_type(declared(), Incentive)


@hookimpl
def bajigong_duties() -> Iterable[Duty]:
    """What all who assess must do, wherever they are."""
    return of_type(declared(), Duty)
