"""Which records of a list pass a requirement's tests."""

from typing import Any

import numpy as np
import numpy.typing as npt

from bajigong.columns import Flags, Lists
from bajigong.engine.hope import Hope
from bajigong.engine.scene import PLACE, Scene
from bajigong.policy.when import AtLeast, Between, Contains, Covers, Is, IsNot, Records, Same, SameOccupation, Test

#: One number, or one for each record.
_Wanted = int | npt.NDArray[np.int64]


def passing(scene: Scene, records: Records, hope: Hope) -> Flags:
    """Say, record by record, whether it passes every test; an unknown field passes where there is hope for it."""
    lists = scene.lists(records.path)
    ok = np.ones(lists.records, bool) if lists.there is None else lists.there
    for test in records.where:
        if isinstance(test, SameOccupation):
            ok = ok & _same_occupation(scene, records.path, test, hope)
        else:
            known, whole, hits = _hits(scene, lists, records.path, test)
            ok = ok & (hits if whole else np.where(known, hits, hope.on(f"{records.path}.{test.field}")))
    return ok


def _hits(scene: Scene, lists: Lists, path: str, test: Test) -> tuple[Flags, bool, Flags]:
    """Say which records have the field that a test reads, whether all have it, and which pass."""
    at = f"{path}.{test.field}"
    if isinstance(test, Contains):
        nested = lists.nested[test.field]
        return nested.known, nested.whole, nested.any(_contained(scene, at, test, lists))
    if isinstance(test, Covers):
        nested = lists.nested[test.field]
        place = scene.wanted(at, PLACE, lists)
        return nested.known, nested.whole, nested.any(_covering(nested.values, _inside(place, lists, test.field), test))
    column = lists.fields[test.field]
    return column.known, column.whole, _matching(scene, at, test, column.values)


def _matching(scene: Scene, at: str, test: Test, values: npt.NDArray[Any]) -> Flags:
    match test:
        case Is(_, wanted):
            return one_of(values, scene.schema.codes(at, wanted))
        case IsNot(_, unwanted):
            return ~one_of(values, scene.schema.codes(at, unwanted))
        case Same(_, selector):
            return _flags(values == scene.schema.code(at, getattr(scene.selection, selector)))
        case AtLeast(_, selector):
            # A grade stands in a column as its order, counted from the lowest.
            return _flags(values >= scene.schema.code(at, getattr(scene.selection, selector)))
        case Between(_, least, most):
            return _flags((values >= least) & (values <= most))
    raise TypeError(f"{test!r} does not read a single value")


def _flags(found: Any) -> Flags:
    return found  # type: ignore[no-any-return]  # comparing a column with unnamed dtype gives a column of flags


def one_of(values: npt.NDArray[Any], wanted: list[int]) -> Flags:
    """Say which values are among a few."""
    found: Flags = values == wanted[0] if wanted else np.zeros(len(values), bool)
    for one in wanted[1:]:
        found |= values == one
    return found


def _inside(wanted: _Wanted, lists: Lists, field: str) -> _Wanted:
    """Repeat what is wanted of each record for each value of its nested list."""
    return wanted if isinstance(wanted, int) else np.repeat(wanted, np.diff(lists.nested[field].offsets))


def _contained(scene: Scene, at: str, test: Contains, lists: Lists) -> Flags:
    values = lists.nested[test.field].values
    if test.value is not None:
        wanted: _Wanted = scene.schema.code(at, test.value)
    else:
        wanted = _inside(scene.wanted(at, test.selector, lists), lists, test.field)
    if test.selector != "occupation":
        return _flags(values == wanted)
    # What is filed for an occupation is filed for each of its trades; not the other way round.
    return _flags((values == wanted) | (values == wanted - wanted % 1000))


def _same_occupation(scene: Scene, path: str, test: SameOccupation, hope: Hope) -> Flags:
    """The same occupation passes, whatever the trade; else what is stated of its relation; else it is unknown."""
    lists = scene.lists(path)
    code = lists.fields[test.field]
    own = scene.own_occupation
    if not isinstance(own, int) and lists.there is None:
        own = own[lists.row]
    found = np.equal(code.values // 1000, own)
    if not code.whole:
        found = np.where(code.known, found, hope.on(f"{path}.{test.field}"))
    if not test.related:
        return _flags(found)
    related = lists.fields[test.related]
    stated = np.equal(related.values, 1)
    if not related.whole:
        stated = np.where(related.known, stated, hope.on(f"{path}.{test.related}"))
    either: Flags = found | stated
    return either


def _covering(codes: npt.NDArray[np.int64], place: _Wanted, test: Covers) -> Flags:
    """Say which codes name the place or what it lies in, of one level or of any; 0 is the nation."""
    ends = (codes == 0) | (codes == place - place % 10000) | (codes == place - place % 100) | (codes == place)
    if test.level:
        ends &= _of_level(codes, test.level)
    return _flags(ends)


def _of_level(codes: npt.NDArray[np.int64], level: str) -> Flags:
    whole_province, whole_city = codes % 10000 == 0, codes % 100 == 0
    levels: dict[str, Flags] = {
        "nation": codes == 0,
        "province": whole_province & (codes != 0),
        "city": whole_city & ~whole_province,
        "county": ~whole_city,
    }
    return levels[level]
