"""``bajigong agency`` and ``filing``: who may assess, the public directory, and what each agency has filed."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.options import Day
from bajigong.cli.register.desk import NUMBER, Desk, desk_options, yaml_of
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


_APPLIED = Text("已受理登记，备案序号{filing}", "entered as filing {filing}")
_STATE = Text("备案{filing}：{state}", "filing {filing}: {state}")
_NAMELESS = Text("缺少名称或类别", "no name or no kind")
_NAMED = Text("name、kind", "name, kind")
_KEYS = ("agency", "track", "place", "office", "statement")
_NEEDED = {
    "agency": Text("评价机构：名称name、类别kind、备案filings", "the agency: its name, kind and filings"),
    "track": Text("评价类型的名称", "a track, by its name"),
}


@click.group()
def filing() -> None:
    """See to filings (备案): what an agency may assess."""


@filing.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@desk_options
def apply(desk: Desk, *, file: Path) -> None:
    """Take an application to file (申请) from YAML: agency (with one filing), track, place, office, statement."""
    from bajigong.register import agencies, filings

    said, given = _read(desk, file)
    schema = desk.office.engine.bundle.schema
    one = (schema.told(said, "filings") or [{}])[0]
    wanted = filings.Wanted(
        track=said["track"],
        occupations=tuple(one.get(schema.key("filed_occupations"), ())),
        grades=tuple(one.get(schema.key("filed_grades"), ())),
        regions=tuple(one.get(schema.key("filed_regions"), ())),
        people=one.get(schema.key("filed_people"), ""),
        office=given.get("office", ""),
        statement=given.get("statement", {}),
    )
    with desk.act("filing.apply") as act:
        found = agencies.add(act, said["agency"], said["place"], schema)
        number = filings.apply(desk.office, act, found, wanted).id
    desk.say(_APPLIED, filing=number)


def _read(desk: Desk, file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read what is said of the agency by the facts that are declared, and what else is stated as it stands."""
    from bajigong.errors import InputError, Problem
    from bajigong.tables import Raw, Where, check

    given = yaml_of(file)
    wanted = Text("、".join(_KEYS), ", ".join(_KEYS))
    wrong = [Problem(str(file), str(key), shown(str(key)), wanted) for key in given if key not in _KEYS]
    wrong += [Problem(str(file), key, shown(None), said) for key, said in _NEEDED.items() if key not in given]
    if wrong:
        raise InputError(tuple(wrong))
    facts: dict[str, Any] = {key: given[key] for key in ("agency", "track", "place") if key in given}
    place = desk.office.tenant.region
    schema = desk.office.engine.bundle.schema
    found_facts = check(
        Raw(facts, str(file), Where(str(file))), schema, tenant_place=place, on=desk.on, overrides={}, today=desk.on
    )
    if isinstance(found_facts, tuple):
        raise InputError(found_facts)
    said = found_facts.facts
    if not schema.told(said, "agency_name") or not schema.told(said, "agency_kind"):
        raise InputError((Problem(str(file), "agency", _NAMELESS, _NAMED),))
    return {"agency": said["agency"], "track": said["track"], "place": found_facts.place}, given


def _moved(desk: Desk, name: str, number: int, move: Any) -> None:
    from bajigong.register.tables import Filing

    with desk.act(f"filing.{name}", f"filing:{number}") as act:
        row = act.get(Filing, number)
        move(act, row)
        state = str(row.state)
    desk.say(_STATE, filing=number, state=state)


@filing.command()
@click.argument("number", type=NUMBER)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@desk_options
def state(desk: Desk, *, number: int, file: Path) -> None:
    """Add to what was stated for a filing (补正), from YAML."""
    from bajigong.register import filings

    _moved(desk, "state", number, lambda act, row: filings.state(desk.office, act, row, yaml_of(file)))


@filing.command()
@click.argument("number", type=NUMBER)
@desk_options
def accept(desk: Desk, *, number: int) -> None:
    """Accept an application (受理): all that duties ask about is on record."""
    from bajigong.register import filings

    _moved(desk, "accept", number, lambda act, row: filings.accept(desk.office, act, row))


@filing.command()
@click.argument("number", type=NUMBER)
@click.option("--as", "code", required=True, metavar="CODE", help="The filing number (备案号).")
@click.option("--from", "since", type=Day(), required=True, help="The first day on which it counts.")
@click.option("--until", type=Day(), help="The first day on which it no longer counts.")
@desk_options
def file(desk: Desk, *, number: int, code: str, since: date, until: date | None) -> None:
    """File (备案) where every duty is met."""
    from bajigong.register import filings

    _moved(desk, "file", number, lambda act, row: filings.file(desk.office, act, row, code, since, until))


@filing.command()
@click.argument("number", type=NUMBER)
@click.option("--occupation", "occupations", multiple=True, required=True, help="Each occupation that it is to cover.")
@click.option("--grade", "grades", multiple=True, required=True, help="Each grade that it is to cover.")
@desk_options
def amend(desk: Desk, *, number: int, occupations: tuple[str, ...], grades: tuple[str, ...]) -> None:
    """Change what a filing covers (变更); duties are asked again."""
    from bajigong.register import filings

    _moved(
        desk,
        "amend",
        number,
        lambda act, row: filings.amend(desk.office, act, row, list(occupations), list(grades)),
    )


@filing.command()
@click.argument("number", type=NUMBER)
@click.option("--reason", required=True, help="Why (理由); it stands in the record.")
@desk_options
def suspend(desk: Desk, *, number: int, reason: str) -> None:
    """Suspend a filing (暂停)."""
    from bajigong.register import filings

    _moved(desk, "suspend", number, lambda act, row: filings.suspend(act, row, reason))


@filing.command()
@click.argument("number", type=NUMBER)
@click.option("--reason", required=True, help="Why (理由); it stands in the record.")
@desk_options
def end(desk: Desk, *, number: int, reason: str) -> None:
    """End a filing (终止)."""
    from bajigong.register import filings

    _moved(desk, "end", number, lambda act, row: filings.end(act, row, reason))


@filing.command()
@click.argument("number", type=NUMBER)
@click.option("--region", required=True, metavar="CODE", help="Where the agency is going to assess.")
@desk_options
def report(desk: Desk, *, number: int, region: str) -> None:
    """Report work away from home (异地报备)."""
    from bajigong.register import filings

    _moved(desk, "report", number, lambda act, row: filings.report(desk.office, act, row, region))


@filing.command()
@click.argument("about", metavar="filing:N|session:N")
@click.option("--duty", required=True, metavar="ID", help="The duty not to insist on.")
@click.option("--before", "name", required=True, metavar="ACT", help="The act that it stands before: file, plan, ….")
@click.option("--ground", required=True, help="The written ground (理由).")
@desk_options
def waive(desk: Desk, *, about: str, duty: str, name: Any, ground: str) -> None:
    """Do not insist on a duty in one case (豁免), for a written ground that stands in the record."""
    from bajigong.register import enforcing

    with desk.act("waive") as act:
        enforcing.waive(act, desk.office.engine.law(desk.office.tenant.region), duty, name, about, ground)
    desk.say(None, about=about, duty=duty, ground=ground)
