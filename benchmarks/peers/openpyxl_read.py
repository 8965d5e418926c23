"""openpyxl: reading a workbook in its read-only way, no more: ``python -m peers.openpyxl_read people.xlsx``."""

import sys

from openpyxl import load_workbook


def count(path: str) -> int:
    """Read every cell; return how many rows there are."""
    sheet = load_workbook(path, read_only=True, data_only=True).active
    return sum(1 for _ in sheet.iter_rows(values_only=True)) if sheet else 0


if __name__ == "__main__":
    print(count(sys.argv[1]))
