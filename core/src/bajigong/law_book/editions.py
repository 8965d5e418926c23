"""Which conditions apply to whom: the editions with the standards written by them, and standards of their own."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from attrs import frozen

from bajigong.calendar import to_day
from bajigong.law_book.desk import Desk, anchor
from bajigong.law_book.sentences import Sentence, write
from bajigong.law_book.wording import sentence
from bajigong.occupations import LENGTH
from bajigong.policy.registers import Standard, Template
from bajigong.policy.text import Text, listed
from bajigong.standards import standard_on, standards_for, title, written_by

_SURE = Text("自{since}起颁布的国家职业标准执行{label}", "National standards issued on or after {since} follow {label}")
_BETWEEN = Text(
    "自{since}起、{until}以前颁布的国家职业标准执行{label}",
    "National standards issued on or after {since} and before {until} follow {label}",
)
_UNSURE = Text(
    "{since}至{last}颁布的标准是否据此编制，未能核实",
    "whether the standards issued from {since} to {last} were written by them could not be verified",
)
_OLDER = Text(
    "标准颁布更早或未收录的职业是否改按此执行，见“{term}”",
    "whether they apply to occupations whose standard is older or not on record: see '{term}'",
)


@frozen
class Followed:
    """One occupation's standard: its code and name, when it was issued and by which document."""

    code: str
    name: str
    issued: str
    document: str


@frozen
class Edition:
    """A set of conditions and the occupations whose standard follows it."""

    anchor: str
    title: str
    who: str
    standards: tuple[Followed, ...]


@frozen
class OwnGrade:
    """A grade of a standard and the conditions that the standard itself sets for it."""

    title: str
    sentences: tuple[Sentence, ...]


@frozen
class OwnStandard:
    """A standard whose own conditions are on record, what is noted of it, and those conditions."""

    anchor: str
    title: str
    note: str
    grades: tuple[OwnGrade, ...]


def follows(desk: Desk) -> tuple[str, ...]:
    """Name the sets of conditions, the latest first."""
    return tuple(template.id for template in reversed(_in_order(desk)))


def editions(desk: Desk) -> tuple[Edition, ...]:
    """Write every set of conditions with who follows it, the latest first."""
    order = _in_order(desk)
    return tuple(_edition(desk, template, order) for template in reversed(order))


def own_standards(desk: Desk) -> tuple[OwnStandard, ...]:
    """Write the standards of the day whose own conditions are on record."""
    mine = (one for one in _standards(desk) if one.conditions)
    return tuple(_own(desk, one) for one in sorted(mine, key=lambda one: one.occupation))


def _in_order(desk: Desk) -> list[Template]:
    return sorted((said.what for said in desk.bundle.templates.values()), key=lambda one: one.since)


def _edition(desk: Desk, template: Template, order: Sequence[Template]) -> Edition:
    mine = (one for one in _standards(desk) if written_by(one, order) == {template.id: template.id})
    rows = sorted(mine, key=lambda standard: standard.code)
    followed = tuple(Followed(one.code, one.title, str(one.issued), one.number) for one in rows)
    who = listed(tuple(_who(desk, template, order)), "；", "; ")
    return Edition(anchor("e", template.id), desk.title(template.label), desk.say(sentence(who)), followed)


def _who(desk: Desk, template: Template, order: Sequence[Template]) -> Iterator[Text]:
    later = order[order.index(template) + 1 :]
    shape = _BETWEEN if later else _SURE
    until = desk.day(later[0].since) if later else ""
    yield shape.fill(since=desk.day(template.sure_from), until=until, label=template.label)
    if template.since < template.sure_from:
        yield _UNSURE.fill(since=desk.day(template.since), last=desk.day(template.sure_from - timedelta(days=1)))
    if order.index(template):
        yield _OLDER.fill(term=desk.bundle.terms[template.term].what.label)


def _standards(desk: Desk) -> Iterator[Standard]:
    """Give the standards that are in force on the day, each once."""
    register, on = desk.bundle.register, to_day(desk.on)
    for standard in register.standards():
        if not standard.occupation:
            continue
        trade = next((one.code for one in register.trades(standard.occupation) if one.name in standard.trades), "")
        of = standards_for(register, trade or standard.occupation[:LENGTH])
        if standard_on(of, on) == standard:
            yield standard


def _own(desk: Desk, standard: Standard) -> OwnStandard:
    routes = [one for one in desk.law.routes if standard.id in one.rule.standards]
    grades = tuple(
        OwnGrade(
            desk.title(desk.bundle.grades[grade].what.label),
            tuple(write(desk, (one,), anchor("s", one.id)) for one in routes if grade in one.grades),
        )
        for grade in desk.ordered({grade for one in routes for grade in one.grades})
    )
    note = desk.say(standard.note) if standard.note else ""
    return OwnStandard(anchor("o", standard.id), desk.title(title(standard)), note, grades)
