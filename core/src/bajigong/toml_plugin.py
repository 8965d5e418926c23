"""A plugin that is TOML and nothing else: the law of a place, or a track without code of its own.

Its module holds one line, ``PLUGIN = TomlPlugin(__file__, interface=1)``, and its entry point names it:
``sichuan = "bajigong_sichuan.plugin:PLUGIN"``.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, get_args

from bajigong.hookspecs import hookimpl
from bajigong.policy.facts import FactField, FurtherChoice
from bajigong.policy.law import Clause, Document, Filling, Term
from bajigong.policy.registers import Register
from bajigong.policy.rules import Aspect, Duty, Gate, Incentive, Ladder, Method, Route, Track, Way
from bajigong.policy.toml import load_beside, of_type


class TomlPlugin:
    """Answers every hook with what the TOML files of one folder declare. They are read once, when a bundle opens."""

    def __init__(self, beside: str, *, interface: int) -> None:
        #: The version of the interface that the plugin was written for.
        self.API_VERSION = interface
        self.module_file = beside

    @cached_property
    def declared(self) -> tuple[Any, ...]:
        """Everything that the files declare. Raises LawError as `load_law` does."""
        return load_beside(self.module_file)

    @hookimpl
    def bajigong_registers(self) -> Iterable[Any]:
        """Grades, occupations with their names and standards, templates and number schemes."""
        return of_type(self.declared, *get_args(Register))

    @hookimpl
    def bajigong_facts(self) -> Iterable[FactField | FurtherChoice]:
        """Facts of its own, and further choices of others."""
        return of_type(self.declared, FactField, FurtherChoice)

    @hookimpl
    def bajigong_law(self) -> Iterable[Any]:
        """Documents, clauses, terms and fillings."""
        return of_type(self.declared, Document, Clause, Term, Filling)

    @hookimpl
    def bajigong_tracks(self) -> Iterable[Track]:
        """Tracks."""
        return of_type(self.declared, Track)

    @hookimpl
    def bajigong_eligibility(self) -> Iterable[Gate | Way | Route]:
        """Gates, ways and routes."""
        return of_type(self.declared, Gate, Way, Route)

    @hookimpl
    def bajigong_assessment_methods(self) -> Iterable[Method | Aspect]:
        """Methods and what is laid down about them."""
        return of_type(self.declared, Method, Aspect)

    @hookimpl
    def bajigong_grade_ladders(self) -> Iterable[Ladder]:
        """Ladders."""
        return of_type(self.declared, Ladder)

    @hookimpl
    def bajigong_incentives(self) -> Iterable[Incentive]:
        """Incentives."""
        return of_type(self.declared, Incentive)

    @hookimpl
    def bajigong_duties(self) -> Iterable[Duty]:
        """Duties."""
        return of_type(self.declared, Duty)
