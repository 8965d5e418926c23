"""YAML: one mapping, a list of them, or several documents.

Scalars are taken as they are written, so that the types of facts alone decide what they mean: a certificate number
``007`` keeps its zeros, a name ``No`` is not false, and the key ``on`` is not true, all of which plain YAML says.
"""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from bajigong.tables.raw import MAPPING, LinePlaces, Lines, Raw, Where, lost, no_application
from bajigong.tables.words import shown


def read_yaml(text: str, file: str) -> Iterator[Raw]:
    """Give the applications of a YAML text. Raises InputError where it is not YAML."""
    from bajigong.tables.yaml_values import documents

    where = Where(file)
    raws = [
        _application(one, lines.below.get(f"[{index}]", lines), where)
        for value, lines in documents(text, where)
        for index, one in enumerate(value if isinstance(value, list) else [value])
        if value is not None
    ]
    if not raws:
        raise no_application(where)
    return iter(raws)


def _application(one: Any, lines: Lines, where: Where) -> Raw:
    if not isinstance(one, dict):
        return lost(evolve(where, line=lines.line).problem(shown(one), MAPPING))
    return Raw(one, where.file, LinePlaces(where, lines))
