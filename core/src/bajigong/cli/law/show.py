"""``bajigong law show``: the documents of a tenant, how each stands on a day, and the clauses of those named."""

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
    place_option,
    tenant_option,
)
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.cli.options import Asked
    from bajigong.review.book_standing import Standing

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
    from bajigong.cli.law.clauses import print_rows
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
    from bajigong.cli.law.clauses import as_json
    from bajigong.law.clauses import clause_states

    return {"clauses": [as_json(state, lang) for state in clause_states(asked.bundle) if state.id in one.clauses]}
