"""``bajigong replay``: decide a verdict again, and say whether it still stands."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bajigong.cli.options import Day, config_option, json_option, lang_option
from bajigong.policy.text import Lang, Text, listed, same

if TYPE_CHECKING:
    from bajigong.cli.open_tenants import Names
    from bajigong.receipts import Replay

_STANDS = Text("维持：{who}，{verdict}", "stands: {who}, {verdict}")
_FALLS = Text("不再维持：{who}，{before} → {now}", "no longer stands: {who}, {before} -> {now}")
_SAME = Text("规则包相同", "the law is the same")
_OTHER = Text("规则包已变：{before} → {now}", "the law has changed: {before} -> {now}")
_CHANGE = Text("{key}：{before} → {now}", "{key}: {before} -> {now}")
_FOUND = Text("没有“application”", "no key 'application'")
_EXPECTED = Text(
    "由 check --json --receipt 或 session receipts 写出的结论",
    "a verdict written by check --json --receipt or session receipts",
)
_OBJECT = Text("每行一个JSON对象", "one JSON object a line")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@click.option("--known", type=Day(), help="Decide by what was known of the law on this day.")
@json_option
@lang_option
def replay(files: tuple[Path, ...], config: Path | None, known: date | None, as_json: bool, lang: Lang) -> None:
    """Decide verdicts again that `bajigong check --json --receipt` or `bajigong session receipts` wrote.

    Says whether each still stands, whether the law it was made on is the law of today, and what changed if not. Exits
    with 3 where one no longer stands.
    """
    from bajigong.cli.open_tenants import Names, OpenTenants

    open_tenants = OpenTenants(config, known)
    fallen = False
    for file in files:
        for said in _verdicts(file):
            open_tenant = open_tenants.get(str(said.get("tenant")))
            again, names = _again(file, said, open_tenant), Names(open_tenant.tenant, open_tenant.engine.bundle)
            fallen |= not again.stands
            click.echo(
                json.dumps(_object(said, again), ensure_ascii=False) if as_json else _words(said, again, names, lang)
            )
    click.get_current_context().exit(3 if fallen else 0)


def _verdicts(file: Path) -> Iterator[Mapping[str, Any]]:
    from bajigong.tables.files import load

    for number, line in enumerate(load(file).decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except ValueError as error:
            raise _wrong(file, number, Text(str(error), str(error)), _OBJECT) from error
        if not isinstance(said, dict) or not isinstance(said.get("application"), dict):
            raise _wrong(file, number, _FOUND, _EXPECTED)
        yield said


def _wrong(file: Path, line: int, found: Text, expected: Text) -> Exception:
    from bajigong.tables import Where

    return Where(str(file), line=line).error(found, expected)


def _again(file: Path, said: Mapping[str, Any], open_tenant: Any) -> "Replay":
    from bajigong.errors import InputError
    from bajigong.receipts import replay as decide_again
    from bajigong.tables import Raw, Where, check

    kept = said["application"]
    facts = {**kept.get("facts", {}), "on": kept.get("on"), "place": kept.get("place")}
    raw = Raw(facts, str(file), Where(str(file)))
    checked = check(
        raw, open_tenant.schema, tenant_place=open_tenant.tenant.region, on=None, overrides={}, today=date.max
    )
    if isinstance(checked, tuple):
        raise InputError(checked)
    return decide_again(open_tenant.engine, said, checked)


def _object(said: Mapping[str, Any], again: "Replay") -> dict[str, Any]:
    return {
        "applicant": said.get("applicant"),
        "stands": again.stands,
        "same_law": again.same_law,
        "verdict": {"before": said.get("verdict"), "now": str(again.verdict.outcome)},
        "bundle": {"before": said.get("bundle"), "now": again.verdict.bundle},
        "changes": [{"key": c.key, "before": c.before, "now": c.now} for c in again.changes],
    }


def _words(said: Mapping[str, Any], again: "Replay", names: "Names", lang: Lang) -> str:
    who = said.get("applicant") or "?"
    before, now = (_word(one, names) for one in (said.get("verdict"), str(again.verdict.outcome)))
    head = _STANDS if again.stands else _FALLS
    lines = [head.fill(who=who, verdict=now, before=before, now=now).say(lang)]
    law = _SAME if again.same_law else _OTHER.fill(before=said.get("bundle"), now=again.verdict.bundle)
    lines += [f"  {law.say(lang)}"]
    for c in again.changes:
        key, was, is_now = _key(c.key), _shown(c.before, names), _shown(c.now, names)
        lines.append(f"  {_CHANGE.fill(key=key, before=was, now=is_now).say(lang)}")
    return "\n".join(lines)


_KEYS: Final[Mapping[str, Text]] = {
    "verdict": Text("结论", "verdict"),
    "since": Text("符合的首日", "since"),
    "until": Text("不再符合之日", "until"),
    "eligible_from": Text("最早可申报日", "eligible_from"),
    "missing": Text("所缺事实", "missing"),
    "gates": Text("前提", "gates"),
    "routes": Text("途径", "routes"),
}
_OF = Text("{part}{name}", "{part}: {name}")
_HOLDS: Final[Mapping[str, Text]] = {
    "yes": Text("符合", "yes"),
    "no": Text("不符合", "no"),
    "unknown": Text("不明", "unknown"),
}
_ON = Text("{holds}（{cites}）", "{holds} ({cites})")
_VERDICTS: Final[Mapping[str, Text]] = {
    "eligible": Text("符合", "eligible"),
    "not_eligible": Text("不符合", "not_eligible"),
    "undetermined": Text("无法判定", "undetermined"),
    "not_covered": Text("未作规定", "not_covered"),
}


def _key(key: str) -> Text:
    """Name what changed: a head of the verdict, or a rule by the part that it is of and its id."""
    part, found, name = key.partition(": ")
    return _OF.fill(part=_KEYS[part], name=name) if found else _KEYS[part]


def _word(value: Any, names: "Names") -> Text:
    """Say one value: a verdict, a fact by its name, or as it is."""
    return _VERDICTS.get(str(value)) or names.fact(str(value))


def _shown(value: Any, names: "Names") -> Text:
    """Write a value of a change for people: a rule as what came of it and what it cites, lists with commas."""
    match value:
        case None | [] | ():
            return same("-")
        case (str(holds), tuple(cites)):
            word = _HOLDS.get(holds, same(holds))
            return _ON.fill(holds=word, cites=", ".join(cites)) if cites else word
        case [[*_], *_]:
            return listed(tuple(_shown(one, names) for one in value), "；", "; ")
        case [*_]:
            return listed(tuple(_word(one, names) for one in value), "、", ", ")
    return _word(value, names)
