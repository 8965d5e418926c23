"""How a grade is assessed (评价方式): the methods open to a selection on a day, and what scores come to.

A method is open where a route that is in force leads to it. One that ``replaces`` a more general method stands in its
place, and what is laid down about the general one holds for it too.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, TypeVar

from attrs import frozen

from bajigong.calendar import to_day
from bajigong.errors import BajigongError, InputError, LawError, Problem
from bajigong.law.bundle import Period, common, layer_of, within
from bajigong.law.opening import Bundle
from bajigong.law.place import PlacedLaw, Variant
from bajigong.law.plan import make_plan
from bajigong.policy.facts import Selection
from bajigong.policy.law import LAYERS, Aspect, Method, Part, Route
from bajigong.policy.text import Text, listed, same

Outcome = Literal["passed", "failed", "incomplete"]
R = TypeVar("R", Method, Aspect)

#: A part is marked out of 100.
FULL: Final = Decimal(100)

_RANGE: Final = Text("0至100之间的分数", "a score from 0 to 100")
_PART: Final = Text("以下各部分之一：{parts}", "one of {parts}")
_NO_MARK: Final = Text("{part}：资料未载明合格分，不能判定", "{part}: no source gives a pass mark; it cannot be judged")
_NO_PARTS: Final = Text("该评价方式没有按分数评定的部分", "nothing in this method is judged by scores")


@frozen
class Applied:
    """One thing laid down about a method, the clauses for it and the days on which they count.

    ``hangs_on`` names what was not given and decides whether it applies; empty, it applies.
    """

    aspect: Aspect
    clauses: tuple[str, ...]
    period: Period
    hangs_on: tuple[str, ...] = ()


@frozen
class Practice:
    """One method as it is practised for a selection: the parts of the grade, what is laid down, and the clauses.

    ``replaced`` are the ids of the more general methods in whose place it stands; ``routes`` lead to it.
    """

    method: Method
    parts: tuple[Part, ...]
    aspects: tuple[Applied, ...]
    routes: tuple[Variant[Route], ...]
    replaced: tuple[str, ...]
    clauses: tuple[str, ...]
    period: Period

    @property
    def content(self) -> tuple[Text, ...]:
        """What is asked about."""
        return self.method.content


def practice(
    bundle: Bundle, law: PlacedLaw, selection: Selection, agency_kind: str | None, on: date
) -> tuple[Practice, ...]:
    """Return each method that is open for a selection on a day, in the order of the routes that lead to it.

    ``agency_kind`` None: not given. Raises LawError where two methods stand in the place of one with equal right.
    """
    return tuple(_Asked(bundle, law, selection, agency_kind, to_day(on)).methods())


@frozen(eq=False)
class _Asked:
    bundle: Bundle
    law: PlacedLaw
    selection: Selection
    agency_kind: str | None
    day: int

    def methods(self) -> Iterator[Practice]:
        routes: dict[tuple[str, ...], list[Variant[Route]]] = {}
        for route in make_plan(self.bundle, self.law, self.selection).routes:
            if self._in_force(route):
                routes.setdefault(self._standing(route.rule.method), []).append(route)
        for names, those in routes.items():
            method = self._merged(tuple(v for v in self._open(self.law.methods) if v.id == names[0]))
            if method:
                yield self._practice(method, names, tuple(those))

    def _practice(
        self, method: Variant[Method], names: tuple[str, ...], routes: tuple[Variant[Route], ...]
    ) -> Practice:
        grade = self.selection.grade
        parts = tuple(part for part in method.rule.parts if not part.grades or grade in part.grades)
        aspects = tuple(self._aspects(names))
        return Practice(method.rule, parts, aspects, routes, names[1:], method.clauses, method.period)

    def _standing(self, name: str) -> tuple[str, ...]:
        """Name the method that stands for one here, and after it those that it replaces."""
        names: tuple[str, ...] = (name,)
        while True:
            better = [v for v in self._open(self.law.methods) if v.rule.replaces == names[0] and v.id not in names]
            if not better:
                return names
            names = (self._closest(better), *names)

    def _closest(self, methods: list[Variant[Method]]) -> str:
        """Pick the method of the most specific place. Raises LawError for a tie, naming both."""
        level = {method.id: self._level(method) for method in methods}
        best = [name for name in level if level[name] == max(level.values())]
        if len(best) > 1:
            raise LawError(f"methods {best[0]!r} and {best[1]!r} both stand in place of {methods[0].rule.replaces!r}")
        return best[0]

    def _level(self, method: Variant[Method]) -> int:
        names = (self.bundle.clauses[clause].what.document for clause in method.clauses)
        return max(LAYERS.index(layer_of(self.bundle.documents[name].what)) for name in names)

    def _aspects(self, names: tuple[str, ...]) -> Iterator[Applied]:
        here = [v for v in self._open(self.law.aspects) if not v.rule.methods or set(names) & set(v.rule.methods)]
        for name in dict.fromkeys(variant.id for variant in here):
            merged = self._merged(tuple(variant for variant in here if variant.id == name))
            hangs_on = self._hangs_on(merged.rule) if merged else None
            if merged and hangs_on is not None:
                yield Applied(merged.rule, merged.clauses, merged.period, hangs_on)

    def _hangs_on(self, aspect: Aspect) -> tuple[str, ...] | None:
        """Name what was not given and decides whether an aspect applies; None where it certainly does not."""
        occupation = self.bundle.register.occupation(self.selection.occupation)
        unknown: list[str] = []
        if aspect.agencies and self.agency_kind is None:
            unknown.append(self.bundle.schema.path("agency_kind") or "agency_kind")
        elif aspect.agencies and self.agency_kind not in aspect.agencies:
            return None
        if aspect.marks and occupation is None:
            unknown.append("occupation")
        elif aspect.marks and occupation and not set(aspect.marks) & set(occupation.marks):
            return None
        return tuple(unknown)

    def _open(self, variants: tuple[Variant[R], ...]) -> list[Variant[R]]:
        return [v for v in variants if self._in_force(v) and self._is_for(v.rule)]

    def _in_force(self, variant: Variant[Any]) -> bool:
        return within(variant.period, self.day)

    def _is_for(self, rule: Method | Aspect) -> bool:
        track = not rule.tracks or self.selection.track in rule.tracks
        return track and (not rule.grades or self.selection.grade in rule.grades)

    def _merged(self, variants: tuple[Variant[R], ...]) -> Variant[R] | None:
        """Join the variants of one rule, which differ only in the fillings that they rest on."""
        if not variants:
            return None
        one = variants[0]
        clauses = tuple(dict.fromkeys(clause for variant in variants for clause in variant.clauses))
        return Variant(one.id, one.rule, one.grades, (), common(*(v.period for v in variants)), clauses)


# ---------------------------------------------------------------- scores


class CannotJudge(BajigongError):
    """Scores that no source says how to judge."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)

    def say(self, lang: Literal["zh", "en"]) -> str:
        """Say it in one language."""
        return self.text.say(lang)


@frozen
class PartResult:
    """What one part came to. ``score`` and ``passed`` are None where it was not taken."""

    part: Part
    score: Decimal | None
    passed: bool | None

    @property
    def pass_mark(self) -> int | None:
        """The mark that passes."""
        return self.part.pass_mark


@frozen
class Result:
    """What the scores of one person come to: every part must be taken, and each must be passed."""

    outcome: Outcome
    parts: tuple[PartResult, ...]


def judge(parts: tuple[Part, ...], scores: Mapping[str, Decimal | None]) -> Result:
    """Judge scores, exactly: a part passes at its pass mark, and one that is missing leaves the whole incomplete.

    Raises InputError for an unknown part or a score outside 0 to 100, CannotJudge where there is no part or a part has
    no pass mark, TypeError for a score that is not a Decimal.
    """
    if not parts:
        raise CannotJudge(_NO_PARTS)
    problems = tuple(_problems(parts, scores))
    if problems:
        raise InputError(problems)
    results = tuple(_result(part, scores.get(part.id)) for part in parts)
    passed = [result.passed for result in results]
    return Result("incomplete" if None in passed else "passed" if all(passed) else "failed", results)


def _problems(parts: tuple[Part, ...], scores: Mapping[str, Decimal | None]) -> Iterator[Problem]:
    known = listed(tuple(Text(f"{part.label.zh}（{part.id}）", part.id) for part in parts))
    for name, score in scores.items():
        if score is not None and not isinstance(score, Decimal):
            raise TypeError(f"{name}: found {score!r}; expected a Decimal")
        if name not in {part.id for part in parts}:
            yield Problem("", name, Text(f"「{name}」", repr(name)), _PART.fill(parts=known))
        elif score is not None and not (score.is_finite() and 0 <= score <= FULL):
            yield Problem("", name, same(str(score)), _RANGE)


def _result(part: Part, score: Decimal | None) -> PartResult:
    if part.pass_mark is None:
        raise CannotJudge(_NO_MARK.fill(part=part.label))
    return PartResult(part, score, None if score is None else score >= part.pass_mark)
