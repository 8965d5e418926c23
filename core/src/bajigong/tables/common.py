"""Facts that applications have in common: read once, and filled in where an application does not give them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from bajigong.errors import InputError
from bajigong.occupations import NO_OCCUPATIONS
from bajigong.policy.text import Text
from bajigong.schema import Schema
from bajigong.tables.raw import Places, Raw, Where
from bajigong.tables.read import COLUMNAR, SEPARATED, read_files
from bajigong.tables.words import is_blank

#: Formats whose headers are looked up among the declared facts. The others name their facts by keys.
_TABLES: Final = (*SEPARATED, ".xlsx", ".xls", ".ods", *COLUMNAR)
#: What those others are read with.
NO_FACTS: Final = Schema({}, (), (), NO_OCCUPATIONS)

_ONE_SET = Text("一组各份申报共有的事实（YAML或JSON）", "one set of facts common to all applications, in YAML or JSON")
_SETS = Text("{n}组事实", "{n} sets of facts")
_TABLE = Text("表格", "a table")


@frozen(eq=False)
class Filled:
    """Places of an application's own values, and of those it has in common with others."""

    facts: Mapping[str, Any]
    own: Places
    common: Places

    def at(self, path: str) -> Where:
        """Return the place of a value in the application, else in what is common."""
        here: Any = self.facts
        for key in re.findall(r"[^.\[\]]+", path):
            here = here.get(key) if isinstance(here, Mapping) else here
        return self.common.at(path) if is_blank(here) else self.own.at(path)


def common_facts(path: Path) -> Raw:
    """Read the facts that are common to all applications. Raises InputError where the file holds anything else."""
    if is_table(path.name):
        raise Where(str(path)).error(_TABLE, _ONE_SET)
    sets = list(read_files([path], NO_FACTS))
    if len(sets) != 1:
        raise Where(str(path)).error(_SETS.fill(n=len(sets)), _ONE_SET)
    if sets[0].problems:
        raise InputError(sets[0].problems)
    return sets[0]


def with_common(raw: Raw, common: Raw | None) -> Raw:
    """Fill in what an application does not give."""
    if common is None:
        return raw
    places = Filled(raw.facts, raw.places, common.places)
    return evolve(raw, facts=_filled(raw.facts, common.facts), places=places)


def _filled(facts: Mapping[str, Any], common: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in groups key by key; lists are not joined."""
    filled = dict(facts)
    for key, value in common.items():
        own = filled.get(key)
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            filled[key] = _filled(own, value)
        elif is_blank(own):
            filled[key] = value
    return filled


def is_table(path: str) -> bool:
    """Say whether a file is one of rows and headers."""
    return path.lower().endswith(_TABLES)
