"""``bajigong law show``, ``clauses`` and ``source``: documents, what became of each clause, the program of a track."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import (
    ask,
    config_option,
    document_id,
    json_option,
    lang_option,
    on_option,
    one_of,
    place_option,
    tenant_option,
)
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.cli.options import Asked
    from bajigong.law.clauses import ClauseState
    from bajigong.review.book_standing import Standing

_GIST = Text("要旨", "gist")
_LACKS = Text("缺什么", "what is missing")
_CITED = Text("被引用于", "cited by")
_TOTAL = Text("共{n}条：{states}", "clauses: {n} ({states})")


@click.command()
@tenant_option
@config_option
@click.option("--document", metavar="DOCUMENT", help="Only the clauses of this document (文件), by id or number.")
@click.option("--kind", metavar="KIND", help="Only clauses of this kind (类别), such as eligibility.")
@click.option("--state", metavar="STATE", help="encoded, partly, discretion, declared or not_encoded (状态).")
@json_option
@lang_option
def clauses(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    document: str | None,
    kind: str | None,
    state: str | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """List every clause (条款): where it stands, its kind and gist, its state, what is missing and what cites it.

    The clauses go to stdout, the count of each state to stderr.
    """
    from bajigong.law.clauses import STATES, clause_states

    asked = ask(tenant, config, None, None, lang)
    of = document_id(asked.bundle, document, lang) if document is not None else None
    every = clause_states(asked.bundle)
    one_of("--kind", kind, tuple(sorted({one.clause.kind for one in every})), lang)
    one_of("--state", state, STATES, lang)
    wanted = [one for one in every if of in (None, one.document.id) and kind in (None, one.clause.kind)]
    those = [one for one in wanted if state in (None, one.state)]
    if as_json:
        _print_every(asked.tenant.id, asked.bundle.hash, those, lang)
    else:
        print_rows(those, lang)
        click.echo(_total(those).say(lang), err=True)


def print_rows(those: "Iterable[ClauseState]", lang: Lang, indent: str = "") -> None:
    """Print clauses to stdout: each on a line, with its gist, what is missing and what cites it below."""
    from bajigong.cli.show.lines import aligned, print_fields

    every = list(those)
    for one, line in zip(every, aligned([_head(one, lang) for one in every], indent), strict=True):
        click.echo(line)
        print_fields(_clause_fields(one, lang), lang, f"{indent}  ")


def _head(one: "ClauseState", lang: Lang) -> tuple[str, ...]:
    from bajigong.review.book_words import CLAUSE_KIND, DOCUMENT_STATES, worded

    clause = one.clause
    return clause.id, clause.at, worded(CLAUSE_KIND, clause.kind).say(lang), DOCUMENT_STATES[one.state].say(lang)


def _clause_fields(one: "ClauseState", lang: Lang) -> list[tuple[Text, str]]:
    clause = one.clause
    lacks = clause.lacks.say(lang) if clause.lacks else ""
    return [(_GIST, clause.gist.say(lang)), (_LACKS, lacks), (_CITED, ", ".join(one.cited_by))]


def _total(those: "list[ClauseState]") -> Text:
    from bajigong.law.clauses import STATES
    from bajigong.policy.text import listed
    from bajigong.review.book_words import DOCUMENT_STATES

    counts = [(state, sum(one.state == state for one in those)) for state in STATES]
    shape = Text("{state}{n}", "{state} {n}")
    said = listed(tuple(shape.fill(state=DOCUMENT_STATES[state], n=n) for state, n in counts if n), "，")
    return _TOTAL.fill(n=len(those), states=said)


def _print_every(tenant: str, bundle: str, those: "list[ClauseState]", lang: Lang) -> None:
    from bajigong.cli.show.lines import print_json
    from bajigong.law.clauses import STATES

    counts = {state: sum(one.state == state for one in those) for state in STATES}
    said = [as_json(one, lang) for one in those]
    print_json({"tenant": tenant, "clauses": said, "counts": counts, "bundle": bundle})


def as_json(one: "ClauseState", lang: Lang) -> dict[str, Any]:
    """Return a clause for programs."""
    clause = one.clause
    return {
        "clause": clause.id,
        "document": one.document.id,
        "number": one.document.number or None,
        "at": clause.at,
        "kind": clause.kind,
        "does": clause.does or None,
        "state": one.state,
        "gist": clause.gist.say(lang),
        "lacks": clause.lacks.say(lang) if clause.lacks else None,
        "cited_by": one.cited_by,
        "plugin": one.owner,
    }


_TITLE = Text("{label}（{place}）{on} 的文件", "Documents of {label} ({place}) on {on}")
_NUMBER = Text("文号", "number")
_ISSUER = Text("发文机关", "issued by")
_PLACE = Text("适用地区", "place")
_NATION = Text("全国", "the nation")
_ISSUED = Text("印发", "issued")
_IN_FORCE = Text("施行", "in force")
_LAPSES = Text("失效", "lapses")
_STATUS = Text("当日状态", "on that day")
_BASED_ON = Text("依据", "based on")
_REPLACES = Text("代替", "replaces")
_NOTE = Text("说明", "note")
_SOURCE = Text("来源", "source")
_COUNT = Text("条款数", "clauses")
_PLUGIN = Text("插件", "plugin")


@click.command()
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@tenant_option
@config_option
@on_option
@place_option
@json_option
@lang_option
def show(  # noqa: PLR0913  (an argument for each option)
    *,
    documents: tuple[str, ...],
    tenant: str | None,
    config: Path | None,
    on: date | None,
    place: str | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """Show a tenant's documents (文件): number, issuer, dates, and how each stands on a day.

    DOCUMENT is an id or a number; a document that is named is shown with its clauses.
    """
    from bajigong.review.book_standing import standings

    asked = ask(tenant, config, place, on, lang)
    named = tuple(document_id(asked.bundle, name, lang) for name in documents)
    every = standings(asked.bundle, asked.place, asked.on)
    those = tuple(one for one in every if not named or one.document.id in named)
    (_print_json if as_json else _print)(asked, those, bool(named), lang)


def _print(asked: "Asked", those: "tuple[Standing, ...]", clauses: bool, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_fields

    label = asked.tenant.label
    click.echo(_TITLE.fill(label=label, place=asked.place, on=asked.on).say(lang))
    for one in those:
        click.echo(f"\n{one.document.title.say(lang)} [{one.document.id}]")
        print_fields(_fields(one, lang), lang, indent="  ")
        if clauses:
            _print_clauses(asked, one, lang)


def _fields(one: "Standing", lang: Lang) -> list[tuple[Text, str]]:
    document = one.document
    return [
        (_NUMBER, document.number),
        (_ISSUER, document.issuer.say(lang)),
        (_PLACE, document.place or _NATION.say(lang)),
        (_ISSUED, str(document.issued or "")),
        (_IN_FORCE, str(document.in_force or "")),
        (_LAPSES, str(one.lapses or "")),
        (_STATUS, _status(one).say(lang)),
        (_BASED_ON, ", ".join(document.based_on)),
        (_REPLACES, ", ".join(document.replaces)),
        (_NOTE, document.note.say(lang) if document.note else ""),
        (_SOURCE, document.source),
        (_COUNT, str(len(one.clauses))),
        (_PLUGIN, one.owner),
    ]


def _status(one: "Standing") -> Text:
    from bajigong.review.book_words import DRAFT_COUNTS, STATUS

    return DRAFT_COUNTS if one.status == "draft" and one.counts else STATUS[one.status]


def _print_clauses(asked: "Asked", one: "Standing", lang: Lang) -> None:
    from bajigong.law.clauses import clause_states

    click.echo()
    print_rows([state for state in clause_states(asked.bundle) if state.id in one.clauses], lang, indent="  ")


def _print_json(asked: "Asked", those: "tuple[Standing, ...]", clauses: bool, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_json

    said = [_document(one, lang) | (_clauses(asked, one, lang) if clauses else {}) for one in those]
    head = {"tenant": asked.tenant.id, "place": asked.place, "on": str(asked.on)}
    print_json({**head, "documents": said, "bundle": asked.bundle.hash})


def _document(one: "Standing", lang: Lang) -> dict[str, Any]:
    document = one.document
    return {
        "document": document.id,
        "number": document.number or None,
        "title": document.title.say(lang),
        "issuer": document.issuer.say(lang),
        "place": document.place or None,
        "issued": str(document.issued) if document.issued else None,
        "in_force": str(document.in_force) if document.in_force else None,
        "lapses": str(one.lapses) if one.lapses else None,
        "valid_years": document.valid_years,
        "status": one.status,
        "counts": one.counts,
        "based_on": document.based_on,
        "replaces": document.replaces,
        "note": document.note.say(lang) if document.note else None,
        "source": document.source or None,
        "known_from": str(document.known_from) if document.known_from else None,
        "plugin": one.owner,
        "clause_count": len(one.clauses),
    }


def _clauses(asked: "Asked", one: "Standing", lang: Lang) -> dict[str, Any]:
    from bajigong.law.clauses import clause_states

    return {"clauses": [as_json(state, lang) for state in clause_states(asked.bundle) if state.id in one.clauses]}


_OCCUPATION = Text(
    "职业代码“{code}”不存在；应为如 6-31-01-03", "found occupation {code!r}; expected a code like 6-31-01-03"
)


@click.command()
@tenant_option
@config_option
@click.option("--track", required=True, metavar="TRACK", help="Kind of assessment.")
@click.option("--occupation", required=True, metavar="CODE", help="Code of an occupation or trade.")
@click.option("--grade", required=True, metavar="GRADE", help="The grade applied for.")
@on_option
@place_option
@lang_option
def source(  # noqa: PLR0913  (an argument for each option)
    *,
    tenant: str | None,
    config: Path | None,
    track: str,
    occupation: str,
    grade: str,
    on: date | None,
    place: str | None,
    lang: Lang,
) -> None:
    """Print the program (程序) by which applications of a track, an occupation and a grade are decided.

    It is what runs: Python, with the words of each requirement and the clauses of each rule above its lines.
    """
    from bajigong.compile.program import program_of
    from bajigong.engine.engine import Engine
    from bajigong.policy.facts import Selection

    asked = ask(tenant, config, place, on, lang)
    bundle = asked.bundle
    one_of("--track", track, tuple(bundle.tracks), lang)
    one_of("--grade", grade, tuple(bundle.grades), lang)
    if occupation not in bundle.register:
        raise click.UsageError(_OCCUPATION.fill(code=occupation).say(lang))
    selection = Selection(track, occupation, grade, asked.place)
    plan = Engine(bundle, asked.tenant.id).plan(selection)
    click.echo(program_of(plan, bundle.schema, selection, account=True, lang=lang).text, nl=False)
