"""A register is made for a tenant, and opened for whoever acts in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError
from bajigong.law.tenants import Tenant, tenant
from bajigong.register import audit, schema
from bajigong.register.credentials import public_jwk
from bajigong.register.keys import Keys, made, write_keys
from bajigong.register.office import Office
from bajigong.register.store import Store, store
from bajigong.register.tables import Head, Stamp

#: The names of the database and of the keys where none are given, in the folder one stands in.
DATABASE: Final = "register.db"
KEYS: Final = "register.keys"


def make(name: str, keys: Path, here: Tenant) -> Store:
    """Make a register for a tenant, with keys of its own.

    Raises RegisterError where the database or the keys are there already.
    """
    where = store(name, new="://" not in name)
    fresh = made()
    write_keys(keys, fresh, new=True)
    schema.upgrade(where)
    with where.writing() as database:
        now = datetime.now(UTC)
        database.add(Stamp(tenant=here.id, region=here.region, made=now, public=public_jwk(fresh)))
        head = Head(seq=0, hash=audit.START)
        database.add(head)
        said = {"who": "", "act": "register.make", "about": "register", "on": now.date().isoformat()}
        audit.append(database, head, now, {**said, "notes": {"tenant": here.id, "region": here.region}})
    return where


def tenant_of(where: Store, config: Path | None) -> Tenant:
    """Return the tenant that a register is stamped with."""
    schema.require_current(where)
    with where.reading() as database:
        stamp = database.get_one(Stamp, 1)
    return tenant(stamp.tenant, config)


def open_office(
    name: str,
    *,
    who: str,
    keys: Keys | None = None,
    named: str | None = None,
    config: Path | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Office:
    """Open a register for somebody who acts. ``named`` is the tenant they mean; None takes that of the register.

    Raises RegisterError for another tenant's register or one of another version; TenantError, PluginError, LawError.
    """
    where = store(name)
    try:
        schema.require_current(where)
        here = tenant(named, config) if named else tenant_of(where, config)
        engine = Engine(here.open(), here.id)
        clocked = {} if clock is None else {"clock": clock}
        return Office(where, here, engine, who, keys, **clocked)
    except BajigongError:
        where.close()
        raise
