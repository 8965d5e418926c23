"""``bajigong law doctor``: what ails the law of a tenant, each finding with its plugin and whom it shows on."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import asdict, frozen

from bajigong.cli.law.diff_words import Person
from bajigong.cli.open_tenants import Names, day
from bajigong.cli.options import (
    NO_TENANT,
    config_option,
    json_option,
    lang_option,
    on_option,
    place_option,
    see_place,
    tenant_option,
)
from bajigong.cli.show.lines import print_json
from bajigong.law.tenants import Tenant
from bajigong.policy.text import Lang, Text, listed
from bajigong.receipts import receipt
from bajigong.review.doctor import Finding, Severity
from bajigong.review.finding import SEVERITIES, application
from bajigong.review.witness import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bajigong.law.opening import Bundle
    from bajigong.law.tenants import Tenant
    from bajigong.review.doctor import Finding, Severity
    from bajigong.review.witness import Side

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


@click.command()
@tenant_option
@config_option
@click.option(
    "--bundle",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A further file of law (TOML), whether or not it fits. May be given several times.",
)
@on_option
@place_option
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too, not for errors alone.")
@json_option
@lang_option
def doctor(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    files: tuple[Path, ...],
    on: date | None,
    place: str | None,
    strict: bool,
    as_json: bool,
    lang: Lang,
) -> None:
    """Examine a tenant's law (规定体检): what cannot hold, is needless, missing, about to lapse or out of order.

    Exit code 1 where there are errors; with --strict where there are warnings.
    """
    from bajigong.cli.options import today
    from bajigong.law import tenants
    from bajigong.review.doctor import open_all

    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    see_place(place, lang)
    here = tenants.tenant(tenant, config)
    bundle, wrong = open_all(here, files)
    side = _side(here, bundle, on or today(), place) if bundle else None
    findings = _all(side, wrong)
    report = Report(here, side, findings)
    (report.as_json if as_json else report.show)(lang)
    grave: set[Severity] = {"error", "warning"} if strict else {"error"}
    click.get_current_context().exit(int(any(finding.severity in grave for finding in findings)))


def _side(here: "Tenant", bundle: "Bundle", on: date, place: str | None) -> "Side":
    from bajigong.engine.engine import Engine
    from bajigong.review.witness import Side

    return Side(here.label, Engine(bundle, here.id), place or here.region, on)


def _all(side: "Side | None", wrong: "Sequence[Finding]") -> "tuple[Finding, ...]":
    from bajigong.review.doctor import examine

    return (*wrong, *(examine(side) if side else ()))
