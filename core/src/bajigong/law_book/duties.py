"""Chapters of what a grade brings, and of what agencies and offices must do and keep."""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from bajigong.law_book.desk import Desk
from bajigong.law_book.labels import CLAUSE_KIND, worded
from bajigong.law_book.methods import FIGURES, GRADES, OCCUPATIONS, TRACKS, figures, said
from bajigong.law_book.sentences import Sentence, conditions, open_links, state
from bajigong.law_book.wording import capital, yearly
from bajigong.placed import Variant
from bajigong.policy.rules import Duty, Incentive, Keep
from bajigong.policy.text import Text, listed

_WHO = Text("责任主体", "who")
_CONDITIONS = Text("条件", "conditions")
_AMOUNT = Text("金额上限", "at most")
_YUAN = Text("{n}元", "{n} yuan")
_DUE = Text("期限", "due")
_YEARLY = Text("每年{day}前", "by {day} each year")
_BEFORE = Text("先于", "before")
_KEEP = Text("保存", "to be kept")
_YEARS = Text("{what}至少{n}年", "{what}: at least {n} years")
_FOR_EVER = Text("{what}永久", "{what}: for ever")
_LISTS = Text("包括", "namely")


@frozen
class DutyGroup:
    """The duties of one kind."""

    title: str
    sentences: tuple[Sentence, ...]


def incentives(desk: Desk) -> tuple[Sentence, ...]:
    """Write every incentive in force."""
    there = (one for one in desk.law.incentives if desk.counts(one))
    return tuple(_incentive(desk, one, n) for n, one in enumerate(there, 1))


def _incentive(desk: Desk, one: Variant[Incentive], number: int) -> Sentence:
    rule = one.rule
    details = (
        (_CONDITIONS, conditions(desk, one.requirements) if one.requirements else None),
        (GRADES, desk.grades(one.grades)),
        (TRACKS, desk.tracks(rule.tracks)),
        (OCCUPATIONS, desk.occupations(rule.occupations)),
        (_AMOUNT, _YUAN.fill(n=rule.amount) if rule.amount is not None else None),
    )
    written = state(desk, one, rule.gist, f"incentive-{number}", rule.label)
    return evolve(written, details=said(desk, details), open_terms=open_links(desk, [one]))


def duties(desk: Desk) -> tuple[DutyGroup, ...]:
    """Write every duty in force, by kind in the order in which the kinds come up."""
    kinds: dict[str, list[Variant[Duty]]] = {}
    for one in desk.law.duties:
        if desk.counts(one):
            kinds.setdefault(one.rule.kind, []).append(one)
    return tuple(
        DutyGroup(desk.say(capital(worded(CLAUSE_KIND, kind))), tuple(_duties(desk, kind, those)))
        for kind, those in kinds.items()
    )


def _duties(desk: Desk, kind: str, those: Iterable[Variant[Duty]]) -> Iterator[Sentence]:
    for number, one in enumerate(those, 1):
        rule = one.rule
        details = (
            (_WHO, rule.who),
            (TRACKS, desk.tracks(rule.tracks)),
            (_DUE, _YEARLY.fill(day=yearly(rule.due)) if rule.due else None),
            (_BEFORE, rule.before),
            (_KEEP, listed(tuple(_kept(keep) for keep in rule.keep), "；", "; ")),
            (_LISTS, listed(rule.lists, "；", "; ")),
            (FIGURES, figures(desk, rule.figures)),
        )
        written = state(desk, one, rule.gist, f"duty-{kind}-{number}", rule.label)
        yield evolve(written, details=said(desk, details))


def _kept(keep: Keep) -> Text:
    return _FOR_EVER.fill(what=keep.what) if keep.years is None else _YEARS.fill(what=keep.what, n=keep.years)
