"""What ``bajigong check --register`` is told by a register: the agency, its filings, and what stands against it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bajigong.cli.register.desk import clear
from bajigong.policy.facts import AGENCY
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from bajigong.tables import Raw

_WHICH = Text("请用 --agency 指明评价机构：{known}", "name the agency with --agency: {known}")


def told(register: str, agency: str | None, on: date, config: Path | None, lang: Lang) -> "Raw":
    """Return the facts that a register tells, as facts that applications have in common.

    Raises click.UsageError where it has several agencies and none is named, click.ClickException for a register that
    cannot be read.
    """
    with clear(lang):
        from sqlmodel import select

        from bajigong.register import agencies
        from bajigong.register.opening import tenant_of
        from bajigong.register.store import store
        from bajigong.register.tables import Agency
        from bajigong.tables import Raw, Where

        where = store(register)
        try:
            here = tenant_of(where, config)
            with where.reading() as database:
                every = database.exec(select(Agency)).all()
                if agency is None and len(every) != 1:
                    known = ", ".join(one.name for one in every)
                    raise click.UsageError(_WHICH.fill(known=known or "-").say(lang))
                one = agencies.find(database, agency) if agency is not None else every[0]
                facts = agencies.said_of(database, one, on, here.open().schema)
        finally:
            where.close()
    return Raw({"tenant": here.id, AGENCY: facts}, where.where, Where(where.where))
