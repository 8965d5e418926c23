"""``bajigong occupation``: an occupation's code, marks, standards and conditions."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bajigong.cli.options import config_option, json_option, lang_option, tenant_option
from bajigong.policy.text import Lang, Text, listed

if TYPE_CHECKING:
    from bajigong.occupations import Entry, Followed, Search
    from bajigong.policy.registers import Occupation

_CODE = Text("职业编码", "code")
_NAME = Text("职业名称", "name")
_MARKS = Text("标识", "marks")
_TRADE = Text("工种", "trade")
_CONDITIONS = Text("申报条件", "conditions")
_STANDARD_HEADERS = (
    Text("国家职业标准", "national standard"),
    Text("编码", "code"),
    Text("颁布日期", "issued"),
    Text("文号", "document"),
    Text("适用", "for"),
    Text("申报条件版本", "conditions"),
)
_DIGITAL = Text("S 数字职业", "S digital")
_GREEN = Text("L 绿色职业", "L green")
_TRADE_ONLY = Text("所列工种", "the trade named")
_WHOLE = Text("整个职业", "the whole occupation")
_RENUMBERED = Text("编码已变，判定时未采用", "another code; not used in a verdict")
_UNSURE = Text("{template}（所依版本未能核实）", "{template} (not verified)")
_BY = Text("{template}，依据《{standard}》", "{template}, by the standard {standard}")
_BY_DEFAULT = Text(
    "{template}（未收录适用的国家职业标准，按默认版本）", "{template} (the default: no standard for it is on record)"
)
_NO_NAME = Text("{code}（工种名称未收录）", "{code} (its name is not on record)")
_NO_STANDARD = Text("未收录国家职业标准", "no national standard is on record")
_ALSO = Text("另有职业名称或工种名称含“{query}”：", "Also found for '{query}':")
_MORE = Text("还有{n}个未列出，可用 --limit 调整", "{n} more are not listed; see --limit")
_NONE = Text("未找到职业“{query}”", "found no occupation '{query}'")
_NEAR = Text("是否为：", "did you mean:")


@click.command()
@click.argument("query")
@tenant_option
@config_option
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many to list at most.")
@json_option
@lang_option
@click.pass_context
def occupation(  # noqa: PLR0913  (an argument for each option)
    ctx: click.Context, *, query: str, tenant: str | None, config: Path | None, limit: int, as_json: bool, lang: Lang
) -> None:
    """Find an occupation (职业) by code or name, with its standards and the conditions they follow.

    QUERY is a code such as 6-31-01-03, a trade's code, the beginning of a code, or a name or part of one.
    """
    from bajigong.cli.listing import print_json
    from bajigong.cli.options import open_for
    from bajigong.occupations import find

    search = find(open_for(tenant, config), query)
    if as_json:
        print_json(_as_json(search, limit, lang))
    if not search.entries:
        click.echo(not_found(search, lang), err=True)
        ctx.exit(1)
    if not as_json:
        _print(search, limit, lang)


def not_found(search: "Search", lang: Lang) -> str:
    """Say that nothing was found, and what is near."""
    lines = [_NONE.fill(query=search.query).say(lang)]
    if search.suggestions:
        lines += [_NEAR.say(lang), *(f"  {one.code}  {one.name}" for one in search.suggestions)]
    return "\n".join(lines)


def _print(search: "Search", limit: int, lang: Lang) -> None:
    from bajigong.cli.listing import print_table

    full = [one for one in search.entries if one.exact] or search.entries[: len(search.entries) == 1]
    rest = search.entries[len(full) :]
    for entry in full[:limit]:
        _print_entry(entry, lang)
    shown = rest[: max(limit - len(full), 0)]
    if shown:
        if full:
            click.echo("\n" + _ALSO.fill(query=search.query).say(lang))
        rows = [(e.occupation.code, e.occupation.name, _marks(e.occupation, lang)) for e in shown]
        print_table((_CODE, _NAME, _MARKS), rows, lang)
    if len(search.entries) > limit:
        click.echo(_MORE.fill(n=len(search.entries) - limit).say(lang), err=True)


def _print_entry(entry: "Entry", lang: Lang) -> None:
    from bajigong.cli.listing import print_fields, print_table

    one = entry.occupation
    fields = [
        (_CODE, one.code),
        (_NAME, one.name),
        (_TRADE, _trade(entry, lang)),
        (_MARKS, _marks(one, lang)),
        (_CONDITIONS, _conditions(entry.follows).say(lang)),
    ]
    print_fields(fields, lang)
    if entry.standards:
        print_table(_STANDARD_HEADERS, [_standard_row(entry, one, lang) for one in entry.standards], lang)
    else:
        click.echo(_NO_STANDARD.say(lang))


def _standard_row(entry: "Entry", followed: "Followed", lang: Lang) -> tuple[str, ...]:
    standard = followed.standard
    assert standard is not None  # a row is a standard's
    scope = _TRADE_ONLY if standard.trade_only else _WHOLE
    scope = scope if standard.code.startswith(entry.occupation.code) else _RENUMBERED
    edition = _edition(followed).say(lang)
    return standard.name, standard.code, str(standard.issued), standard.document, scope.say(lang), edition


def _edition(followed: "Followed") -> Text:
    label = followed.template.label if followed.template else Text("-", "-")
    return _UNSURE.fill(template=label) if followed.unsure else label


def _conditions(followed: "Followed") -> Text:
    if followed.standard is None:
        return _BY_DEFAULT.fill(template=_edition(followed))
    return _BY.fill(template=_edition(followed), standard=followed.standard.name)


def _trade(entry: "Entry", lang: Lang) -> str:
    from bajigong.occupations import trade_names

    if not entry.trade:
        return ""
    names = [f.standard for f in entry.standards if f.standard and f.standard.code == entry.trade]
    known = [name for standard in names for name in trade_names(standard)]
    return f"{entry.trade} {'、'.join(known)}" if known else _NO_NAME.fill(code=entry.trade).say(lang)


def _marks(one: "Occupation", lang: Lang) -> str:
    marks = ((_DIGITAL, "S"), (_GREEN, "L"))
    return listed(tuple(text for text, mark in marks if mark in one.marks)).say(lang) or "-"


def _as_json(search: "Search", limit: int, lang: Lang) -> dict[str, Any]:
    return {
        "query": search.query,
        "found": len(search.entries),
        "occupations": [_entry_json(entry, lang) for entry in search.entries[:limit]],
        "suggestions": [{"code": one.code, "name": one.name} for one in search.suggestions],
    }


def _entry_json(entry: "Entry", lang: Lang) -> dict[str, Any]:
    one = entry.occupation
    return {
        "code": one.code,
        "name": one.name,
        "digital": "S" in one.marks,
        "green": "L" in one.marks,
        "trade": entry.trade or None,
        "found_by": entry.how,
        "conditions": _followed_json(entry.follows, lang),
        "standards": [_followed_json(followed, lang) for followed in entry.standards],
    }


def _followed_json(followed: "Followed", lang: Lang) -> dict[str, Any]:
    standard, template = followed.standard, followed.template
    said: dict[str, Any] = {
        "edition": template.id if template else None,
        "label": template.label.say(lang) if template else None,
        "unsure": followed.unsure,
        "standard": standard.name if standard else None,
    }
    if standard:
        said |= {"code": standard.code, "issued": str(standard.issued), "document": standard.document}
        said["trade_only"] = standard.trade_only
    return said
