"""What duties ask before an act, and what falls short of it. The duties come from the law; nothing is asked besides.

A fact that is not on record is unknown: the act waits for it. A term that nobody has filled asks for nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

from attrs import frozen
from sqlmodel import select

from bajigong.calendar import to_day
from bajigong.engine.engine import Engine
from bajigong.law.bundle import within
from bajigong.law.place import PlacedLaw, Variant
from bajigong.policy.law import Act as ActName
from bajigong.policy.law import Demand, Duty
from bajigong.policy.text import Text, listed, same
from bajigong.policy.types import freeze
from bajigong.register.errors import Refused, RegisterError
from bajigong.register.office import Act
from bajigong.register.tables import Waiver

Facts = Mapping[str, Any]

_SHORT = Text("{label}（{clauses}）：{asks}；{found}", "{label} ({clauses}): {asks}; {found}")
_MISSING = Text("未提供（{fact}）", "not on record ({fact})")
_FOUND = Text("实为{value}", "found {value}")
_WORD = Text("事项“{fact}”填写为{value!r}；应为：{known}", "found {value!r} for fact '{fact}'; expected one of {known}")
_CHOICE = Text("{value}（{label}）", "{value} ({label})")
_LACKS = Text("缺{value}", "{value} is lacking")
_EMPTY = Text("没有", "none")
_NO_GROUND = Text("豁免须写明理由", "a waiver needs a written ground")
_NO_DUTY = Text("“{duty}”不是此时此地的要求", "'{duty}' is no duty in force here")


@frozen
class Shortfall:
    """One thing that a duty asks and that is not so (``no``), or not on record (``unknown``)."""

    duty: Duty
    clauses: tuple[str, ...]
    demand: Demand
    holds: Literal["no", "unknown"]
    found: Text

    @property
    def text(self) -> Text:
        """Say it: the duty, its clauses, what it asks and what was found."""
        clauses = same(", ".join(self.clauses))
        return _SHORT.fill(label=self.duty.label, clauses=clauses, asks=self.demand.label, found=self.found)


def duties_before(law: PlacedLaw, act: ActName, track: str, on: date) -> Iterator[Variant[Duty]]:
    """Give the duties in force on a day that stand before an act."""
    for variant in law.duties:
        duty, period = variant.rule, variant.period
        if act in duty.acts and (not duty.tracks or track in duty.tracks) and within(period, to_day(on)):
            yield variant


def facts_known(engine: Engine) -> frozenset[str]:
    """Name every fact that some duty asks about."""
    demands = [demand for said in engine.bundle.duties.values() for demand in said.what.demands]
    return frozenset(one.fact for demand in demands for one in (demand, *demand.where))


def choices_known(duties: Iterable[Duty]) -> Mapping[str, Mapping[str, Text]]:
    """Return the words that facts with a closed list may have, and what each says to people."""
    found: dict[str, dict[str, Text]] = {}
    for duty in duties:
        for demand in duty.demands:
            for one in (demand, *demand.where):
                if one.choices:
                    found.setdefault(one.fact, {}).update((choice.value, choice.label) for choice in one.choices)
    return found


def misworded(duties: Iterable[Duty], facts: Facts) -> Iterator[Text]:
    """Say of each fact with a closed list which word it has that is none of it."""
    known = choices_known(duties)
    for fact, value in facts.items():
        words = known.get(fact)
        if words and value is not None and not _among(value, words):
            listing = tuple(_CHOICE.fill(value=word, label=said) for word, said in words.items())
            yield _WORD.fill(fact=fact, value=value, known=listed(listing))


def shortfalls(law: PlacedLaw, act: ActName, track: str, on: date, facts: Facts) -> tuple[Shortfall, ...]:
    """Return all that falls short of the duties before an act."""
    known = choices_known(variant.rule for variant in law.duties)
    return tuple(
        Shortfall(variant.rule, variant.clauses, demand, *fault)
        for variant in duties_before(law, act, track, on)
        for demand in variant.rule.demands
        if not demand.acts or act in demand.acts
        for fault in [_fault(law, variant.rule, demand, on, _read(facts, known))]
        if fault is not None
    )


def enforce(act: Act, law: PlacedLaw, name: ActName, track: str, facts: Facts) -> None:
    """Let an act pass where its duties are met, or were waived for it. Raises Refused with every reason."""
    short = shortfalls(law, name, track, act.on, facts)
    waived = (
        act.database.exec(select(Waiver).where(Waiver.about == act.about, Waiver.act == name)).all() if short else ()
    )
    duties = {waiver.duty for waiver in waived}
    left = [one for one in short if one.duty.id not in duties]
    if left:
        raise Refused(*(one.text for one in left))
    if short:
        act.notes["waived"] = sorted({one.duty.id for one in short})


def waive(act: Act, law: PlacedLaw, duty: str, name: ActName, about: str, ground: str) -> Waiver:
    """Do not insist on a duty in one case. Raises RegisterError without a ground, or for a duty that is none here."""
    if not ground.strip():
        raise RegisterError(_NO_GROUND)
    if not any(variant.id == duty and name in variant.rule.acts for variant in law.duties):
        raise RegisterError(_NO_DUTY.fill(duty=duty))
    act.about = about
    return act.add(Waiver(duty=duty, act=name, about=about, ground=ground, on=act.on))


def _read(facts: Facts, known: Mapping[str, Mapping[str, Text]]) -> Facts:
    """Leave out words that are none of a closed list: what they mean is not known."""
    return {fact: value for fact, value in facts.items() if fact not in known or _among(value, known[fact])}


def _among(value: Any, words: Mapping[str, Text]) -> bool:
    return isinstance(value, str) and value in words


def _fault(
    law: PlacedLaw, duty: Duty, demand: Demand, on: date, facts: Facts
) -> tuple[Literal["no", "unknown"], Text] | None:
    for condition in demand.where:
        if facts.get(condition.fact) is None:
            return "unknown", _MISSING.fill(fact=condition.fact)
        if not _holds(condition, facts[condition.fact], condition.value):
            return None
    value = _value(law, duty, demand, on)
    if demand.term and value is None:
        return None
    found = facts.get(demand.fact)
    if found is None:
        return "unknown", _MISSING.fill(fact=demand.fact)
    return None if _holds(demand, found, value) else ("no", _found(demand, found, value))


def _value(law: PlacedLaw, duty: Duty, demand: Demand, on: date) -> Any:
    if demand.figure:
        return dict(duty.figures)[demand.figure]
    if demand.term:
        readings = law.readings.get(demand.term, ())
        return next((r.value for r in readings if within(r.period, to_day(on))), None)
    return demand.value


def _holds(demand: Demand, found: Any, value: Any) -> bool:
    return _TESTS[demand.test](found, value)


def _in_order(found: Any, steps: Any) -> bool:
    """Whether every step was done, each after the one before it."""
    return list(found) == list(steps)


_TESTS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "given": lambda found, _: found not in ("", [], {}, False),
    "is": lambda found, value: bool(freeze(found) == value),
    "one_of": lambda found, value: found in value,
    "none_of": lambda found, value: found not in value,
    "has_all": lambda found, value: set(value) <= set(found),
    "in_order": _in_order,
    "at_least": lambda found, value: bool(found >= value),
    "at_most": lambda found, value: bool(found <= value),
}


def _found(demand: Demand, found: Any, value: Any) -> Text:
    if demand.test == "has_all":
        lacking = tuple(same(str(one)) for one in value if one not in found)
        return _LACKS.fill(value=listed(lacking))
    if found in ("", [], {}):
        return _EMPTY
    if isinstance(found, bool):
        return _FOUND.fill(value=Text("是" if found else "否", "yes" if found else "no"))
    shown = listed(tuple(same(str(one)) for one in found)) if isinstance(found, list) else same(str(found))
    return _FOUND.fill(value=shown)
