"""``bajigong filing``: applied for, accepted, filed, amended, suspended, ended; work elsewhere reported."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from bajigong.cli.options import Day
from bajigong.cli.register.desk import NUMBER, Desk, desk_options, yaml_of
from bajigong.policy.text import Text
from bajigong.tables.words import shown

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
