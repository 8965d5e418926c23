"""``bajigong law clauses``: every clause, what became of it, and what cites it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import ask, config_option, document_id, json_option, lang_option, one_of, tenant_option
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.law.clauses import ClauseState

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
        _print_json(asked.tenant.id, asked.bundle.hash, those, lang)
    else:
        print_rows(those, lang)
        click.echo(_total(those).say(lang), err=True)


def print_rows(those: "Iterable[ClauseState]", lang: Lang, indent: str = "") -> None:
    """Print clauses to stdout: each on a line, with its gist, what is missing and what cites it below."""
    from bajigong.cli.show.lines import aligned, print_fields

    every = list(those)
    for one, line in zip(every, aligned([_head(one, lang) for one in every], indent), strict=True):
        click.echo(line)
        print_fields(_fields(one, lang), lang, f"{indent}  ")


def _head(one: "ClauseState", lang: Lang) -> tuple[str, ...]:
    from bajigong.review.book_words import CLAUSE_KIND, DOCUMENT_STATES, worded

    clause = one.clause
    return clause.id, clause.at, worded(CLAUSE_KIND, clause.kind).say(lang), DOCUMENT_STATES[one.state].say(lang)


def _fields(one: "ClauseState", lang: Lang) -> list[tuple[Text, str]]:
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


def _print_json(tenant: str, bundle: str, those: "list[ClauseState]", lang: Lang) -> None:
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
