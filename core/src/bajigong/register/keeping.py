"""What is kept (档案): papers and recordings, stored by the hash of their content, and how long the law has them kept.

How long follows from the law in force on the day when something was made; what is to be kept for ever stays so, though
the notice that says it lapses.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import Session as Database
from sqlmodel import col, select

from bajigong.calendar import to_day
from bajigong.engine.duties import kept_through
from bajigong.law.bundle import within
from bajigong.policy.law import Keep
from bajigong.policy.text import Text, listed, same
from bajigong.register.errors import RegisterError
from bajigong.register.office import Act, Office
from bajigong.register.tables import Paper

_BLOCK: Final = 1 << 20

_CLASS = Text("没有“{found}”这一类；{day}应保存的有：{known}", "found class '{found}'; kept on {day} are: {known}")
_NOTHING = Text("当日规定未要求保存任何材料", "nothing by the rules of that day")
_EARLY = Text("须保存至{day}（{clauses}），不能销毁", "it is kept until {day} ({clauses}) and cannot be thrown away")
_FOR_EVER = Text("须永久保存（{clauses}），不能销毁", "it is kept for ever ({clauses}) and cannot be thrown away")
_GONE = Text("已于{day}销毁", "it was thrown away on {day}")
_LOST = Text("{name}：存放的内容缺失或已被改动", "{name}: what was stored is gone, or was changed")
_FUTURE = Text("形成日期{made}晚于办理日期", "it was made on {made}, after the day of this act")


def keep(
    office: Office, act: Act, folder: Path, file: Path, *, classes: Sequence[str], about: str, made: date
) -> Paper:
    """Keep a file: its content goes into the folder, and its day follows from its classes, the longest of them.

    Raises RegisterError for a class that nothing in force on the day it was made has kept.
    """
    if made > act.on:
        raise RegisterError(_FUTURE.fill(made=made))
    rules = [_rule(office, name, made) for name in classes]
    until = [kept_through(rule, made) for rule, _ in rules]
    for_ever = not until or None in until
    digest = _stored(folder, file)
    act.about = about
    return act.add(
        Paper(
            digest=digest,
            name=file.name,
            classes=list(classes),
            about=about,
            made=made,
            keep_until=None if for_ever else max(day for day in until if day is not None),
            for_ever=for_ever,
            clauses=list(dict.fromkeys(clause for _, clauses in rules for clause in clauses)),
        )
    )


def classes(office: Office, made: date) -> list[tuple[Keep, tuple[str, ...]]]:
    """Return what the duties in force on a day have kept, with their clauses."""
    law, day = office.engine.law(office.tenant.region), to_day(made)
    return [
        (one, variant.clauses) for variant in law.duties if within(variant.period, day) for one in variant.rule.keep
    ]


def throw_away(act: Act, paper: Paper) -> None:
    """Throw a paper away. Raises RegisterError before its day has passed, or where it is kept for ever."""
    if paper.thrown_away is not None:
        raise RegisterError(_GONE.fill(day=paper.thrown_away))
    clauses = ", ".join(paper.clauses)
    if paper.for_ever or paper.keep_until is None:
        raise RegisterError(_FOR_EVER.fill(clauses=clauses))
    if act.on <= paper.keep_until:
        raise RegisterError(_EARLY.fill(day=paper.keep_until, clauses=clauses))
    paper.thrown_away, act.about = act.on, paper.about
    act.add(paper)


def sweep(database: Database, folder: Path) -> int:
    """Delete the content that no paper holds any more, once the act that threw it away is done; return how much."""
    held = set(database.exec(select(Paper.digest).where(col(Paper.thrown_away).is_(None))).all())
    gone = set(database.exec(select(Paper.digest).where(col(Paper.thrown_away).is_not(None))).all()) - held
    there = [path for digest in gone if (path := _path(folder, digest)).exists()]
    for path in there:
        path.unlink()
    return len(there)


def due(database: Database, on: date) -> list[Paper]:
    """Return the papers that may be thrown away on a day, the earliest first."""
    query = select(Paper).where(col(Paper.thrown_away).is_(None), col(Paper.keep_until) < on)
    return list(database.exec(query.order_by(col(Paper.keep_until), col(Paper.id))).all())


def content(folder: Path, paper: Paper) -> bytes:
    """Return what was kept. Raises RegisterError where it is gone or is not what it was."""
    if paper.thrown_away is not None:
        raise RegisterError(_GONE.fill(day=paper.thrown_away))
    try:
        data = _path(folder, paper.digest).read_bytes()
    except OSError as error:
        raise RegisterError(_LOST.fill(name=paper.name)) from error
    if hashlib.sha256(data).hexdigest() != paper.digest:
        raise RegisterError(_LOST.fill(name=paper.name))
    return data


def _rule(office: Office, name: str, made: date) -> tuple[Keep, tuple[str, ...]]:
    known = classes(office, made)
    for rule, clauses in known:
        if name in (rule.what.zh, rule.what.en):
            return rule, clauses
    names = tuple(rule.what for rule, _ in known)
    raise RegisterError(_CLASS.fill(found=same(name), day=made, known=listed(names) if names else _NOTHING))


def _stored(folder: Path, file: Path) -> str:
    """Copy a file to the place that its content names, whole or not at all; return the hash."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    target = _path(folder, digest.hexdigest())
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(file, beside)
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    return digest.hexdigest()


def _path(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest
