"""One call of ``bajigong incentives``: read, check, answer, and write; the exit code."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import click
from attrs import frozen

from bajigong.answers import Application, RequirementAnswer
from bajigong.cli.incentives_show import show
from bajigong.cli.offices import Found, Office, Source
from bajigong.cli.options import today
from bajigong.cli.result_json import as_object as refused_object
from bajigong.cli.result_row import Names, Row, last
from bajigong.engine.incentives import IncentiveAnswer, incentives
from bajigong.errors import Problem
from bajigong.policy.text import Lang
from bajigong.schema import printed_code
from bajigong.tables import check


def as_object(
    application: Application, answers: Iterable[IncentiveAnswer], office: Office, lang: Lang
) -> dict[str, Any]:
    """Return what is written for one application."""
    return {
        "applicant": (application.facts.get("applicant") or {}).get("name"),
        "tenant": office.tenant.id,
        "track": application.facts.get("track"),
        "place": application.place,
        "on": application.on.isoformat(),
        "incentives": [_answer(answer, lang) for answer in answers],
        "bundle": office.engine.bundle.hash,
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
    office: Office

    @property
    def names(self) -> Names:
        """The names of what the tenant declares."""
        return self.office.names


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
            click.echo(json.dumps(as_object(one.application, one.answers, one.office, lang), ensure_ascii=False))
        else:
            show(one.application, one.answers, one.names, lang, first=number == 0)
    return code


def _answered(source: Source, on: date | None, place: str | None) -> Iterator[Held | Row]:
    for found in source.read():
        checked = _checked(found, on, place)
        if isinstance(checked, Application) and found.office:
            yield Held(checked, incentives(found.office.engine, checked), found.office)
        elif isinstance(checked, tuple):
            yield Row(found.raw.file, found.raw.row, found.number, problems=checked)


def _checked(found: Found, on: date | None, place: str | None) -> Application | tuple[Problem, ...]:
    if found.office is None:
        return found.problems
    region, overrides = found.office.tenant.region, {"place": place}
    return check(found.raw, found.office.schema, tenant_place=region, on=on, overrides=overrides, today=today())


def _refuse(row: Row, *, as_json: bool, lang: Lang) -> None:
    """Say what is wrong with an application; with an option, that it is wrong usage."""
    for problem in row.problems:
        if problem.file.startswith("--"):
            raise click.UsageError(problem.say(lang))
        click.echo(problem.say(lang), err=True)
    if as_json:
        click.echo(json.dumps(refused_object(row, lang), ensure_ascii=False))
