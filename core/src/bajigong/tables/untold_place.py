"""An application that does not say where the assessment is held: what is for parts of the region alone is open.

Which of a list of places covers it is known only where one of them is the whole region, or what that lies in.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from bajigong.policy.text import Text, same
from bajigong.schema import Schema

_UNTOLD: Final = Text(
    "未填评价所在地：“{label}”限于{places}，是否含评价所在地不能确定，请填写评价地点（行政区划代码）",
    "no place of assessment is given: {label} are {places}, and whether that covers it is open; give the place",
)


@frozen
class Told:
    """The facts, without what hangs on the place, and what must be said of them."""

    facts: Mapping[str, Any]
    remarks: tuple[Text, ...] = ()


def without_place(facts: Mapping[str, Any], region: str, schema: Schema) -> Told:
    """Leave out the lists of places of the agency's records that name parts of a region alone, by its code."""
    agency = facts.get("agency")
    if not isinstance(agency, Mapping):
        return Told(facts)
    remarks: list[Text] = []
    told = {key: _records(value, f"agency.{key}", region, schema, remarks) for key, value in agency.items()}
    return Told({**facts, "agency": told}, tuple(dict.fromkeys(remarks))) if remarks else Told(facts)


def _records(value: Any, path: str, region: str, schema: Schema, remarks: list[Text]) -> Any:
    if not isinstance(value, list):
        return value
    return [_record(one, path, region, schema, remarks) if isinstance(one, Mapping) else one for one in value]


def _record(
    record: Mapping[str, Any], path: str, region: str, schema: Schema, remarks: list[Text]
) -> Mapping[str, Any]:
    kept = {}
    for key, value in record.items():
        field = schema.fields.get(f"{path}.{key}")
        if field is not None and field.type == "place" and field.many and _is_open(value, region):
            remarks.append(_UNTOLD.fill(label=field.label, places=same(", ".join(value))))
        else:
            kept[key] = value
    return kept


def _is_open(codes: Sequence[str], region: str) -> bool:
    """Say whether some of the codes lie within a region, and none of them is or contains it."""
    return not any(_within(region, code) for code in codes) and any(_within(code, region) for code in codes)


def _within(code: str, other: str) -> bool:
    """Say whether a code of GB/T 2260 is another, or lies in it."""
    significant = other.rstrip("0")
    return code.startswith(significant + "0" * (len(significant) % 2))
