"""``bajigong occupation``: an occupation's names, codes, trades, standards and conditions, each with its source."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import Day, config_option, json_option, lang_option, tenant_option
from bajigong.policy.text import Lang, Text, listed, same

if TYPE_CHECKING:
    from bajigong.law.bundle import Bundle
    from bajigong.law.occupation_search import Entry, Search
    from bajigong.law.standards import Segment
    from bajigong.policy.occupations import Meaning
    from bajigong.policy.registers import Occupation, Qualification, Standard

_CODE = Text("职业编码", "code")
_NAME = Text("职业名称", "name")
_MARKS = Text("标识", "marks")
_FOUND = Text("查询依据", "found by")
_TRADE = Text("工种", "trade")
_TRADES = Text("已知工种", "trades on record")
_NAMES = Text("其他名称", "other names")
_FORMER = Text("以前编码", "former codes")
_LISTED = Text("职业资格", "qualification")
_CONDITIONS = Text("申报条件", "conditions")
_STANDARD_HEADERS = (
    Text("职业标准", "standard"),
    Text("编码", "code"),
    Text("颁布日期", "issued"),
    Text("文号", "document"),
    Text("适用", "for"),
    Text("所设等级", "grades"),
)
_DIGITAL = Text("S 数字职业", "S digital")
_GREEN = Text("L 绿色职业", "L green")
_WHOLE = Text("整个职业", "the whole occupation")
_SURE = {
    "verified": Text("", ""),
    "inferred": Text("（推断）", " (concluded)"),
    "uncertain": Text("（未核实，仅供参考）", " (not verified, a hint only)"),
}
_HOW = {
    "code": Text("编码", "the code"),
    "name": Text("名称", "the name"),
    "trade": Text("工种名称", "the name of a trade"),
    "former code": Text("以前的编码", "a former code"),
    "other name": Text("其他名称", "another name"),
    "prefix": Text("名称或编码开头", "the beginning"),
    "contains": Text("名称的一部分", "part of a name"),
}
_HINT = Text(
    "“{query}”与该职业的对应关系未经核实，判定时不采用，须写明职业",
    "that '{query}' stands for it was not verified: a check asks for the occupation itself",
)
_NO_NUMBER = Text("{name}（国家工种编号未收录）", "{name} (its number is not on record)")
_NO_TRADE_NAME = Text("{code}（工种名称未收录）", "{code} (its name is not on record)")
_LICENCE = Text("部分作业须另持“{name}”证件（{by}）", "some of the work needs the licence '{name}' ({by})")
_WITHHELD = Text("“{name}”列入国家职业资格目录（{by}）{sure}", "'{name}' is in the list of qualifications ({by}){sure}")
_NOTE = Text("{standard}：{note}", "{standard}: {note}")
_NO_STANDARD = Text("未收录国家职业标准", "no national standard is on record")
_NONE_TODAY = Text("当日的国家职业标准未收录", "no national standard of the day is on record")
_ON = Text("{day}申报条件{grades}：{what}", "conditions on {day}{grades}: {what}")
_GRADES = Text("（{grades}）", " ({grades})")
_BY = Text("{reading}，依据{standard}", "{reading}, by {standard}")
_OPEN = Text("{readings}，尚无规定取舍；{standard}", "{readings}: not laid down which; {standard}")
_NO_EDITION = Text("尚无已知版本", "no edition is known")
_OWN = Text("标准自身的申报条件", "the standard's own conditions")
_UNREAD = Text("标准自身的申报条件（未收录）", "the standard's own conditions (not on record)")
_UNSAID = Text("未收录", "not on record")
_ALSO = Text("另有名称含“{query}”的职业：", "Also found for '{query}':")
_MORE = Text("还有{n}个未列出，可用 --limit 调整", "{n} more are not listed; see --limit")
_NONE = Text(
    "未找到职业“{query}”，收录的名称和工种均无此来源", "found no occupation '{query}': no source on record has the name"
)
_NEAR = Text("是否为：", "did you mean:")


@click.command()
@click.argument("query")
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day asked about; today if not given.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many to list at most.")
@json_option
@lang_option
@click.pass_context
def occupation(  # noqa: PLR0913  (an argument for each option)
    ctx: click.Context,
    *,
    query: str,
    tenant: str | None,
    config: Path | None,
    on: date | None,
    limit: int,
    as_json: bool,
    lang: Lang,
) -> None:
    """Find an occupation (职业) by code or name, with its standards and the conditions they follow.

    QUERY is a code such as 6-31-01-03, of today or of before, a trade's code, the beginning of a code, or a name: the
    occupation's, a trade's, a former or a common one, or part of one.
    """
    from bajigong.cli.options import open_for, today
    from bajigong.cli.show.lines import print_json
    from bajigong.law import tenants
    from bajigong.law.occupation_search import find

    bundle = open_for(tenant, config)
    place = tenants.tenant(tenant, config).region if tenant else "000000"
    day = on or today()
    search = find(bundle, query, place=place, on=day)
    if as_json:
        print_json(_as_json(bundle, search, day, limit, lang))
    if not search.entries:
        click.echo(not_found(search, lang), err=True)
        ctx.exit(1)
    if not as_json:
        _print(bundle, search, day, limit, lang)


def not_found(search: "Search", lang: Lang) -> str:
    """Say that nothing was found, and what is near."""
    lines = [_NONE.fill(query=search.query).say(lang)]
    if search.suggestions:
        lines += [_NEAR.say(lang), *(f"  {one.code}  {one.name}" for one in search.suggestions)]
    return "\n".join(lines)


# ---------------------------------------------------------------- for people


def _print(bundle: "Bundle", search: "Search", day: date, limit: int, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_table

    full = [one for one in search.entries if one.exact] or search.entries[: len(search.entries) == 1]
    rest = search.entries[len(full) :]
    for number, entry in enumerate(full[:limit]):
        if number:
            click.echo("")
        _print_entry(bundle, search.query, entry, day, lang)
    shown = rest[: max(limit - len(full), 0)]
    if shown:
        if full:
            click.echo("\n" + _ALSO.fill(query=search.query).say(lang))
        rows = [(e.occupation.code, e.occupation.name, _marks(e.occupation).say(lang) or "-") for e in shown]
        print_table((_CODE, _NAME, _MARKS), rows, lang)
    if len(search.entries) > limit:
        click.echo(_MORE.fill(n=len(search.entries) - limit).say(lang), err=True)


def _print_entry(bundle: "Bundle", query: str, entry: "Entry", day: date, lang: Lang) -> None:
    from bajigong.cli.show.lines import print_fields, print_table
    from bajigong.law.standards import title

    one = entry.occupation
    fields = [
        (_CODE, one.code),
        (_NAME, one.name),
        (_TRADE, _trade(entry).say(lang)),
        (_MARKS, _marks(one).say(lang)),
        (_FOUND, "" if entry.hit.how in ("code", "name") else _found(entry).say(lang)),
        (_TRADES, listed(tuple(same(trade.name) for trade in entry.trades)).say(lang)),
        *((_NAMES, _other(name, meaning).say(lang)) for name, meaning in entry.names),
        *((_FORMER, f"{c.old} {c.name}（{c.edition}）{_SURE[c.sure].say(lang)}") for c in entry.former),
        *((_LISTED, _qualification(item).say(lang)) for item in entry.qualifications),
        *((_CONDITIONS, line.say(lang)) for line in _conditions(bundle, entry, day)),
    ]
    print_fields(fields, lang)
    if entry.hit.sure == "uncertain":
        click.echo(_HINT.fill(query=query).say(lang))
    if entry.standards:
        print_table(_STANDARD_HEADERS, [_row(bundle, one, lang) for one in entry.standards], lang)
        for standard in entry.standards:
            if standard.note:
                click.echo(_NOTE.fill(standard=title(standard), note=standard.note).say(lang))
    else:
        click.echo(_NO_STANDARD.say(lang))


def _row(bundle: "Bundle", standard: "Standard", lang: Lang) -> tuple[str, ...]:
    scope = same("、".join(standard.trades)) if standard.trades else _WHOLE
    grades = listed(tuple(bundle.grades[grade].what.label for grade in standard.grades)) if standard.grades else _UNSAID
    said = grades.say(lang) + (_SURE[standard.grades_sure].say(lang) if standard.grades else "")
    name = standard.title + _SURE[standard.linked].say(lang)
    return name, standard.code, str(standard.issued), standard.number or "-", scope.say(lang), said


def _conditions(bundle: "Bundle", entry: "Entry", day: date) -> Iterator[Text]:
    for segment, grades in entry.segments:
        names = listed(tuple(bundle.grades[grade].what.label for grade in grades))
        of = _GRADES.fill(grades=names) if len(entry.segments) > 1 else same("")
        yield _ON.fill(day=day, grades=of, what=_followed(bundle, segment))


def _followed(bundle: "Bundle", segment: "Segment | None") -> Text:
    from bajigong.law.standards import title

    if segment is None:
        return _NO_EDITION
    standard = title(segment.standard) if segment.standard else _NONE_TODAY
    readings = tuple(_reading(bundle, named) for named in segment.alternatives.values())
    if len(readings) == 1:
        return _BY.fill(reading=readings[0], standard=standard)
    return _OPEN.fill(readings=listed(readings, "或", " or "), standard=standard)


def _reading(bundle: "Bundle", named: str) -> Text:
    if named in bundle.templates:
        return bundle.templates[named].what.label
    return _OWN if named else _UNREAD


def _trade(entry: "Entry") -> Text:
    if entry.trade:
        numbered = "-T" not in entry.trade.code
        name = same(f"{entry.trade.code} {entry.trade.name}" if numbered else entry.trade.name)
        return name if numbered else _NO_NUMBER.fill(name=name)
    return _NO_TRADE_NAME.fill(code=entry.code) if entry.code != entry.occupation.code else same("")


def _found(entry: "Entry") -> Text:
    hit = entry.hit
    parts = (_HOW[hit.how], hit.note or same(""), same(hit.source))
    return listed((listed(tuple(part for part in parts if part.zh), "，", ", "), _SURE[hit.sure]), "", "")


def _other(name: str, meaning: "Meaning") -> Text:
    return listed((same(name), _SURE[meaning.sure]), "", "")


def _qualification(one: "Qualification") -> Text:
    shape = _LICENCE if one.scope == "licence" else _WITHHELD
    return shape.fill(name=one.name, by=one.by, sure=_SURE[one.sure])


def _marks(one: "Occupation") -> Text:
    marks = ((_DIGITAL, "S"), (_GREEN, "L"))
    return listed(tuple(text for text, mark in marks if mark in one.marks))


# ---------------------------------------------------------------- for programs


def _as_json(bundle: "Bundle", search: "Search", day: date, limit: int, lang: Lang) -> dict[str, Any]:
    return {
        "query": search.query,
        "on": str(day),
        "found": len(search.entries),
        "occupations": [_entry_json(bundle, entry, lang) for entry in search.entries[:limit]],
        "suggestions": [{"code": one.code, "name": one.name} for one in search.suggestions],
    }


def _entry_json(bundle: "Bundle", entry: "Entry", lang: Lang) -> dict[str, Any]:
    one, hit = entry.occupation, entry.hit
    return {
        "code": one.code,
        "name": one.name,
        "digital": "S" in one.marks,
        "green": "L" in one.marks,
        "trade": entry.trade.name if entry.trade else None,
        "found_by": hit.how,
        "sure": hit.sure,
        "source": hit.source or None,
        "note": hit.note.say(lang) if hit.note else None,
        "trades": [{"name": t.name, "sure": t.sure, "source": t.source} for t in entry.trades],
        "other_names": [{"name": n, "kind": m.kind, "sure": m.sure, "source": m.source} for n, m in entry.names],
        "former_codes": [
            {"code": c.old, "name": c.name, "edition": c.edition, "sure": c.sure, "source": c.source}
            for c in entry.former
        ],
        "qualifications": [
            {"name": q.name, "scope": q.scope, "sure": q.sure, "by": q.by.say(lang), "source": q.source}
            for q in entry.qualifications
        ],
        "conditions": [_segment_json(bundle, *pair, lang) for pair in entry.segments],
        "standards": [_standard_json(standard) for standard in entry.standards],
    }


def _segment_json(bundle: "Bundle", segment: "Segment | None", grades: tuple[str, ...], lang: Lang) -> dict[str, Any]:
    return {
        "grades": list(grades),
        "readings": [_reading(bundle, named).say(lang) for named in segment.alternatives.values()] if segment else [],
        "standard": segment.standard.title if segment and segment.standard else None,
        "cites": list(segment.clauses) if segment else [],
    }


def _standard_json(standard: "Standard") -> dict[str, Any]:
    return {
        "name": standard.name,
        "trades": list(standard.trades),
        "code": standard.code,
        "issued": str(standard.issued),
        "document": standard.number,
        "sure": standard.linked,
        "grades": list(standard.grades),
        "grades_sure": standard.grades_sure if standard.grades else None,
        "own_conditions": bool(standard.conditions),
    }
