"""Registration within a session: from sheets, with papers added later, and taken back."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bajigong.cli.register.desk import NUMBER, Desk, desk_options, yaml_of
from bajigong.policy.text import Text

_REGISTERED = Text("报名{n}人：{counted}", "registered {n}: {counted}")
_AGAIN = Text("报名{registration}：{standing}", "registration {registration}: {standing}")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave out the search for cycles, a fifth of the time: rows have none, and all of them stay until the end."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@click.command()
@click.argument("number", type=NUMBER)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sheet", metavar="NAME", help="The applicants' sheet of a workbook.")
@desk_options
def register(desk: Desk, *, number: int, files: tuple[Path, ...], sheet: str | None) -> None:
    """Register everybody of FILES (报名), Excel or other: all of them, or none and every fault by row and column."""
    from bajigong.cli.show.lines import Progress
    from bajigong.register import registration, sessions
    from bajigong.register.labels import counted as counted_words
    from bajigong.register.tables import Session

    with _uncollected(), Progress(desk.lang) as progress, desk.act("session.register", f"session:{number}") as act:
        row = act.get(Session, number)
        lots = registration.read(desk.office, act.database, row, files, desk.on, sheet=sheet, note=progress.note)
        progress.expect(sum(map(len, lots)))
        rows = registration.register(desk.office, act, row, lots, progress.advance)
        counted = sessions.count(rows)
    words = counted if desk.as_json else counted_words(counted)
    desk.say(_REGISTERED, session=number, n=len(rows), counted=words)


@click.command()
@click.argument("number", type=NUMBER)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .xlsx file.")
@desk_options
def registered(desk: Desk, *, number: int, output: Path) -> None:
    """Write who registered (报名名单) as Excel, ID numbers masked."""
    from bajigong.register import sheets
    from bajigong.register.office import get
    from bajigong.register.tables import Session

    with desk.reading() as database:
        data = sheets.registered(desk.office, database, get(database, Session, number), desk.lang)
    desk.write(output, data, ".xlsx")


@click.command()
@click.argument("registration", type=NUMBER)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@desk_options
def supplement(desk: Desk, *, registration: int, file: Path) -> None:
    """Add papers to a registration that waits for them (补正), and decide it again."""
    from bajigong.register import registration as registering
    from bajigong.register.tables import Registration

    with desk.act("registration.supplement", f"registration:{registration}") as act:
        row = act.get(Registration, registration)
        registering.supplement(desk.office, act, row, yaml_of(file))
        standing, missing = str(row.standing), row.missing
    desk.say(_AGAIN, registration=registration, standing=standing, missing=missing)


@click.command()
@click.argument("registration", type=NUMBER)
@desk_options
def withdraw(desk: Desk, *, registration: int) -> None:
    """Take an application back at the applicant's wish (撤回)."""
    from bajigong.register import registration as registering
    from bajigong.register.tables import Registration

    with desk.act("registration.withdraw", f"registration:{registration}") as act:
        row = act.get(Registration, registration)
        registering.withdraw(act, row)
        standing = str(row.standing)
    desk.say(_AGAIN, registration=registration, standing=standing)


@click.command()
@click.argument("number", type=NUMBER)
@click.argument("registrations", type=NUMBER, nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default="-",
    show_default=True,
    help="A .ndjson file.",
)
@desk_options
def receipts(desk: Desk, *, number: int, registrations: tuple[int, ...], output: Path) -> None:
    """Write the verdicts of a session with their facts (判定留底), one JSON object a line, for `bajigong replay`.

    Of all who registered, or of some REGISTRATIONS. ID numbers are left out.
    """
    import json

    from bajigong.register import receipts as kept
    from bajigong.register.office import get
    from bajigong.register.tables import Session

    with desk.reading() as database:
        those = kept.of_session(desk.office, database, get(database, Session, number), registrations)
        lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in those]
    desk.write(output, "".join(lines).encode(), ".ndjson")
