"""A law that nobody has: two grades, one track, three rules and one place. With it the core is tested by itself.

In the guild of Mondhausen (region 110100) a hand becomes a potter after two years of work, or after one year where the
town says so; a potter of good standing becomes a master five years later.

`declarations` are the whole of it, and small. As people meet it, it has a form of many facts besides (``form.toml``)
and what the town says (``town.toml``); ``plugin.py`` and ``tenant.toml`` make a plugin and a tenant of these. The
folder ``alone`` installs both where no other plugin is to be found: see `installed`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import metadata
from importlib.metadata import Distribution, EntryPoints
from pathlib import Path
from typing import Any, Final

import pytest

from bajigong import plugins
from bajigong.engine.engine import Engine
from bajigong.law import tenants
from bajigong.law.opening import Bundle, open_bundle
from bajigong.policy.asks import Requirement, kind, term
from bajigong.policy.facts import FactField
from bajigong.policy.law import Clause, Document, Filling, Gate, Ladder, Method, Part, Route, Term, Track, Way
from bajigong.policy.registers import Grade, Occupation
from bajigong.policy.text import Text, same
from bajigong.policy.when import Accumulated, Edge, Elapsed, Fact, First, Records, Same
from bajigong.testing import application

HERE: Final = Path(__file__).parent
#: What pip would write of the plugin, and a module that hides every other one from the process that finds it.
ALONE: Final = HERE / "alone"
TENANT = "mondhausen"
#: A tenant of another region, for whom no town says anything.
OTHER = "sonnenau"
TOWN = "110100"
POTTER, GLAZER = "8-99-01-01", "8-99-01-02"
WHEEL = Part("wheel", same("at the wheel"), 60)


@kind("从事制陶累计年限", "years of work with clay")
def worked(years: int) -> Requirement:
    """The spells of work add up to so many years."""
    node = Accumulated(Records("applicant.work"), Edge("from"), Edge("to", days=1), years)
    return Requirement(Text(f"从业满{years}年", f"{years} years of work"), node)


@kind("取得证书后年限", "years after a certificate")
def held(years: int) -> Requirement:
    """A certificate of the occupation was issued so many years before."""
    certificate = Records("applicant.certificates", (Same("occupation", "occupation"),))
    return Requirement(same(f"held for {years} years"), Elapsed(First(certificate, Edge("issued")), years))


@kind("品行良好", "good standing")
def honest() -> Requirement:
    """The guild knows nothing bad."""
    return Requirement(Text("品行良好", "of good standing"), Fact("applicant.honest", (True,)))


def facts() -> list[FactField]:
    """Return the facts that the rules read, and no others."""
    records = [("work", "work", ("from", "to")), ("certificates", "held", ("issued",))]
    lists = [FactField(f"applicant.{name}", "list", same(name), role=role) for name, role, _ in records]
    days = [
        FactField(
            f"applicant.{name}.{day}",
            "date",
            same(f"{name} {day}"),
            open_ended=day == "to",
            after="from" if day == "to" else "",
            role=f"{role}_{day}",
        )
        for name, role, keys in records
        for day in keys
    ]
    return [
        *(FactField(path, kind_, same(path)) for path, kind_ in (("track", "text"), ("grade", "grade"))),
        FactField("occupation", "occupation", same("occupation")),
        *lists,
        *days,
        FactField(
            "applicant.certificates.occupation", "occupation", same("certificate occupation"), role="held_occupation"
        ),
    ]


def rules() -> list[object]:
    """Return everything else that the guild declares, without what the town fills in."""
    return [
        *(Grade("potter", 1, Text("陶工", "potter")), Grade("master", 2, Text("陶艺师", "master"))),
        *(Occupation(POTTER, "陶匠"), Occupation(GLAZER, "釉工")),
        Track("guild", Text("行会评价", "guild"), same("the guild assesses its own")),
        FactField("applicant.honest", "flag", Text("品行是否良好", "honest"), aliases=("品行是否良好",)),
        *(worked, held, honest),
        Document("MOON", same("The law of the guild"), same("the guild"), issued=date(2000, 3, 1)),
        *(Clause(f"MOON/{at}", at, "eligibility", same(f"paragraph {at}")) for at in ("1", "2", "3", "4")),
        Document("TOWN", same("Orders of Mondhausen"), same("Mondhausen"), place=TOWN, issued=date(2020, 2, 29)),
        Clause("TOWN/1", "1", "eligibility", same("one year is enough in Mondhausen")),
        Term("guild:years", same("years until potter"), "whole", ("province", "city"), least=1, most=2),
        Gate("guild:standing", same("good standing")),
        Way("guild:standing", "guild:known", honest(), ("MOON/1",)),
        Route("guild:potter", ("potter",), "trial", same("by work"), worked(years=term("guild:years")), ("MOON/2",)),
        Route("guild:master", ("master",), "trial", same("by time"), held(years=5), ("MOON/3",)),
        Ladder("guild:ladder", same("two grades"), ("potter", "master"), clauses=("MOON/4",)),
        Method(
            "trial",
            same("trial"),
            same("a pot is thrown"),
            (Part("wheel", same("at the wheel"), 60),),
            clauses=("MOON/4",),
        ),
    ]


def declarations() -> list[object]:
    """Return the law as small as it can be: the rules and the facts that they read."""
    return [*rules(), *facts()]


def opened(*more: object) -> Bundle:
    """Open the guild's law alone, with further declarations."""
    return open_bundle((), extra=[("guild", one) for one in (*declarations(), *more)])


def filled(years: int = 1) -> Filling:
    """Return what the town says about the years."""
    return Filling("guild:years", years, "TOWN/1")


def decide(bundle: Bundle, on: date, grade: str = "potter", place: str = TOWN, **applicant: object) -> object:
    """Decide one application in the guild."""
    asked = {"track": "guild", "occupation": POTTER, "grade": grade, "applicant": applicant}
    return Engine(bundle, "guild").decide([application(asked, on=on, place=place)])[0]


class _Guild(Distribution):
    """The plugin as it is installed."""

    def read_text(self, filename: str) -> str | None:
        """Read what pip would have written."""
        file = ALONE / "bajigong_guild-1.dist-info" / filename
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def locate_file(self, path: Any) -> Any:
        """Find a file of it."""
        return ALONE / path


def _points(**wanted: Any) -> EntryPoints:
    return _Guild().entry_points.select(**wanted)


@contextmanager
def installed() -> Iterator[None]:
    """Let this process, and those that it starts, find the guild's plugin and tenants, and no others."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (metadata, plugins, tenants):
            patch.setattr(module, "entry_points", _points)
        where = [str(ALONE), str(HERE.parents[2])]
        patch.setenv("PYTHONPATH", os.pathsep.join(where))
        # A process that is spawned by multiprocessing has the path of the one that starts it.
        patch.setattr(sys, "path", [*where, *sys.path])
        _look_again()
        yield
    _look_again()


def _look_again() -> None:
    plugins.discover.cache_clear()
    plugins.version_of.cache_clear()
