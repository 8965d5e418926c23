"""An input that was opened: what its header says, and its rows chunk by chunk."""

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import evolve, frozen

from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.files.bunch import Bunch, numbered
from bajigong.batch.files.carried import Carried, key_column
from bajigong.batch.files.heads import Heads, heads_of
from bajigong.batch.intake import Coded, Intake
from bajigong.errors import BajigongError, InputError
from bajigong.policy.text import Text, same
from bajigong.tables.header_row import HEADER, NO_HEADER, unused_said
from bajigong.tables.headers import headers_of
from bajigong.tables.raw import Where

_UNREADABLE = Text("无法读取的文件（{r}）", "a file that cannot be read ({r})")
_MANY = Text(
    "{file}：有「租户」列，而此种结果只由一个租户回答；请用--tenant指定",
    "{file}: has a column of tenants, but one tenant answers for a result of this kind; name it with --tenant",
)
_READABLE = Text("可以读取的文件", "a file that can be read")

Bunches = Generator[Bunch, None, None]


class ManyTenantsError(BajigongError):
    """Rows that name their tenant, where one tenant must answer for all."""


@frozen(eq=False)
class Source:
    """One file, or the sheet of it that is read.

    ``keys`` are the types of what it carries over; ``dated`` says whether rows may give their own day. ``bunches``
    reads it; ``expected`` tells, at any time meanwhile, how many rows there seem to be, None where nothing is known
    yet. ``rows`` is how many there are for certain, None where only reading tells. ``notes`` are what people should
    know.
    """

    where: Where
    keys: Mapping[str, pa.DataType]
    bunches: Callable[[], Bunches]
    expected: Callable[[], int | None]
    dated: bool = True
    rows: int | None = None
    may_be_empty: bool = False
    notes: tuple[Text, ...] = ()


@frozen(eq=False)
class Layout:
    """What becomes of the columns of a table: what is taken in, and what is carried over."""

    intake: Intake
    heads: Heads

    @classmethod
    def of(cls, ask: Ask, desk: Desk, cells: Sequence[Any], where: Where) -> "Layout":
        """Read a header.

        Raises InputError with everything that is wrong with it, ManyTenantsError where rows name their tenant and must
        not.
        """
        more = [one.name for one in ask.second.fields] if ask.second else []
        heads = heads_of(cells, headers_of(desk.schema), ask.keys, where, more)
        intake = ask.intake(desk, cells, where, tuple(str(cells[column]) for column in heads.keys.values()))
        if not intake.plan.layout.targets:
            raise where.error(NO_HEADER, HEADER)
        if not ask.named and "tenant" in intake.plan.plain:
            raise many_tenants(where.file, ask)
        return cls(intake, heads)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What people should know: which columns are not used."""
        carried = set(self.heads.keys.values())
        layout = self.intake.plan.layout
        return tuple(unused_said(evolve(layout, unused=tuple(u for u in layout.unused if u.column not in carried))))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.intake.plan.width

    @property
    def used(self) -> list[int]:
        """The columns that must be read, in their order."""
        return sorted(self.intake.plan.used | self.heads.used)

    @property
    def loose(self) -> frozenset[int]:
        """The columns whose text differs from row to row: no use in numbering it."""
        return self.heads.used

    @property
    def dated(self) -> bool:
        """Whether rows may give the day asked about."""
        return "on" in self.intake.plan.plain

    def of_arrays(self, columns: Mapping[int, pa.Array], first: int, size: int) -> Bunch:
        """Make a chunk of columns by place; those that are not read are left out."""
        blank = pa.nulls(size)
        batch = pa.RecordBatch.from_arrays(
            [columns.get(place, blank) for place in range(self.width)], [str(place) for place in range(self.width)]
        )
        heads = self.heads
        carried = Carried(
            {name: key_column(columns[place]) for name, place in heads.keys.items()},
            None if heads.name is None else columns[heads.name],
            None if heads.id_number is None else columns[heads.id_number],
        )
        return Bunch(numbered(first, size), carried, lambda: self.intake.take(batch, first))

    def of_coded(self, columns: Sequence[Coded], text: Callable[[Coded], pa.Array], first: int) -> Bunch:
        """Make a chunk of coded columns. ``text`` makes text of one."""
        heads = self.heads
        carried = Carried(
            {name: text(columns[place]) for name, place in heads.keys.items()},
            None if heads.name is None else text(columns[heads.name]),
            None if heads.id_number is None else text(columns[heads.id_number]),
        )
        return Bunch(numbered(first, len(columns[0])), carried, lambda: self.intake.take(columns, first))


def many_tenants(path: str, ask: Ask) -> ManyTenantsError:
    """Say that rows name their tenant, where one tenant must answer for all."""
    return ManyTenantsError(_MANY.fill(file=path).say(ask.lang))


def unreadable(path: str | Path, error: BaseException) -> InputError:
    """Say that a file cannot be read, and the reader's reason in one line."""
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200] or type(error).__name__
    return Where(str(path)).error(_UNREADABLE.fill(r=same(reason)), _READABLE)
