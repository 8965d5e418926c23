"""``bajigong law coverage``: clause → rules → scenarios, measured by taking each rule out."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from bajigong.cli.options import admit_output, config_option, json_option, lang_option
from bajigong.cli.show.lines import aligned
from bajigong.outputs import write_whole
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.clauses import Paragraph
    from bajigong.review.coverage import ClauseCoverage
    from bajigong.scenarios import Scenario

_HEAD = (
    Text("条款", "clause"),
    Text("位置", "place"),
    Text("类别", "kind"),
    Text("状态", "state"),
    Text("规则", "rules"),
    Text("缺少即被用例发现", "missed when taken out"),
)
_SUFFIX = Text("文件名为{path}；应以 .html 结尾", "found file name {path}; expected one that ends in .html")
_SCENARIOS = Text("用例", "scenarios")
_SUMMARY = Text(
    "{n}条：应计{m}条，取出规则后有用例变化的{k}条（{p}%），阈值{t}%",
    "{n} clauses: {m} ask something, {k} of them change a scenario when a rule is taken out ({p} %), threshold {t} %",
)


_PARAGRAPHS = Text(
    "文件编号段落{n}段：有条款的{c}段，不含要求的{s}段，未交代的{u}段",
    "{n} numbered paragraphs: {c} have clauses, {s} ask nothing, {u} are not accounted for",
)
_LOST = Text("未交代：{doc} {at}", "not accounted for: {doc} {at}")


@click.command()
@click.option("--tenant", "names", multiple=True, metavar="NAME", help="A tenant; more than one may be named.  [all]")
@click.option(
    "--scenarios",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folders to search for .scenario.yaml files.  [default: .]",
)
@click.option("--threshold", type=click.FloatRange(0, 100), default=0.0, help="Exit with 1 under this share, in %.")
@click.option("--national", is_flag=True, help="Also the clauses of national documents, not only those of places.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the table as HTML.")
@config_option
@json_option
@lang_option
def coverage(**options: Any) -> None:
    """Measure which clauses are encoded: a clause counts only if a scenario changes when one of its rules goes.

    Every numbered paragraph of a document has its clauses, or says nothing to do; with a threshold, one that is not
    accounted for is an exit with 1 too.
    """
    click.get_current_context().exit(_perform(Options(**options)))


@frozen
class Options:
    """What the command line says."""

    names: tuple[str, ...]
    folders: tuple[Path, ...]
    threshold: float
    national: bool
    output: Path | None
    config: Path | None
    as_json: bool
    lang: Lang


def _perform(options: Options) -> int:
    from bajigong.law.tenants import tenant, tenants
    from bajigong.scenarios import find_scenarios

    lang = options.lang
    chosen = [tenant(name, options.config) for name in options.names] or list(tenants(options.config).values())
    scenarios = list(find_scenarios(options.folders or (Path(),)))
    if options.output:
        _see_to(options.output, options.config, scenarios, lang)
    measured = _measured(chosen, scenarios, lang)
    found = [one for one in measured if options.national or one.state.document.place]
    text = _paragraphs(chosen, options)
    if options.output:
        _write_page(options.output, found, text, lang)
    written = json.dumps([_object(one, lang) for one in found], ensure_ascii=False) if options.as_json else ""
    click.echo(written or _table(found, lang))
    asked = [one for one in found if one.expected]
    counted = sum(one.counts for one in asked)
    share = 100 * counted / len(asked) if asked else 100.0
    words = {"n": len(found), "m": len(asked), "k": counted, "p": f"{share:.1f}", "t": f"{options.threshold:g}"}
    click.echo(_SUMMARY.fill(**words).say(lang), err=True)
    lost = _say_paragraphs(text, lang)
    return int(share < options.threshold or bool(lost and options.threshold))


def _say_paragraphs(text: Sequence["Paragraph"], lang: Lang) -> list["Paragraph"]:
    """Say how many numbered paragraphs are accounted for, and name those that are not; give these."""
    lost = [one for one in text if not one.accounted]
    silent = sum(not one.clauses for one in text) - len(lost)
    words = {"n": len(text), "c": sum(bool(one.clauses) for one in text), "s": silent, "u": len(lost)}
    click.echo(_PARAGRAPHS.fill(**words).say(lang), err=True)
    for one in lost:
        click.echo(_LOST.fill(doc=one.document.name, at=one.at).say(lang), err=True)
    return lost


def _paragraphs(chosen: Sequence[Any], options: Options) -> tuple["Paragraph", ...]:
    """Return the numbered paragraphs of the documents of the tenants, each once."""
    from bajigong.law.clauses import paragraphs
    from bajigong.scenarios import engine_of

    every = (one for home in chosen for one in paragraphs(engine_of(home).bundle))
    told = {(one.document.id, one.at): one for one in every if options.national or one.document.place}
    return tuple(told.values())


def _measured(chosen: Sequence[Any], scenarios: Sequence[Any], lang: Lang) -> tuple["ClauseCoverage", ...]:
    from bajigong.review.coverage import citing, cover
    from bajigong.scenarios import engine_of

    if not sys.stderr.isatty():
        return cover(chosen, scenarios)
    from rich.console import Console
    from rich.progress import Progress

    label = Text("逐条取出规则", "taking rules out").say(lang)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=sum(len(citing(engine_of(one).bundle)) for one in chosen))
        return cover(chosen, scenarios, lambda _: progress.advance(task))


def _object(one: "ClauseCoverage", lang: Lang) -> dict[str, Any]:
    clause = one.state.clause
    return {
        "clause": clause.id,
        "document": one.state.document.name.say(lang),
        "at": clause.at,
        "kind": clause.kind,
        "plugin": one.state.owner,
        "state": one.state.state,
        "lacks": clause.lacks.say(lang) if clause.lacks else None,
        "gist": clause.gist.say(lang),
        "rules": [{"id": rule.id, "noticed_by": rule.noticed_by or None} for rule in one.rules],
        "scenarios": list(one.scenarios),
        "counts": one.counts,
    }


def _table(found: Sequence["ClauseCoverage"], lang: Lang) -> str:
    return "\n".join(aligned([[head.say(lang) for head in _HEAD], *(_row(one) for one in found)]))


def _row(one: "ClauseCoverage") -> list[str]:
    clause, noticed = one.state.clause, sum(bool(rule.noticed_by) for rule in one.rules)
    return [clause.id, clause.at, clause.kind, one.state.state, str(len(one.rules)), f"{noticed}/{len(one.rules)}"]


def _see_to(output: Path, config: Path | None, scenarios: Sequence["Scenario"], lang: Lang) -> None:
    """See that the page may be written, before anything is measured."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(_SUFFIX.fill(path=output).say(lang))
    laws = [law for one in scenarios for law in one.tenant.laws]
    files = {*(one.file for one in scenarios), *laws}
    admit_output(output, lang, config, ((one, _SCENARIOS) for one in files))


def _write_page(path: Path, found: Sequence["ClauseCoverage"], text: Sequence["Paragraph"], lang: Lang) -> None:
    from bajigong.review.coverage import page

    write_whole(path, page(found, text, lang).encode(), lang)
