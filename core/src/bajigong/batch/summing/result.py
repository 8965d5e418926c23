"""A result of many people as it lies on disk: its files, what they say of themselves, and their rows in batches."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
from attrs import frozen

from bajigong.batch.files.formats import REFUSED, beside, suffix_of
from bajigong.batch.files.frame import NAMES
from bajigong.batch.summing.errors import ResultError
from bajigong.policy.text import Text, listed, same
from bajigong.tables.read import ARROW

if TYPE_CHECKING:
    from bajigong.batch.book import ReasonBook

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
    lacks += [column for column in sorted(NAMES) if column not in rows.schema.names]
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
    from bajigong.batch.book import ReasonBook

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
        return ds.dataset([str(part) for part in parts], format=kind)
    except (pa.ArrowException, OSError) as error:
        raise ResultError(_UNREADABLE.fill(path=path, why=_first_line(error))) from error


def _refused(path: Path) -> Path | None:
    found = path / REFUSED if path.is_dir() else beside(path, REFUSED)
    return found if found.is_file() else None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
