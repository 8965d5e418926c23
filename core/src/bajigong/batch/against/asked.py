"""What ``--against`` names: another tenant, another day, a law file laid on top, or one of these on a day."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from attrs import frozen

from bajigong.errors import BajigongError
from bajigong.policy.text import Lang, Text
from bajigong.tenants import Tenant, tenant, tenants

LAW: Final = ".toml"
_DAY: Final = re.compile(r"[\d./-]+")

_EXPECTED: Final = Text(
    "--against填写为“{said}”；应为租户名称（{names}）、YYYY-MM-DD格式的日期，或者规定文件（*.toml）；"
    "租户名称和文件后可加@日期",
    "--against: found {said!r}; expected a tenant ({names}), a day as YYYY-MM-DD, or a law file (*.toml); a tenant and"
    " a file may be followed by @ and a day",
)
_NO_DAY: Final = Text(
    "--against填写为“{said}”；日期应为YYYY-MM-DD", "--against: found {said!r}; expected a day as YYYY-MM-DD"
)
_NO_FILE: Final = Text("--against所指文件{said}不存在", "--against: there is no file {said}")


@frozen
class Asked:
    """The other side as it is asked for, ``said`` on a command line.

    ``tenant`` is whose law it is, ``law`` a file of declarations to be laid on it, ``on`` the day asked about, None for
    the day of each row.
    """

    said: str
    tenant: Tenant
    law: Path | None = None
    on: date | None = None


def read(said: str, here: Tenant, config: Path | None = None, lang: Lang = "en", home: Path | None = None) -> Asked:
    """Read what ``--against`` says, from the side of a tenant. ``home`` is the folder from which files are named.

    Raises BajigongError for what is no tenant, day or file; TenantError for a tenant whose set-up is wrong.
    """
    what, at, day = said.strip().rpartition("@")
    if not at:
        if _DAY.fullmatch(day):
            return Asked(said, here, None, _day(day, said, lang))
        what, day = day, ""
    on = _day(day, said, lang) if at else None
    if what.lower().endswith(LAW):
        return Asked(said, here, _file(what, lang, home), on)
    return Asked(said, _tenant(what, said, config, lang), None, on)


def law_of(said: str, home: Path | None = None) -> tuple[Path, ...]:
    """Return the file of law that ``--against`` names, if it names one; nothing is checked."""
    what = said.strip()
    named = what if what.lower().endswith(LAW) else what.rpartition("@")[0]
    return ((home or Path()) / named,) if named.lower().endswith(LAW) else ()


def _day(words: str, said: str, lang: Lang) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise BajigongError(_NO_DAY.fill(said=said).say(lang)) from error


def _file(name: str, lang: Lang, home: Path | None) -> Path:
    path = (home or Path()) / name
    if not path.is_file():
        raise BajigongError(_NO_FILE.fill(said=name).say(lang))
    return path.resolve()


def _tenant(name: str, said: str, config: Path | None, lang: Lang) -> Tenant:
    names = tuple(tenants(config))
    if name not in names:
        raise BajigongError(_EXPECTED.fill(said=said, names=", ".join(names)).say(lang))
    return tenant(name, config)
