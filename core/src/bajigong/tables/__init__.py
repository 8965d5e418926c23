"""Applications as people write them: YAML, JSON, CSV and Excel, read, checked and offered as a template."""

from bajigong.tables.checking import check
from bajigong.tables.raw import Raw, Where
from bajigong.tables.read import read_files
from bajigong.tables.template import write_template

__all__ = ["Raw", "Where", "check", "read_files", "write_template"]
