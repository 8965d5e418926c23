"""Which records of a list pass a requirement's tests."""

import numpy as np
import numpy.typing as npt

from bajigong.columns import Flags, Lists
from bajigong.engine.hope import Hope
from bajigong.engine.selection import Selection
from bajigong.policy.when import Between, Contains, Covers, Is, IsNot, Records, Same, SameOccupation, Test
from bajigong.schema import Schema


def passing(lists: Lists, records: Records, schema: Schema, selection: Selection, hope: Hope) -> Flags:
    """Say, record by record, whether it passes every test; an unknown field passes where there is hope for it."""
    ok = np.ones(int(lists.offsets[-1]), bool)
    for test in records.where:
        ok &= _passes(lists, records.path, test, schema, selection, hope)
    return ok


def _passes(lists: Lists, path: str, test: Test, schema: Schema, selection: Selection, hope: Hope) -> Flags:
    match test:
        case Is(name, values):
            column = lists.fields[name]
            hits = np.isin(column.values, schema.codes(f"{path}.{name}", values))
            return np.where(column.known, hits, hope.on(f"{path}.{name}"))
        case IsNot(name, values):
            column = lists.fields[name]
            hits = ~np.isin(column.values, schema.codes(f"{path}.{name}", values))
            return np.where(column.known, hits, hope.on(f"{path}.{name}"))
        case Same(name, selector):
            column = lists.fields[name]
            hits = column.values == schema.code(f"{path}.{name}", getattr(selection, selector))
            return np.where(column.known, hits, hope.on(f"{path}.{name}"))
        case Between(name, least, most):
            column = lists.fields[name]
            hits = (column.values >= least) & (column.values <= most)
            return np.where(column.known, hits, hope.on(f"{path}.{name}"))
        case SameOccupation():
            return _same_occupation(lists, path, test, selection, hope)
        case Contains(name, selector, value):
            nested = lists.nested[name]
            wanted = schema.code(f"{path}.{name}", value if value is not None else getattr(selection, selector))
            hits = nested.values == wanted
            if selector == "occupation":
                # What is filed for an occupation is filed for each of its trades; not the other way round.
                hits |= nested.values == wanted - wanted % 1000
            return np.where(nested.known, nested.any(hits), hope.on(f"{path}.{name}"))
        case Covers(name, level):
            nested = lists.nested[name]
            hits = _covering(nested.values, selection.place_number, level)
            return np.where(nested.known, nested.any(hits), hope.on(f"{path}.{name}"))


def _same_occupation(lists: Lists, path: str, test: SameOccupation, selection: Selection, hope: Hope) -> Flags:
    """The same occupation passes, whatever the trade; else what is stated of its relation; else it is unknown."""
    code = lists.fields[test.field]
    same = code.known & (code.values // 1000 == selection.occupation_number // 1000)
    code_hope = hope.on(f"{path}.{test.field}")
    if not test.related:
        return np.where(code.known, same, code_hope)
    related = lists.fields[test.related]
    stated = related.known & (related.values == 1)
    unstated = ~related.known & hope.on(f"{path}.{test.related}")
    return same | stated | unstated | (~code.known & code_hope)


def _covering(codes: npt.NDArray[np.int64], place: int, level: str) -> Flags:
    province, city = place - place % 10000, place - place % 100
    is_province, is_city = codes % 10000 == 0, (codes % 100 == 0) & (codes % 10000 != 0)
    hits = {
        "nation": codes == 0,
        "province": is_province & (codes == province),
        "city": is_city & (codes == city),
        "county": (codes % 100 != 0) & (codes == place),
    }
    if level:
        return hits[level]
    return hits["nation"] | hits["province"] | hits["city"] | hits["county"]
