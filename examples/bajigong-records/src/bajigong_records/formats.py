"""Applications in TOML, and results as a list in Markdown."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bajigong.policy.text import Lang

_HEADS = {"zh": "| 姓名 | 等级 | 结论 |", "en": "| name | grade | verdict |"}


def read_toml(path: Path) -> Iterable[Mapping[str, Any]]:
    """Give the tables ``[[application]]`` of a file. Raises ValueError where it is not TOML or has none."""
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    found = whole.get("application")
    if not isinstance(found, list):
        raise ValueError("no table [[application]]")
    return found


class MarkdownList:
    """A table in Markdown, a result a row."""

    def __init__(self, path: Path, lang: Lang) -> None:
        self._out = path.open("w", encoding="utf-8")
        self._out.write(f"{_HEADS[lang]}\n|---|---|---|\n")

    def put(self, result: Mapping[str, Any]) -> None:
        """Write one row; an application that could not be checked says so."""
        if "error" in result:
            self._out.write(f"| {result['file']} {result['row'] or ''} | | - |\n")
        else:
            self._out.write(f"| {result['applicant'] or ''} | {result['grade'] or ''} | {result['verdict']} |\n")

    def close(self) -> None:
        """Finish the file."""
        self._out.close()
