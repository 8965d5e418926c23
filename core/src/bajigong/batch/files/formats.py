"""Which files are tables of people, and which files a result may be written to."""

from pathlib import Path
from typing import Final

from bajigong.tables.files import COLUMNAR
from bajigong.tables.read import SEPARATED

#: Tables of text and of cells.
CSV: Final = ".csv"
WORKBOOKS: Final = (".xlsx", ".xls", ".ods")
TABLES: Final = (*COLUMNAR, *SEPARATED, *WORKBOOKS)
#: Results that are columns: the reasons stand beside them, once for all rows that share one.
COLUMN_RESULTS: Final = (".parquet", ".arrow")
#: Results that are sheets: every row says its reasons in words.
SHEET_RESULTS: Final = (CSV, ".xlsx")

#: What stands beside a result, and in a folder of results.
REASONS: Final = "reasons.parquet"
AGAINST: Final = "against.parquet"
REFUSED: Final = "refused.csv"
MANIFEST: Final = "manifest.json"
#: What a result says of itself: its law, the names of its dictionaries of reasons, the digest of its refused rows.
BUNDLE_KEY: Final = "bajigong.bundle"
REASONS_KEY: Final = "bajigong.reasons"
AGAINST_KEY: Final = "bajigong.against_reasons"
AGAINST_BUNDLE_KEY: Final = "bajigong.against_bundle"
REFUSED_KEY: Final = "bajigong.refused"


def suffix_of(path: str | Path) -> str:
    """Return a file's suffix in lower case."""
    return Path(path).suffix.lower()


def is_table(path: str | Path) -> bool:
    """Say whether a file is a table that can be read in chunks."""
    return suffix_of(path) in TABLES


def beside(result: Path, name: str) -> Path:
    """Return the path of what stands beside a result: ``result.reasons.parquet``."""
    return result.with_name(f"{result.stem}.{name}")


def part_name(number: int) -> str:
    """Return the name of an input's part in a folder of results."""
    return f"part-{number:05d}.parquet"
