"""What a look at a law found, for people and for programs."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import click
from attrs import asdict, frozen

from bajigong.cli.law.diff_words import Person
from bajigong.cli.show.lines import print_json
from bajigong.cli.show.row import Names, day
from bajigong.law.tenants import Tenant
from bajigong.policy.text import Lang, Text, listed
from bajigong.receipts import receipt
from bajigong.review.doctor import Finding, Severity
from bajigong.review.finding import SEVERITIES
from bajigong.review.witness import Side
from bajigong.review.witness_trial import application

_TITLE = Text("{name}（{place}）{on} 的规定体检", "The law of {name} ({place}) on {on}, examined")
_WELL = Text("未发现问题", "nothing found")
_SEVERITY: dict[Severity, Text] = {
    "error": Text("错误", "errors"),
    "warning": Text("警告", "warnings"),
    "note": Text("提示", "notes"),
}
_LINE = Text("{number}. 〔{plugin}〕{name}{message}", "{number}. [{plugin}] {name}{message}")
_NAMED, _UNNAMED = Text("{id}：", "{id}: "), Text("", "")
_CLAUSES = Text("条款：{clauses}", "clauses: {clauses}")
_PERSON = Text("例：{person}", "example: {person}")
_SELECTION = Text("例：{track}，{occupation}（{code}），{grade}", "example: {track}, {occupation} ({code}), {grade}")
_COUNT = Text("共{n}项：{counts}", "findings: {n} ({counts})")
_ONE = Text("{severity}{n}项", "{n} {severity}")


@frozen(eq=False, slots=False)
class Report:
    """Findings on a tenant's law; without a side it could not be opened at all."""

    tenant: Tenant
    side: Side | None
    findings: Sequence[Finding]

    def show(self, lang: Lang) -> None:
        """Print the findings, the gravest first, and count them on stderr."""
        if self.side:
            title = _TITLE.fill(name=self.side.name, place=self.side.place, on=day(self.side.on))
            click.echo(title.say(lang))
        if not self.findings:
            click.echo(_WELL.say(lang))
        for severity, label in _SEVERITY.items():
            some = self._of(severity)
            if some:
                click.echo("\n" + label.say(lang))
            for number, finding in enumerate(some, 1):
                self._show_one(number, finding, lang)
        counted = [_ONE.fill(severity=label, n=len(self._of(one))) for one, label in _SEVERITY.items() if self._of(one)]
        counts = listed(tuple(counted), "，", ", ") if counted else _WELL
        click.echo(_COUNT.fill(n=len(self.findings), counts=counts).say(lang), err=True)

    def _of(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == severity]

    def _show_one(self, number: int, finding: Finding, lang: Lang) -> None:
        name = _NAMED.fill(id=finding.id) if finding.id else _UNNAMED
        line = _LINE.fill(number=number, plugin=finding.plugin, name=name, message=finding.message)
        click.echo(line.say(lang))
        for text in self._examples(finding):
            click.echo(f"   {text.say(lang)}")

    @cached_property
    def _names(self) -> Names | None:
        return Names(self.tenant, self.side.bundle) if self.side else None

    def _examples(self, finding: Finding) -> Iterator[Text]:
        names = self._names
        if names is None:
            return
        if finding.clauses:
            yield _CLAUSES.fill(clauses=listed(tuple(map(names.clause, finding.clauses)), "；", "; "))
        if finding.person:
            yield _PERSON.fill(person=Person(names, finding.person).said())
        chosen = finding.selection
        if chosen:
            labels = {"track": names.track(chosen.track), "occupation": names.occupation(chosen.occupation)}
            yield _SELECTION.fill(**labels, code=chosen.occupation, grade=names.grade(chosen.grade))

    def as_json(self, lang: Lang) -> None:
        """Print the findings for programs."""
        side = self.side
        head = {
            "tenant": self.tenant.id,
            "place": side.place if side else None,
            "on": str(side.on) if side else None,
            "findings": [self._finding(finding, lang) for finding in self.findings],
            "counts": {severity: len(self._of(severity)) for severity in SEVERITIES},
            "bundle": side.bundle.hash if side else None,
        }
        print_json(head)

    def _finding(self, finding: Finding, lang: Lang) -> dict[str, Any]:
        side, person = self.side, finding.person
        return {
            "check": finding.check,
            "severity": finding.severity,
            "plugin": finding.plugin,
            "id": finding.id or None,
            "file": finding.file or None,
            "line": finding.line,
            "message": finding.message.say(lang),
            "clauses": list(finding.clauses),
            "person": receipt(application(side, person), side.bundle.schema)["facts"] if side and person else None,
            "selection": asdict(finding.selection) if finding.selection else None,
        }
