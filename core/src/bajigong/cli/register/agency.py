"""``bajigong agency``: who may assess, and the public directory."""

import csv
import io
from pathlib import Path
from typing import Any, Final

import click

from bajigong.cli.register.desk import Desk, desk_options, write, yaml_of
from bajigong.policy.text import Text

_HEADERS = {
    "id": Text("序号", "id"),
    "name": Text("名称", "name"),
    "kind": Text("类别", "kind"),
    "place": Text("地区", "place"),
    "number": Text("备案号", "filing number"),
    "state": Text("状态", "state"),
    "occupations": Text("职业", "occupations"),
    "grades": Text("等级", "grades"),
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
    rows = [{**one, **filing, "id": one["id"]} for one in entries for filing in one["filings"] or [_NO_FILING]]
    if as_csv is None:
        desk.table(_HEADERS, rows)
        return
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(title.say(desk.lang) for title in _HEADERS.values())
    for row in rows:
        writer.writerow(_cell(row[key]) for key in _HEADERS)
    write(as_csv, out.getvalue().encode("utf-8-sig"), desk.lang)


_NO_FILING: Final[dict[str, Any]] = {"number": None, "state": None, "occupations": [], "grades": [], "until": None}


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


@agency.command()
@click.argument("name")
@desk_options
def show(desk: Desk, *, name: str) -> None:
    """Show one agency by NAME or number, as the directory has it."""
    from bajigong.cli.render import print_json
    from bajigong.register import agencies

    with desk.reading() as database:
        print_json(agencies.entry(database, agencies.find(database, name), desk.on))


@agency.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@desk_options
def staff(desk: Desk, *, name: str, file: Path) -> None:
    """Enter people of an agency (考评员、督导员) from YAML: people: [{name, role, card, card_from, card_until}]."""
    from bajigong.register import agencies

    with desk.act("agency.employ") as act:
        found = agencies.find(act.database, name)
        act.about = f"agency:{found.id}"
        entered = agencies.employ(act, found, yaml_of(file).get("people", []))
    desk.say(_STAFFED, n=len(entered))
