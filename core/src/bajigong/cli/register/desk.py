"""What every command of the register is given: the database, the keys, who acts, and on which day.

`bajigong check --register` is told the agency from here: its filings, and what stands against it.
"""

import functools
import getpass
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from bajigong.cli.options import Day, config_option, json_option, lang_option, tenant_option, today
from bajigong.errors import BajigongError, InputError
from bajigong.policy.facts import AGENCY
from bajigong.policy.text import Lang, Text, listed

if TYPE_CHECKING:
    from sqlmodel import Session as Database

    from bajigong.outputs import Read
    from bajigong.register.office import Act, Office
    from bajigong.tables import Raw

DATABASE: Final = "register.db"
KEYS: Final = "register.keys"
#: The number of a row: a database counts no further.
NUMBER: Final = click.IntRange(1, (1 << 63) - 1)

_NOT_INSTALLED = Text(
    "登记功能需要附加组件，请执行：pip install 'bajigong[register]'（缺{name}）",
    "the register needs further libraries: pip install 'bajigong[register]' ({name} is lacking)",
)
_DONE = Text("完成", "done")
_WROTE = Text("已写入{path}", "wrote {path}")
_REGISTER, _KEYS = Text("登记数据库", "the register"), Text("密钥文件", "the file of keys")
_ENDS = Text("{path}：文件名应以{ends}结尾", "{path}: expected a name that ends in {ends}")


@frozen(eq=False)
class Desk:
    """An open register, the day on which something is done, and how it is said."""

    office: "Office"
    on: date
    lang: Lang
    as_json: bool
    reads: "tuple[Read, ...]" = ()

    def write(self, path: Path, data: bytes, *ends: str) -> None:
        """Write a file, whole or not at all; ``-`` is standard output.

        Raises BajigongError for a name that does not end in one of ``ends``, IsReadError for the register's own files.
        """
        from bajigong.outputs import admit, write_whole

        if str(path) == "-":
            sys.stdout.buffer.write(data)
            return
        if ends and path.suffix.lower() not in ends:
            raise BajigongError(_ENDS.fill(path=path, ends=" ".join(ends)).say(self.lang))
        admit([path], self.reads, self.lang)
        write_whole(path, data, self.lang)
        click.echo(_WROTE.fill(path=path).say(self.lang), err=True)

    @contextmanager
    def act(self, name: str, about: str = "") -> "Iterator[Act]":
        """Do something on the day of the desk."""
        with self.office.act(name, self.on, about) as act:
            yield act

    @contextmanager
    def reading(self) -> "Iterator[Database]":
        """Look at the register."""
        with self.office.store.reading() as database:
            yield database

    def say(self, text: Text | None = None, **said: Any) -> None:
        """Say that something was done, for people or as JSON."""
        from bajigong.cli.show.lines import print_json

        if self.as_json:
            print_json(said)
        else:
            words = {key: self._named(key, value) for key, value in said.items()}
            click.echo((text or _DONE).fill(**words).say(self.lang))

    def table(self, headers: Mapping[str, Text], rows: Iterable[Mapping[str, Any]]) -> None:
        """List rows, as a table for people or as JSON."""
        from bajigong.cli.show.lines import print_json, print_table

        those = list(rows)
        if self.as_json:
            print_json(those)
            return
        cells = [[_shown(self._named(key, row[key]), self.lang) for key in headers] for row in those]
        print_table(headers.values(), cells, self.lang)

    def entry(self, labels: Mapping[str, Text], said: Mapping[str, Any]) -> None:
        """Show one thing, a line for each of its values that is labelled, or as JSON."""
        from bajigong.cli.show.lines import print_json

        if self.as_json:
            print_json(said)
            return
        for key, text in labels.items():
            click.echo(_LINE.fill(what=text, value=_shown(self._named(key, said[key]), self.lang)).say(self.lang))

    def _named(self, key: str, value: Any) -> Any:
        """Name what is kept as a word or a code, for people."""
        from bajigong.register import letters
        from bajigong.register.labels import label

        if isinstance(value, list) and key in _CODES:
            return listed(tuple(self._named(_CODES[key], one) for one in value), "、", ", ") if value else None
        if not isinstance(value, str):
            return value
        match key:
            case "place":
                return letters.place(self.office, value)
            case "occupation":
                return letters.occupation(self.office, value)
            case "kind":
                return letters.choice(self.office, "agency_kind", value)
            case "track":
                return letters.track(self.office, value)
            case "sanction_kind":
                return letters.choice(self.office, "sanction", value)
        return label(value) if key in _WORDS else value


_LINE = Text("{what}：{value}", "{what}: {value}")
#: What holds a word that is kept, and is said otherwise to people.
_CODES: Final[Mapping[str, str]] = {"occupations": "occupation", "regions": "place", "sanctions": "sanction_kind"}
_WORDS: Final = ("state", "standing", "outcome", "role")


def _shown(value: Any, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.say(lang)
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return str(value)


def database_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--db`` and ``--keys``; the command receives ``db`` and ``keys``."""
    for option in (
        click.option(
            "--keys",
            envvar="BAJIGONG_REGISTER_KEYFILE",
            type=click.Path(path_type=Path, dir_okay=False),
            default=KEYS,
            show_default=True,
            help="File of keys (密钥文件).",
        ),
        click.option(
            "--db",
            envvar="BAJIGONG_REGISTER",
            default=DATABASE,
            show_default=True,
            metavar="FILE|postgresql://…",
            help="The register (登记数据库).",
        ),
    ):
        function = option(function)
    return function


def desk_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command an open `Desk` as its first argument."""

    @functools.wraps(function)
    def run(
        *,
        db: str,
        keys: Path,
        who: str,
        on: date | None,
        tenant: str | None,
        config: Path | None,
        lang: Lang,
        as_json: bool,
        **rest: Any,
    ) -> None:
        with clear(lang):
            import os

            from bajigong.register.keys import VARIABLE, read_keys
            from bajigong.register.opening import open_office

            known = read_keys(keys) if keys.exists() or os.environ.get(VARIABLE) else None
            office = open_office(db, who=who, keys=known, named=tenant, config=config)
            try:
                function(Desk(office, on or today(), lang, as_json, tuple(_own_files(db, keys))), **rest)
            finally:
                office.store.close()

    decorated: Callable[..., None] = run
    for option in (
        lang_option,
        json_option,
        config_option,
        tenant_option,
        click.option("--on", type=Day(), help="The day on which it is done (办理日期).  [default: today]"),
        click.option(
            "--who",
            envvar="BAJIGONG_WHO",
            default=getpass.getuser,
            show_default="who you are",
            help="Who acts (经办人).",
        ),
        database_option,
    ):
        decorated = option(decorated)
    return decorated


def _own_files(db: str, keys: Path) -> "Iterator[Read]":
    yield keys, _KEYS
    if "://" not in db:
        yield from ((Path(f"{db}{end}"), _REGISTER) for end in ("", "-wal", "-shm"))


@contextmanager
def clear(lang: Lang) -> Iterator[None]:
    """Say every error in the language of the command, and what is not installed in one line."""
    try:
        yield
    except InputError as error:
        raise click.ClickException("\n".join(problem.say(lang) for problem in error.problems)) from error
    except BajigongError as error:
        say = getattr(error, "say", None)
        raise click.ClickException(say(lang) if say else str(error)) from error
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bajigong"):
            raise
        raise click.ClickException(_NOT_INSTALLED.fill(name=error.name).say(lang)) from error


def yaml_of(path: Path) -> dict[str, Any]:
    """Read a mapping from YAML or JSON. Raises InputError where it is none."""
    import yaml

    from bajigong.errors import Problem
    from bajigong.tables.files import decode, load

    found = Text("无法读取的内容", "what cannot be read")
    wanted = Text("键和值（YAML）", "keys and values (YAML)")
    try:
        value = yaml.safe_load(decode(load(path), str(path)))
    except yaml.YAMLError as error:
        raise InputError((Problem(str(path), "", found, wanted),)) from error
    if not isinstance(value, dict):
        raise InputError((Problem(str(path), "", found, wanted),))
    return value


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
