"""Applications as people write them: YAML, JSON, CSV and Excel, read, checked and offered as a template."""

from pathlib import Path
from typing import TYPE_CHECKING

from bajigong.tables.check import check
from bajigong.tables.raw import Raw, Where
from bajigong.tables.read import read_files

if TYPE_CHECKING:
    from bajigong.policy.facts import Schema
    from bajigong.policy.text import Lang

__all__ = ["Raw", "Where", "check", "read_files", "write_template"]


def write_template(path: Path, schema: "Schema", lang: "Lang") -> None:
    """Write an empty workbook with headers, drop-downs and a filled example row.

    Raises InputError where the file cannot be written.
    """
    from bajigong.tables.template import write_template as write

    write(path, schema, lang)
