"""How many rows could not be checked: those that stand in the file of the refused."""

import csv
from pathlib import Path
from typing import Final

from bajigong.batch.files.refusals import ENCODING, HEAD

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
