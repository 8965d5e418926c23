"""One call of ``bajigong incentives``: by grade held, what may be claimed, until when, and why not."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import click
from attrs import frozen

from bajigong.answers import Application, Holds, RequirementAnswer
from bajigong.cli.open_tenants import Found, Names, OpenTenant, Row, Source, day, last
from bajigong.cli.options import today
from bajigong.cli.show.application import (
    AS_OF,
    MARKS,
    MISSING,
    NOBODY,
    NOTES,
    ON,
    SPAN_SINCE,
    UNTIL,
    bracketed,
    span_words,
)
from bajigong.cli.show.lines import BLANK, Line, Part, line
from bajigong.cli.show.table import as_object as refused_object
from bajigong.engine.incentives import IncentiveAnswer, Status, incentives
from bajigong.errors import Problem
from bajigong.policy.occupations import printed_code
from bajigong.policy.text import Lang, Text, listed, same
from bajigong.tables import check

_MARKS: dict[Status, Part] = {
    Status.NOW: MARKS[Holds.YES],
    Status.FROM: ("→", "open"),
    Status.UNKNOWN: MARKS[Holds.UNKNOWN],
    Status.LAPSED: MARKS[Holds.NO],
    Status.NEVER: MARKS[Holds.NO],
    Status.NOT_COVERED: ("–", "open"),
}
_AMOUNT = Text("最高{n}元", "at most {n} yuan")
_FROM = Text("{a}起", "from {a}")
_CLAIM = Text("最迟{b}申领", "claim by {b}")
_AT_MOST = Text("如符合，至{b}止", "if so, until {b}")
_CLAIM_AT_MOST = Text("如符合，最迟{b}申领", "if so, claim by {b}")
_OVER = Text("{b}起不再符合", "no longer from {b} on")
_NO_INCENTIVE = Text("当日无有效规定", "nothing in force on the day provides for it")


@frozen(eq=False)
class Written:
    """Writes one answer."""

    answer: IncentiveAnswer
    names: Names
    lang: Lang

    def lines(self) -> Iterator[Line]:
        """Write the incentive with its days; where it does not hold now, why; what is missing; the clauses.

        Of one that nothing in force provides for, no requirement is told.
        """
        answer = self.answer
        about = listed(tuple(self._about()), "，", ", ").say(self.lang)
        label = answer.label.say(self.lang)
        yield line(_MARKS[answer.status], " ", label, (bracketed(about, self.lang) if about else "", "dim"), indent=4)
        if answer.in_force and answer.status is not Status.NOW:
            yield from map(self._requirement, answer.requirements)
        if answer.missing:
            sets = tuple(listed(tuple(map(self.names.fact, facts))) for facts in answer.missing)
            yield line(MISSING.fill(facts=listed(sets, "；或", "; or ")).say(self.lang), indent=6)
        yield line((ON.fill(clauses=listed(tuple(self._cited()), "；", "; ")).say(self.lang), "dim"), indent=6)

    def _about(self) -> Iterator[Text]:
        answer, paid = self.answer, self.answer.amount is not None
        if not answer.in_force:
            yield _NO_INCENTIVE
        if answer.amount is not None:
            yield _AMOUNT.fill(n=answer.amount)
        match answer.status:
            case Status.NOW | Status.FROM:
                yield from self._since(SPAN_SINCE if answer.status is Status.NOW else _FROM)
                yield from self._until(_CLAIM if paid else UNTIL)
            case Status.UNKNOWN:
                yield from self._until(_CLAIM_AT_MOST if paid else _AT_MOST)
            case Status.LAPSED if answer.until:
                yield _OVER.fill(b=day(answer.until))

    def _cited(self) -> Iterator[Text]:
        """Cite the clauses, each document named once."""
        places: dict[Text, list[Text]] = {}
        for clause in self.answer.cites:
            places.setdefault(self.names.document(clause), []).append(same(self.names.bundle.clauses[clause].what.at))
        for document, at in places.items():
            yield Text("{doc} {at}", "{doc} {at}").fill(doc=document, at=listed(tuple(at)))

    def _since(self, shape: Text) -> Iterator[Text]:
        if self.answer.since:
            yield shape.fill(a=day(self.answer.since))

    def _until(self, shape: Text) -> Iterator[Text]:
        if self.answer.until:
            yield shape.fill(b=day(last(self.answer.until)))

    def _requirement(self, requirement: RequirementAnswer) -> Line:
        span = span_words(requirement.holds, requirement.since, requirement.until, self.lang)
        if requirement.holds is Holds.NO and requirement.until and not requirement.since:
            span = _OVER.fill(b=day(requirement.until)).say(self.lang)
        mark, text = MARKS[requirement.holds], requirement.text.say(self.lang)
        return line(mark, " ", text, (bracketed(span, self.lang) if span else "", "dim"), indent=6)


_TITLES = {
    Status.NOW: Text("现可享受", "Now"),
    Status.FROM: Text("届时可享受", "From a day on"),
    Status.UNKNOWN: Text("缺少事实，尚不能判定", "Open: facts are missing"),
    Status.LAPSED: Text("已不再可享受", "No longer"),
    Status.NEVER: Text("按所给事实不可享受", "Not on these facts"),
    Status.NOT_COVERED: Text("现行文件未作规定", "Not covered by the documents in force"),
}
_CODED = Text("{name}（{code}）", "{name} ({code})")
_UNSAID = Text("所持职业、等级不明", "occupation and grade not known")
_NO_GRADE = Text("未持有职业技能等级证书", "no certificate of a grade is held")
_NOTHING = Text("现行文件未规定所持等级的激励", "no document here lays down what the grades held bring")


def show(
    application: Application, answers: Sequence[IncentiveAnswer], names: Names, lang: Lang, *, first: bool = True
) -> None:
    """Print one application: wrapped and in colours on a terminal, else plain."""
    lines = [*([] if first else [BLANK, BLANK]), *Page(application, answers, names, lang).lines()]
    if not sys.stdout.isatty():
        click.echo("\n".join(one.text for one in lines))
        return
    from rich.console import Console

    from bajigong.cli.show.terminal import Terminal

    Terminal(Console(width=shutil.get_terminal_size().columns)).lines(lines)


@frozen(eq=False)
class Page:
    """Writes one application."""

    application: Application
    answers: Sequence[IncentiveAnswer]
    names: Names
    lang: Lang

    def lines(self) -> Iterator[Line]:
        """Write who is asked about, what each grade brings, and the notes."""
        yield self._head()
        if not self.answers:
            held = self.names.bundle.schema.told(self.application.facts, "held")
            yield line((_NOTHING if held else _NO_GRADE).say(self.lang))
        for held in dict.fromkeys((one.occupation, one.grade) for one in self.answers):
            yield from self._grade([one for one in self.answers if (one.occupation, one.grade) == held])
        notes = dict.fromkeys(note for one in self.answers for note in one.notes)
        if notes:
            yield from (BLANK, line((NOTES.say(self.lang), "head")))
        for note in notes:
            yield line("• ", self.names.spoken(note).say(self.lang), indent=2)

    def _head(self) -> Line:
        facts, names = self.application.facts, self.names
        name = names.bundle.schema.told(facts, "name")
        said = [same(name) if name else NOBODY]
        said += [names.track(facts["track"])] if facts.get("track") else []
        who = listed((*said, names.tenant.label), "　", ", ").say(self.lang)
        return line((who, "head"), (AS_OF.fill(day=day(self.application.on)).say(self.lang), "dim"))

    def _grade(self, answers: Sequence[IncentiveAnswer]) -> Iterator[Line]:
        yield from (BLANK, line((self._held(answers[0]).say(self.lang), "head")))
        for status, title in _TITLES.items():
            yield from self._section(title, [one for one in answers if one.status is status])

    def _held(self, answer: IncentiveAnswer) -> Text:
        code, grade = answer.occupation, answer.grade
        said = [_CODED.fill(name=self.names.occupation(code), code=printed_code(code))] if code else []
        said += [self.names.grade(grade)] if grade else []
        return listed(tuple(said), "　", ", ") if said else _UNSAID

    def _section(self, title: Text, answers: Iterable[IncentiveAnswer]) -> Iterator[Line]:
        written = [line for one in answers for line in Written(one, self.names, self.lang).lines()]
        if written:
            yield line((title.say(self.lang), "head"), indent=2)
        yield from written


def as_object(
    application: Application, answers: Iterable[IncentiveAnswer], open_tenant: OpenTenant, lang: Lang
) -> dict[str, Any]:
    """Return what is written for one application."""
    return {
        "applicant": open_tenant.engine.bundle.schema.told(application.facts, "name"),
        "tenant": open_tenant.tenant.id,
        "track": application.facts.get("track"),
        "place": application.place,
        "on": application.on.isoformat(),
        "incentives": [_answer(answer, lang) for answer in answers],
        "bundle": open_tenant.engine.bundle.hash,
    }


def _answer(answer: IncentiveAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "id": answer.id,
        "label": answer.label.say(lang),
        "gist": answer.gist.say(lang),
        "occupation": printed_code(answer.occupation) if answer.occupation else answer.occupation,
        "grade": answer.grade,
        "status": str(answer.status),
        "since": _day(answer.since),
        "until": _day(answer.until),
        "claim_by": _day(last(answer.until) if answer.until else None),
        "amount": answer.amount,
        "requirements": [_requirement(requirement, lang) for requirement in answer.requirements],
        "missing": [list(facts) for facts in answer.missing],
        "cites": list(answer.cites),
        "notes": [note.say(lang) for note in answer.notes],
        "in_force": answer.in_force,
    }


def _requirement(requirement: RequirementAnswer, lang: Lang) -> dict[str, Any]:
    return {
        "text": requirement.text.say(lang),
        "holds": str(requirement.holds),
        "since": _day(requirement.since),
        "until": _day(requirement.until),
        "missing": list(requirement.missing),
        "terms": list(requirement.terms),
        "way": requirement.way,
    }


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None


@frozen(eq=False)
class Held:
    """One application with what its grades bring, and the tenant that answers."""

    application: Application
    answers: tuple[IncentiveAnswer, ...]
    open_tenant: OpenTenant

    @property
    def names(self) -> Names:
        """The names of what the tenant declares."""
        return self.open_tenant.names


def perform(source: Source, *, on: date | None, place: str | None, as_json: bool, lang: Lang) -> int:
    """Answer every application of the source; return 1 where one could not be read, else 0.

    Raises click.UsageError for an option whose value cannot be read, BajigongError for what else a user can mend.
    """
    code = 0
    for number, one in enumerate(_answered(source, on, place)):
        if isinstance(one, Row):
            code = 1
            _refuse(one, as_json=as_json, lang=lang)
        elif as_json:
            click.echo(json.dumps(as_object(one.application, one.answers, one.open_tenant, lang), ensure_ascii=False))
        else:
            show(one.application, one.answers, one.names, lang, first=number == 0)
    return code


def _answered(source: Source, on: date | None, place: str | None) -> Iterator[Held | Row]:
    for found in source.read():
        checked = _checked(found, on, place)
        if isinstance(checked, Application) and found.open_tenant:
            yield Held(checked, incentives(found.open_tenant.engine, checked), found.open_tenant)
        elif isinstance(checked, tuple):
            yield Row(found.raw.file, found.raw.row, found.number, problems=checked)


def _checked(found: Found, on: date | None, place: str | None) -> Application | tuple[Problem, ...]:
    if found.open_tenant is None:
        return found.problems
    region, overrides = found.open_tenant.tenant.region, {"place": place}
    return check(found.raw, found.open_tenant.schema, tenant_place=region, on=on, overrides=overrides, today=today())


def _refuse(row: Row, *, as_json: bool, lang: Lang) -> None:
    """Say what is wrong with an application; with an option, that it is wrong usage."""
    for problem in row.problems:
        if problem.file.startswith("--"):
            raise click.UsageError(problem.say(lang))
        click.echo(problem.say(lang), err=True)
    if as_json:
        click.echo(json.dumps(refused_object(row, lang), ensure_ascii=False))
