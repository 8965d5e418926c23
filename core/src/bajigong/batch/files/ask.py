"""A run as it was asked for, its counts, and the law of a tenant that answers for every file.

What is asked is picklable, so that other processes can be asked.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from attrs import asdict, define, field, frozen

from bajigong.answers import Application
from bajigong.batch.cases import OUTCOMES
from bajigong.batch.intake import Intake
from bajigong.engine.engine import Engine
from bajigong.errors import BajigongError, InputError, Problem
from bajigong.law.tenants import Tenant, tenant
from bajigong.policy.facts import NO_COLUMNS, ColumnMap, Schema
from bajigong.policy.text import Lang, Text
from bajigong.tables import Raw, Where, check
from bajigong.tables.files import MOST
from bajigong.tables.headers import with_columns

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

    def tenant_law(self) -> "TenantLaw":
        """Open the tenant, once in each process. Raises TenantError, PluginError and LawError."""
        one = tenant(self.tenant, self.config)
        laws = tuple((law.stat().st_mtime_ns, law.stat().st_size) for law in one.laws if law.exists())
        return _desk(one, self.known, laws, self.columns)

    def opened(self, tenant_law: "TenantLaw") -> "Opened | None":
        """Open the second law, if there is one. Raises BajigongError where it cannot be."""
        return self.second.open(self, tenant_law) if self.second else None

    def in_common(self, tenant_law: "TenantLaw") -> Application:
        """Check what all applications have in common. Raises InputError where something is wrong with it."""
        raw = self.common or Raw({}, "", Where(""))
        place = tenant_law.tenant.region
        checked = check(
            raw, tenant_law.schema, tenant_place=place, on=self.on, overrides=self.overrides, today=self.today
        )
        if isinstance(checked, tuple):
            raise InputError(checked)
        return checked

    def intake(self, tenant_law: "TenantLaw", headers: Sequence[Any], where: Where, keys: Sequence[str]) -> Intake:
        """Prepare to take the rows below a header. Raises InputError for what is wrong with it."""
        return Intake.of(
            tenant_law.schema,
            headers,
            where,
            tenant_place=tenant_law.tenant.region,
            on=self.on,
            today=self.today,
            overrides=self.overrides,
            common=self.common,
            keys=keys,
        )


@frozen(eq=False, slots=False)
class TenantLaw:
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
def _desk(one: Tenant, known: date | None, laws: tuple[tuple[int, int], ...], columns: ColumnMap) -> TenantLaw:
    return TenantLaw(one, Engine(one.open(known), one.id), columns)


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

    def open(self, ask: "Ask", tenant_law: "TenantLaw") -> Opened:
        """Open it. Raises BajigongError where it cannot be."""
        ...


_OPEN = Text(
    "账目不符：读入{read}行，其中空行{empty}行；写出{out}行，未核验{refused}行",
    "the books do not close: {read} rows read, {empty} of them empty; {out} written, {refused} refused",
)


class BooksError(BajigongError):
    """Rows were lost or doubled on the way. Nothing of such a run is kept."""


@define
class Books:
    """Counts of rows, each taken at another place: where rows are read, and where they are written.

    ``read`` are all rows of the inputs, ``empty`` those that say nothing, ``out`` those with a verdict, ``refused``
    those that could not be checked; ``stray`` are problems that belong to no row. ``verdicts`` counts rows by verdict.
    """

    read: int = 0
    empty: int = 0
    out: int = 0
    refused: int = 0
    stray: int = 0
    verdicts: dict[str, int] = field(factory=lambda: {str(outcome): 0 for outcome in OUTCOMES})

    @property
    def rows(self) -> int:
        """The rows that came in and say something."""
        return self.read - self.empty

    def count(self, outcomes: Any) -> None:
        """Count verdicts, given as places in `OUTCOMES`."""
        for outcome, number in zip(OUTCOMES, np.bincount(outcomes, minlength=len(OUTCOMES)).tolist(), strict=True):
            self.verdicts[str(outcome)] += number

    def add(self, other: "Books") -> None:
        """Add the books of a part."""
        for name in ("read", "empty", "out", "refused", "stray"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for verdict, number in other.verdicts.items():
            self.verdicts[verdict] += number

    def check(self) -> None:
        """Raise BooksError unless rows in are rows out and rows refused."""
        if self.rows != self.out + self.refused or self.out != sum(self.verdicts.values()):
            raise BooksError(_OPEN.fill(read=self.read, empty=self.empty, out=self.out, refused=self.refused).en)

    def unlike(self, wanted: str | None) -> int:
        """Count the rows whose verdict is another than the one wanted."""
        return 0 if wanted is None else self.out - self.verdicts.get(wanted, 0)

    def written(self) -> dict[str, Any]:
        """Return the counts by name, for a manifest."""
        return asdict(self)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> "Books":
        """Read the counts of a manifest. Raises TypeError for others."""
        return cls(**{**written, "verdicts": dict(written["verdicts"])})


@frozen(eq=False)
class Job:
    """Files of people, what is asked of them, and where the answers go.

    ``output`` is a Parquet or Arrow file or, with ``into_folder``, a folder in which each input has a part of its own.
    ``resume`` goes on with what an earlier run has left. ``threads`` decide at once; ``chunk`` is the number of rows
    that are read at once, and changes nothing.
    """

    inputs: Sequence[str]
    ask: Ask
    output: Path
    into_folder: bool = False
    resume: bool = False
    threads: int = os.cpu_count() or 1
    chunk: int | None = None


class Report(Protocol):
    """Listens to a run."""

    def expect(self, total: int) -> None:
        """Hear how many rows there seem to be in all."""
        ...

    def advance(self, rows: int = 1) -> None:
        """Hear that more rows are done."""
        ...

    def wrong(self, problem: Problem) -> None:
        """Hear what is wrong with a row."""
        ...

    def note(self, words: Text) -> None:
        """Hear something that people should know."""
        ...


class Silent:
    """Listens to nothing."""

    def expect(self, total: int) -> None:
        """Hear how many rows there seem to be in all."""

    def advance(self, rows: int = 1) -> None:
        """Hear that more rows are done."""

    def wrong(self, problem: Problem) -> None:
        """Hear what is wrong with a row."""

    def note(self, words: Text) -> None:
        """Hear something that people should know."""


@define(eq=False)
class Gauge:
    """Guesses the rows of all files from those that were opened, by their sizes in bytes."""

    report: Report
    sizes: Mapping[str, int]
    _opened: int = 0
    _rows: int = 0
    _here: int = 0

    @classmethod
    def of(cls, report: Report, paths: Sequence[str]) -> "Gauge":
        """Weigh files. One that is not there weighs nothing: its reader will say so."""
        return cls(report, {path: Path(path).stat().st_size if Path(path).is_file() else 0 for path in paths})

    def open(self, path: str) -> None:
        """Begin another file."""
        self._opened += self.sizes.get(path, 0)
        self._rows, self._here = self._rows + self._here, 0

    def skip(self, path: str, rows: int) -> None:
        """Pass over a file that was done before."""
        self.open(path)
        self.advance(rows, rows)

    def advance(self, rows: int, expected: int | None) -> None:
        """Tell that more rows are done, of so many in this file if that can be said."""
        self._here += rows
        if expected is not None and self._opened:
            seem = (self._rows + max(expected, self._here)) * sum(self.sizes.values()) // self._opened
            self.report.expect(seem)
        self.report.advance(rows)
