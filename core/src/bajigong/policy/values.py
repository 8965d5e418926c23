"""Plain values that can be hashed, compared and written down the same way each time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Plain = bool | int | float | str | date | tuple["Plain", ...] | tuple[tuple[str, "Plain"], ...]


def freeze(value: Any) -> Any:
    """Turn lists and mappings, as TOML gives them, into tuples. Mappings become sorted pairs."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), freeze(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def thaw_table(rows: Any) -> tuple[dict[str, Any], ...]:
    """Read a frozen list of mappings, such as a table of prizes, back as mappings."""
    return tuple(dict(row) for row in rows)
