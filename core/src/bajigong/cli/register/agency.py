"""``bajigong agency``: who may assess, and the public directory."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.register.desk import Desk, desk_options, yaml_of
from bajigong.errors import InputError, Problem
from bajigong.policy.text import Text
from bajigong.tables.words import shown

_HEADERS = {
    "id": Text("序号", "id"),
    "name": Text("名称", "name"),
    "kind": Text("类别", "kind"),
    "place": Text("地区", "place"),
    "number": Text("备案号", "filing number"),
    "state": Text("状态", "state"),
    "occupations": Text("职业", "occupations"),
    "grades": Text("等级", "grades"),
    "track": Text("评价类型", "track"),
    "since": Text("备案日期", "since"),
    "until": Text("有效期至", "until"),
    "sanctions": Text("处理", "sanctions"),
    "last_assessed": Text("最近一次认定", "last assessed"),
}
_STAFFED = Text("已登记{n}人", "entered {n} people")


@click.group()
def agency() -> None:
    """See to assessment agencies (评价机构) and their public directory (目录)."""


@agency.command("list")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write the directory as CSV; - is stdout.")
@desk_options
def list_agencies(desk: Desk, *, as_csv: Path | None) -> None:
    """List every agency with its filings (目录)."""
    from bajigong.register import agencies

    entries = agencies.directory(desk.office, desk.on)
    if desk.as_json:
        desk.table({}, entries)
        return
    headers = {key: text for key, text in _HEADERS.items() if key not in {"track", "since"}}
    rows = [{**one, **filing, "id": one["id"]} for one in entries for filing in one["filings"] or [_NO_FILING]]
    if as_csv is None:
        desk.table(headers, rows)
        return
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(title.say(desk.lang) for title in headers.values())
    for row in rows:
        writer.writerow(_cell(row[key]) for key in headers)
    desk.write(as_csv, out.getvalue().encode("utf-8-sig"), ".csv")


_NO_FILING: Final[dict[str, Any]] = {"number": None, "state": None, "occupations": [], "grades": [], "until": None}


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


@agency.command()
@click.argument("name")
@desk_options
def show(desk: Desk, *, name: str) -> None:
    """Show one agency by NAME or number, as the directory has it."""
    from bajigong.register import agencies

    with desk.reading() as database:
        said = agencies.entry(database, agencies.find(database, name), desk.on)
    desk.entry({key: _HEADERS[key] for key in ("id", "name", "kind", "place", "sanctions", "last_assessed")}, said)
    if not desk.as_json:
        desk.table({key: _HEADERS[key] for key in said["filings"][0]} if said["filings"] else {}, said["filings"])


@agency.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@desk_options
def staff(desk: Desk, *, name: str, file: Path) -> None:
    """Enter people of an agency (考评员、督导员) from YAML: people: [{name, role, card, card_from, card_until}].

    The role is 考评员 (assessor), 高级考评员 (senior_assessor), 督导员 (supervisor) or 监考员 (invigilator).
    """
    from bajigong.register import agencies

    people = list(_people(file))
    with desk.act("agency.employ") as act:
        found = agencies.find(act.database, name)
        act.about = f"agency:{found.id}"
        entered = agencies.employ(act, found, people)
    desk.say(_STAFFED, n=len(entered))


#: What people write for a role, beside the word that is kept.
_ROLES: Final = {
    "考评员": "assessor",
    "高级考评员": "senior_assessor",
    "督导员": "supervisor",
    "内部质量督导员": "supervisor",
    "监考员": "invigilator",
}
_DAYS: Final = ("card_from", "card_until")
_PEOPLE = Text("人员列表：people: [姓名 name、身份 role …]", "a list of people, each with name and role")
_STAFF_KEYS: Final = ("name", "role", "card", *_DAYS)


def _people(file: Path) -> Iterator[dict[str, Any]]:
    """Read people of an agency. Raises InputError naming the first thing that is none of theirs."""
    rows = yaml_of(file).get("people")
    if not isinstance(rows, list) or not rows:
        raise _wrong(file, "people", rows, _PEOPLE)
    for number, row in enumerate(rows):
        place = f"people[{number}]"
        if not isinstance(row, dict):
            raise _wrong(file, place, row, _PEOPLE)
        for key in row:
            if key not in _STAFF_KEYS:
                raise _wrong(file, f"{place}.{key}", key, Text("、".join(_STAFF_KEYS), ", ".join(_STAFF_KEYS)))
        name, role = row.get("name"), _ROLES.get(str(row.get("role")), row.get("role"))
        if not isinstance(name, str) or not name.strip():
            raise _wrong(file, f"{place}.name", name, Text("姓名", "a name"))
        if role not in _ROLES.values():
            named = dict(zip(_ROLES.values(), _ROLES, strict=True))
            raise _wrong(file, f"{place}.role", row.get("role"), Text("、".join(named.values()), ", ".join(named)))
        for key in _DAYS:
            if row.get(key) is not None and type(row[key]) is not date:
                raise _wrong(file, f"{place}.{key}", row[key], Text("日期，如2026-01-31", "a day such as 2026-01-31"))
        card = row.get("card")
        yield {**row, "role": role, **({"card": str(card)} if card is not None else {})}


def _wrong(file: Path, place: str, found: object, expected: Text) -> InputError:
    return InputError((Problem(str(file), place, shown(found), expected),))
