"""Which conditions apply to whom: the editions with the standards written by them, and standards of their own."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from attrs import frozen

from bajigong.calendar import to_day
from bajigong.law.place import Variant, terms_of
from bajigong.law.standards import standard_on, standards_for, title, written_by
from bajigong.policy.asks import Requirement
from bajigong.policy.law import Rule, Way
from bajigong.policy.occupations import LENGTH
from bajigong.policy.registers import Standard, Template
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Open, Selected
from bajigong.review.book_law import LawAt, Link, anchor, both, capital, either, sentence

R = TypeVar("R", bound=Rule)

_NONE = Text("无其他条件", "no further condition")
_FACT_NAMED = Text("{what}（{names}）", "{what} ({names})")
_FOR_GRADES = Text("申报{grades}的，{what}", "for {grades}: {what}")
_STILL_OPEN = Text("待定事项：{what}", "still open: {what}")
_LEAD = Text("{lead}：", "{lead}: ")


@frozen
class Sentence:
    """One sentence of law: its words, the clauses behind it, and the rule and variants that it was written from.

    ``lead`` names it, "" for none. ``open_terms`` are values in it that nobody has laid down, ``tables`` values too
    long to be part of it. ``details`` are labelled particulars below it.
    """

    rule: str
    variants: tuple[str, ...]
    text: str
    cites: tuple[Link, ...]
    anchor: str
    lead: str = ""
    open_terms: tuple[Link, ...] = ()
    tables: tuple[Link, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


def write(law_at: LawAt, variants: Sequence[Variant[Rule]], at: str, lead: Text | None = None) -> Sentence:
    """Write one sentence from the variants of one rule, any of which is enough."""
    first = variants[0]
    text = either([conditions(law_at, variant.requirements) for variant in variants])
    if isinstance(first.rule, Way) and first.grades:
        text = _FOR_GRADES.fill(grades=law_at.grades(first.grades), what=text)
    return Sentence(
        first.rule.id,
        tuple(variant.id for variant in variants),
        law_at.say(sentence(text)),
        law_at.cites(clause for variant in variants for clause in variant.clauses),
        at,
        _lead(law_at, lead),
        open_links(law_at, variants),
        _tables(law_at, first.rule),
    )


def _lead(law_at: LawAt, lead: Text | None) -> str:
    return law_at.say(_LEAD, lead=capital(lead)) if lead else ""


def state(law_at: LawAt, variant: Variant[Rule], gist: Text, at: str, lead: Text | None = None) -> Sentence:
    """Write one sentence from a rule's gist."""
    cites = law_at.cites(variant.clauses)
    return Sentence(variant.rule.id, (variant.id,), law_at.say(sentence(gist)), cites, at, _lead(law_at, lead))


def conditions(law_at: LawAt, requirements: Iterable[Requirement]) -> Text:
    """Join the words of requirements that must all hold."""
    every = list(requirements)
    known = [_words(law_at, one) for one in every if not isinstance(one.node, Open)]
    left_open = tuple(one.text for one in every if isinstance(one.node, Open))
    if not left_open:
        return both(known) if known else _NONE
    rest = _STILL_OPEN.fill(what=listed(left_open, "；", "; "))
    return listed((both(known), rest), "；另有", "; ") if known else rest


def _words(law_at: LawAt, requirement: Requirement) -> Text:
    """Give a requirement's own words; occupations named by their codes get their names."""
    node = requirement.node
    if isinstance(node, Selected) and node.selector == "occupation":
        return _FACT_NAMED.fill(what=requirement.text, names=law_at.occupations(node.values))
    return requirement.text


def open_links(law_at: LawAt, variants: Iterable[Variant[Rule]]) -> tuple[Link, ...]:
    """Name the terms on which a rule waits, each once."""
    nodes = (requirement.node for variant in variants for requirement in variant.requirements)
    terms = dict.fromkeys(node.term for node in nodes if isinstance(node, Open))
    return tuple(Link(law_at.say(law_at.bundle.terms[term].what.label), anchor("t", term)) for term in terms)


def _tables(law_at: LawAt, rule: Rule) -> tuple[Link, ...]:
    """Name the tables of values on which a rule rests, where they are filled."""
    terms = (law_at.bundle.terms[name].what for name in terms_of(law_at.bundle, rule) if law_at.readings[name])
    return tuple(Link(law_at.say(term.label), anchor("t", term.id)) for term in terms if term.kind == "table")


def by_rule(variants: Iterable[Variant[R]]) -> list[list[Variant[R]]]:
    """Put together the ways of one rule that stand on the same clauses, in their order."""
    groups: dict[tuple[str, tuple[str, ...]], list[Variant[R]]] = {}
    for variant in variants:
        groups.setdefault((variant.rule.id, variant.clauses), []).append(variant)
    return list(groups.values())


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


def follows(law_at: LawAt) -> tuple[str, ...]:
    """Name the sets of conditions, the latest first."""
    return tuple(template.id for template in reversed(_in_order(law_at)))


def editions(law_at: LawAt) -> tuple[Edition, ...]:
    """Write every set of conditions with who follows it, the latest first."""
    order = _in_order(law_at)
    return tuple(_edition(law_at, template, order) for template in reversed(order))


def own_standards(law_at: LawAt) -> tuple[OwnStandard, ...]:
    """Write the standards of the day whose own conditions are on record."""
    mine = (one for one in _standards(law_at) if one.conditions)
    return tuple(_own(law_at, one) for one in sorted(mine, key=lambda one: one.occupation))


def _in_order(law_at: LawAt) -> list[Template]:
    return sorted((said.what for said in law_at.bundle.templates.values()), key=lambda one: one.since)


def _edition(law_at: LawAt, template: Template, order: Sequence[Template]) -> Edition:
    mine = (one for one in _standards(law_at) if written_by(one, order) == {template.id: template.id})
    rows = sorted(mine, key=lambda standard: standard.code)
    followed = tuple(Followed(one.code, one.title, str(one.issued), one.number) for one in rows)
    who = listed(tuple(_who(law_at, template, order)), "；", "; ")
    return Edition(anchor("e", template.id), law_at.title(template.label), law_at.say(sentence(who)), followed)


def _who(law_at: LawAt, template: Template, order: Sequence[Template]) -> Iterator[Text]:
    later = order[order.index(template) + 1 :]
    shape = _BETWEEN if later else _SURE
    until = law_at.day(later[0].since) if later else ""
    yield shape.fill(since=law_at.day(template.sure_from), until=until, label=template.label)
    if template.since < template.sure_from:
        yield _UNSURE.fill(since=law_at.day(template.since), last=law_at.day(template.sure_from - timedelta(days=1)))
    if order.index(template):
        yield _OLDER.fill(term=law_at.bundle.terms[template.term].what.label)


def _standards(law_at: LawAt) -> Iterator[Standard]:
    """Give the standards that are in force on the day, each once."""
    register, on = law_at.bundle.register, to_day(law_at.on)
    for standard in register.standards():
        if not standard.occupation:
            continue
        trade = next((one.code for one in register.trades(standard.occupation) if one.name in standard.trades), "")
        of = standards_for(register, trade or standard.occupation[:LENGTH])
        if standard_on(of, on) == standard:
            yield standard


def _own(law_at: LawAt, standard: Standard) -> OwnStandard:
    routes = [one for one in law_at.law.routes if standard.id in one.rule.standards]
    grades = tuple(
        OwnGrade(
            law_at.title(law_at.bundle.grades[grade].what.label),
            tuple(write(law_at, (one,), anchor("s", one.id)) for one in routes if grade in one.grades),
        )
        for grade in law_at.ordered({grade for one in routes for grade in one.grades})
    )
    note = law_at.say(standard.note) if standard.note else ""
    return OwnStandard(anchor("o", standard.id), law_at.title(title(standard)), note, grades)
