"""The questions that the core asks its plugins. Read this file first.

Four questions, and what they stand on. Every hook returns *declarations*: frozen values, never verdicts. Each is asked
once per plugin, when a bundle is opened for a tenant; nothing is asked again when people are decided.
A plugin is a module named by an entry point of the group ``bajigong``; it says ``API_VERSION = 1`` and marks its hooks
with ``bajigong.hookimpl``. A hook may be answered with what its annotation names, and with nothing else. A plugin whose
registers and facts are of use by themselves says ``STANDS_ALONE = True``: commands ask those where no tenant is named.
What a plugin may add to the program itself is in `bajigong.program_hooks`.
"""

from collections.abc import Iterable
from typing import Final

import pluggy

from bajigong.policy.asks import Kind
from bajigong.policy.facts import FactField, FurtherChoice
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
    Track,
    Way,
)
from bajigong.policy.registers import Register

#: The pluggy project name, and the entry-point group in which plugins register.
PROJECT: Final = "bajigong"

#: A plugin module says ``API_VERSION = 1``; a bundle opens only with plugins that name this number.
API_VERSION: Final = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

# ---------------------------------------------------------------- what the four questions stand on


@hookspec
def bajigong_registers() -> Iterable[Register]:
    """Declare grades, occupations, standards and number schemes. Asked first, when a bundle is opened."""
    raise NotImplementedError


@hookspec
def bajigong_facts() -> Iterable[FactField | FurtherChoice]:
    """Declare the facts an application may hold, and further choices of others' facts.

    Asked when a bundle is opened, before any input is read.
    """
    raise NotImplementedError


@hookspec
def bajigong_kinds() -> Iterable[Kind]:
    """Declare kinds of requirement. Asked when a bundle is opened, before rules are built from them."""
    raise NotImplementedError


@hookspec
def bajigong_law() -> Iterable[Document | Clause | Term | Filling]:
    """Declare documents, their clauses, terms left open and fillings of them. Asked when a bundle is opened."""
    raise NotImplementedError


@hookspec
def bajigong_tracks() -> Iterable[Track]:
    """Declare kinds of assessment. Asked when a bundle is opened."""
    raise NotImplementedError


# ---------------------------------------------------------------- the four questions


@hookspec
def bajigong_eligibility() -> Iterable[Gate | Way | Route]:
    """Declare who is eligible: gates, ways through them, and routes to grades. Asked when a bundle is opened."""
    raise NotImplementedError


@hookspec
def bajigong_assessment_methods() -> Iterable[Method | Aspect]:
    """Declare how people are assessed, and what is laid down about it. Asked when a bundle is opened."""
    raise NotImplementedError


@hookspec
def bajigong_grade_ladders() -> Iterable[Ladder]:
    """Declare which grades there are, in order. Asked when a bundle is opened."""
    raise NotImplementedError


@hookspec
def bajigong_incentives() -> Iterable[Incentive]:
    """Declare what a grade brings. Asked when a bundle is opened."""
    raise NotImplementedError


# ---------------------------------------------------------------- what must be done and kept


@hookspec
def bajigong_duties() -> Iterable[Duty]:
    """Declare what agencies and offices must do or keep. Asked when a bundle is opened."""
    raise NotImplementedError
