"""``bajigong init``, ``db``, ``key`` and ``demo``: a register is made, kept current, sealed anew, and played with."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bajigong.cli.options import NO_TENANT, Day, config_option, json_option, lang_option, tenant_option, today
from bajigong.cli.register.desk import Desk, clear, database_option, desk_options
from bajigong.policy.text import Lang, Text

if TYPE_CHECKING:
    from datetime import date

    from bajigong.register.schema import Status

_MADE = Text(
    "已建立登记数据库{where}（租户{tenant}），密钥在{keys}。请另行备份密钥：丢失后证件号码无法恢复",
    "made the register {where} for tenant {tenant}; its keys are in {keys}. Keep a copy of them elsewhere: without them"
    " no ID number can be read again",
)
_STATUS = Text("数据库版本{found}，程序版本{head}", "the database is at {found}, the program at {head}")
_ROTATED = Text("已改用密钥{key}，重新加密{n}人", "sealing with key {key} from now on; {n} people were sealed anew")


@click.command()
@database_option
@tenant_option
@config_option
@lang_option
def init(*, db: str, keys: Path, tenant: str | None, config: Path | None, lang: Lang) -> None:
    """Make a register (建立登记数据库) for a tenant: its database, and keys beside it."""
    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    with clear(lang):
        from bajigong.law.tenants import tenant as find
        from bajigong.register.opening import make

        here = find(tenant, config)
        made = make(db, keys, here)
        made.close()
    click.echo(_MADE.fill(where=made.where, tenant=here.id, keys=keys).say(lang), err=True)


@click.group()
def db() -> None:
    """See to the database of a register (数据库): which version it is, and bring it up to date."""


@db.command()
@database_option
@json_option
@lang_option
def status(*, db: str, keys: Path, as_json: bool, lang: Lang) -> None:
    """Say which version the database is (版本). Exits with 3 where it is not the program's."""
    with clear(lang):
        from bajigong.register import schema
        from bajigong.register.store import store

        with closing(store(db)) as where:
            found = schema.status(where)
    _print_status(found, lang, as_json=as_json)


@db.command()
@database_option
@json_option
@lang_option
def upgrade(*, db: str, keys: Path, as_json: bool, lang: Lang) -> None:
    """Bring the database up to the program's version (升级), whole or not at all."""
    with clear(lang):
        from bajigong.register import schema
        from bajigong.register.store import store

        with closing(store(db)) as where:
            found = schema.upgrade(where)
    _print_status(found, lang, as_json=as_json)


def _print_status(status: "Status", lang: Lang, *, as_json: bool) -> None:
    from bajigong.cli.show.lines import print_json

    if as_json:
        print_json({"found": status.found, "head": status.head, "current": status.current})
    else:
        click.echo(_STATUS.fill(found=status.found, head=status.head).say(lang))
    if not status.current:
        click.get_current_context().exit(3)


@click.group()
def key() -> None:
    """See to the keys of a register (密钥)."""


@key.command()
@click.option("--resume", is_flag=True, help="Go on sealing under the current key, and make no further one.")
@desk_options
def rotate(desk: Desk, *, resume: bool) -> None:
    """Seal every ID number under a new key (更换密钥). What was stopped goes on with --resume."""
    from bajigong.cli.show.lines import Progress
    from bajigong.register import people
    from bajigong.register.keys import write_keys

    office = desk.office if resume else people.with_new_key(desk.office)
    keys = people.needed(office)
    path = Path(click.get_current_context().params["keys"])
    if not resume:
        write_keys(path, keys, new=False)
    done = 0
    with Progress(desk.lang) as progress:
        for done, left in people.rotate(office, desk.on):
            progress.expect(left)
            progress.advance(done)
    desk.say(_ROTATED, key=keys.current, n=done)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"))
@tenant_option
@config_option
@click.option("--on", type=Day(), help="The day on which the session is over.  [default: today]")
@lang_option
def demo(folder: Path, *, tenant: str | None, config: Path | None, on: "date | None", lang: Lang) -> None:
    """Play a session of thirty made-up people (演示) in FOLDER, from the filing to the yearly report."""
    if tenant is None:
        raise click.UsageError(NO_TENANT.say(lang))
    with clear(lang):
        from bajigong.law.tenants import tenant as find
        from bajigong.register.demo import play

        play(folder, find(tenant, config), on or today(), lang, click.echo)
