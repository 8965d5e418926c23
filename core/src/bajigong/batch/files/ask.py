"""What is asked of every file of a run, and the desk that answers: picklable, so that other processes can be asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from bajigong.answers import Application
from bajigong.batch.intake import Intake
from bajigong.engine.engine import Engine
from bajigong.errors import InputError
from bajigong.law.tenants import Tenant, tenant
from bajigong.policy.text import Lang
from bajigong.schema import NO_COLUMNS, ColumnMap, Schema
from bajigong.tables import Raw, Where, check
from bajigong.tables.column_map import with_columns
from bajigong.tables.files import MOST

if TYPE_CHECKING:
    import pyarrow as pa

    from bajigong.batch.cases import Answers
    from bajigong.batch.kernel import Kernel
    from bajigong.batch.people import People


@frozen(eq=False)
class Ask:
    """Who is asked, and what a command line says about all applications.

    ``tenant`` is declared in ``config``, or bundled; ``known`` is the day by whose knowledge of the law is answered.
    ``on`` and ``overrides`` (by key path) go before what a row says, ``common`` after it; ``today`` is the day asked
    about where nothing says so. ``sheet`` names the applicants' sheet of workbooks, ``keys`` the columns to be carried
    over; ``lang`` is the language of what is said of refused rows. ``named`` says that rows cannot name a tenant of
    their own; ``columns`` says what headers stand for. ``most`` bytes may be read as a whole, or unfolded to.
    ``second`` is another law that is asked as well.
    """

    tenant: str
    today: date
    lang: Lang = "en"
    config: Path | None = None
    known: date | None = None
    on: date | None = None
    overrides: Mapping[str, Any] = {}
    common: Raw | None = None
    sheet: str | None = None
    keys: tuple[str, ...] = ()
    named: bool = True
    second: "Second | None" = None
    columns: ColumnMap = NO_COLUMNS
    most: int = MOST

    def desk(self) -> "Desk":
        """Open the tenant, once in each process. Raises TenantError, PluginError and LawError."""
        one = tenant(self.tenant, self.config)
        laws = tuple((law.stat().st_mtime_ns, law.stat().st_size) for law in one.laws if law.exists())
        return _desk(one, self.known, laws, self.columns)

    def opened(self, desk: "Desk") -> "Opened | None":
        """Open the second law, if there is one. Raises BajigongError where it cannot be."""
        return self.second.open(self, desk) if self.second else None

    def in_common(self, desk: "Desk") -> Application:
        """Check what all applications have in common. Raises InputError where something is wrong with it."""
        raw = self.common or Raw({}, "", Where(""))
        place = desk.tenant.region
        checked = check(raw, desk.schema, tenant_place=place, on=self.on, overrides=self.overrides, today=self.today)
        if isinstance(checked, tuple):
            raise InputError(checked)
        return checked

    def intake(self, desk: "Desk", headers: Sequence[Any], where: Where, keys: Sequence[str]) -> Intake:
        """Prepare to take the rows below a header. Raises InputError for what is wrong with it."""
        return Intake.of(
            desk.schema,
            headers,
            where,
            tenant_place=desk.tenant.region,
            on=self.on,
            today=self.today,
            overrides=self.overrides,
            common=self.common,
            keys=keys,
        )


@frozen(eq=False, slots=False)
class Desk:
    """A tenant at work: its law, and the kernel that answers by it."""

    tenant: Tenant
    engine: Engine
    columns: ColumnMap = NO_COLUMNS

    @cached_property
    def kernel(self) -> "Kernel":
        """What decides many rows at once."""
        from bajigong.batch.kernel import Kernel

        return Kernel(self.engine)

    @property
    def schema(self) -> Schema:
        """The facts that its applications may hold. Raises InputError where headers are said to stand for others."""
        return with_columns(self.engine.bundle.schema, self.tenant.columns, self.columns)

    @property
    def bundle(self) -> str:
        """The name of its law."""
        return self.engine.bundle.hash


@lru_cache(maxsize=4)
def _desk(one: Tenant, known: date | None, laws: tuple[tuple[int, int], ...], columns: ColumnMap) -> Desk:
    return Desk(one, Engine(one.open(known), one.id), columns)


class Beside(Protocol):
    """Answers by the second law for the people of one file."""

    def columns(self, people: "People", answers: "Answers") -> "Mapping[str, pa.Array]":
        """Return the further columns for a chunk of people."""
        ...

    def reasons(self) -> "pa.Table":
        """Return the reasons that occur in them."""
        ...


class Opened(Protocol):
    """The second law, open. ``name`` tells it from others."""

    @property
    def name(self) -> str:
        """What tells it from others."""
        ...

    def metadata(self, reasons: str) -> Mapping[str, str]:
        """Return what a result says of it."""
        ...

    def begin(self) -> Beside:
        """Take up the people of one file."""
        ...


class Second(Protocol):
    """A second law as it is asked for: picklable."""

    @property
    def fields(self) -> "Sequence[pa.Field]":
        """The columns that it adds."""
        ...

    @property
    def signature(self) -> str:
        """The column that names a reason."""
        ...

    def open(self, ask: "Ask", desk: "Desk") -> Opened:
        """Open it. Raises BajigongError where it cannot be."""
        ...
