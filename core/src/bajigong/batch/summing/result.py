"""A result of many people as it lies on disk: its files, what they say of themselves, and their rows in batches."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from bajigong.batch.files.frame import LATER, NAMES
from bajigong.batch.files.inputs import ENCODING, HEAD, REFUSED, beside
from bajigong.errors import BajigongError
from bajigong.policy.text import Text, listed, same
from bajigong.tables.files import ARROW
from bajigong.tables.read import suffix_of

if TYPE_CHECKING:
    from bajigong.batch.files.frame import ReasonBook


class ResultError(BajigongError):
    """A result that cannot be used. ``said`` tells why in both languages."""

    def __init__(self, said: Text) -> None:
        self.said = said
        super().__init__(said.en)


#: Rows in a batch: enough for numpy to be quick, few enough for a small memory.
BATCH: Final = 1 << 17
_KEYS: Final = ("tenant", "bundle", "version", "reasons")

_ABSENT = Text("没有{path}", "{path}: there is no such file or folder")
_NO_PARTS = Text(
    "文件夹{path}中没有结果分卷（part-*.parquet）", "{path}: the folder holds no part-*.parquet of a result"
)
_UNREADABLE = Text("{path}无法作为核验结果读取：{why}", "{path}: cannot be read as a result: {why}")
_OTHER = Text("{path}不是核验结果文件，缺少{lacks}", "{path}: is not a result of a check; it lacks {lacks}")
_NO_REASONS = Text(
    "{path}的原因字典{reasons}不在其旁", "{path}: its dictionary of reasons, {reasons}, is not beside it"
)


@frozen(eq=False)
class Result:
    """A result: its rows, and the tenant, bundle and version that made it.

    ``reasons`` is the path of its dictionary of reasons; ``refused`` that of the rows that could not be checked, None
    where there is no such file.
    """

    path: Path
    rows: Any
    tenant: str
    bundle: str
    version: str
    reasons: Path
    refused: Path | None

    @property
    def schema(self) -> Any:
        """The Arrow schema of the rows."""
        return self.rows.schema

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that belongs to it."""
        others = (self.reasons, *([self.refused] if self.refused else []))
        return (*(Path(one) for one in self.rows.files), *others)

    def batches(self, columns: Sequence[str], size: int = BATCH) -> Iterator[Any]:
        """Give the named columns as record batches, in the order of the rows."""
        yield from self.rows.to_batches(columns=list(columns), batch_size=size)


def open_result(path: Path) -> Result:
    """Open a result: a Parquet or Arrow file, or a folder of Parquet parts. Raises ResultError for anything else."""
    rows = _rows(path)
    said = {key.decode(): value.decode() for key, value in (rows.schema.metadata or {}).items() if key != b"pandas"}
    lacks = [f"bajigong.{key}" for key in _KEYS if f"bajigong.{key}" not in said]
    lacks += [column for column in sorted(NAMES - LATER) if column not in rows.schema.names]
    if lacks:
        raise ResultError(_OTHER.fill(path=path, lacks=listed(tuple(same(one) for one in lacks))))
    home = path if path.is_dir() else path.parent
    reasons = home / Path(said["bajigong.reasons"]).name
    if not reasons.is_file():
        raise ResultError(_NO_REASONS.fill(path=path, reasons=reasons.name))
    tenant, bundle, version = (said[f"bajigong.{key}"] for key in ("tenant", "bundle", "version"))
    return Result(path, rows, tenant, bundle, version, reasons, _refused(path))


def open_book(result: Result) -> "ReasonBook":
    """Open the dictionary of reasons of a result. Raises ResultError where it cannot be read."""
    from bajigong.batch.files.frame import ReasonBook

    try:
        return ReasonBook.open(result.reasons)
    except (pa.ArrowException, OSError) as error:
        raise ResultError(_UNREADABLE.fill(path=result.reasons, why=_first_line(error))) from error


def _rows(path: Path) -> Any:
    if not path.exists():
        raise ResultError(_ABSENT.fill(path=path))
    parts = sorted(path.glob("part-*.parquet")) if path.is_dir() else [path]
    if not parts:
        raise ResultError(_NO_PARTS.fill(path=path))
    kind = "ipc" if suffix_of(path) in ARROW else "parquet"
    try:
        import pyarrow.dataset as ds

        return ds.dataset([str(part) for part in parts], format=kind)
    except (pa.ArrowException, OSError) as error:
        raise ResultError(_UNREADABLE.fill(path=path, why=_first_line(error))) from error


def _refused(path: Path) -> Path | None:
    found = path / REFUSED if path.is_dir() else beside(path, REFUSED)
    return found if found.is_file() else None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


#: The columns by which a row is known, as the file heads them in either language.
_KNOWN_BY: Final = frozenset(word for head in HEAD[:2] for word in (head.zh, head.en))


def count_refused(path: Path | None) -> int:
    """Count the rows told of in a file, each once whatever the number of its problems. No file, no such rows.

    The problems of a row stand below each other; a problem that belongs to no row has no row number.
    """
    if path is None:
        return 0
    count, last = 0, list[str]()
    with path.open(encoding=ENCODING, newline="") as lines:
        table = csv.reader(lines)
        at = [n for n, name in enumerate(next(table, [])) if name in _KNOWN_BY]
        for cells in table:
            row = [cells[n] for n in at if n < len(cells)]
            count += row != last and all(row)
            last = row
    return count


Codes = npt.NDArray[np.int64]


def _as_it_is(value: str) -> str:
    return value


@define(eq=False)
class Coding:
    """Numbers the values of a column, each the same in every batch; "" is for null.

    ``shape`` puts values together: those that it makes alike have one number.
    """

    shape: Callable[[str], str] = _as_it_is
    values: dict[str, int] = field(factory=dict)

    def codes(self, column: Any) -> Codes:
        """Return the number of each row's value. Values are looked at once in each dictionary, not by row."""
        encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        numbers = [self.number(value) for value in encoded.dictionary.to_pylist()]
        indices = encoded.indices
        if indices.null_count:
            indices = indices.cast(pa.int32()).fill_null(len(numbers))
            numbers.append(self.number(None))
        codes: Codes = np.array(numbers or [0], np.int64)[indices.to_numpy(zero_copy_only=False)]
        return codes

    def number(self, value: str | None) -> int:
        """Return the number of one value."""
        return self.values.setdefault(self.shape(value) if value else "", len(self.values))


@define(eq=False)
class Crossed:
    """Counts rows by a column and by verdict. ``width`` is the number of verdicts."""

    width: int
    coding: Coding = field(factory=Coding)
    counts: npt.NDArray[np.int64] = field(factory=lambda: np.zeros(0, np.int64))

    def add(self, column: Any, verdicts: Codes) -> None:
        """Count a batch: the column's values, and the number of each row's verdict."""
        cells = self.coding.codes(column) * self.width + verdicts
        counts = np.bincount(cells, minlength=len(self.coding.values) * self.width)
        counts[: len(self.counts)] += self.counts
        self.counts = counts

    def by_value(self) -> dict[str, tuple[int, ...]]:
        """Return the counts of each value, one for each verdict."""
        rows = self.counts.reshape(-1, self.width).tolist()
        return {value: tuple(rows[number]) for value, number in self.coding.values.items() if sum(rows[number])}
