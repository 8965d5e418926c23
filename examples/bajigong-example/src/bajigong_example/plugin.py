"""The enterprise's rules: documents, clauses and fillings from the TOML beside this file."""

from collections.abc import Iterable
from typing import Any

from bajigong import hookimpl
from bajigong.policy.toml import load_beside

API_VERSION = 1


@hookimpl
def bajigong_law() -> Iterable[Any]:
    """Documents, clauses and fillings."""
    return load_beside(__file__)
