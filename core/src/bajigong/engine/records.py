"""Which records of a list pass a requirement's tests."""

import numpy as np
import numpy.typing as npt

from bajigong.columns import Flags, Lists
from bajigong.engine.hope import Hope
from bajigong.engine.scene import Scene
from bajigong.policy.when import AtLeast, Between, Contains, Covers, Is, IsNot, Records, Same, SameOccupation, Test


def passing(scene: Scene, records: Records, hope: Hope) -> Flags:
    """Say, record by record, whether it passes every test; an unknown field passes where there is hope for it."""
    lists = scene.lists(records.path)
    ok = np.ones(int(lists.offsets[-1]), bool)
    for test in records.where:
        if isinstance(test, SameOccupation):
            ok &= _same_occupation(scene, records.path, test, hope)
        else:
            known, hits = _hits(scene, lists, records.path, test)
            ok &= np.where(known, hits, hope.on(f"{records.path}.{test.field}"))
    return ok


def _hits(scene: Scene, lists: Lists, path: str, test: Test) -> tuple[Flags, Flags]:
    """Say which records have the field that a test reads, and which of those pass."""
    at = f"{path}.{test.field}"
    if isinstance(test, Contains):
        nested = lists.nested[test.field]
        return nested.known, nested.any(_contained(scene, at, test, nested.values))
    if isinstance(test, Covers):
        nested = lists.nested[test.field]
        return nested.known, nested.any(_covering(nested.values, scene.selection.place_number, test.level))
    column = lists.fields[test.field]
    return column.known, _matching(scene, at, test, column.values)


def _matching(scene: Scene, at: str, test: Test, values: npt.NDArray[np.int64]) -> Flags:
    match test:
        case Is(_, wanted):
            return np.isin(values, scene.schema.codes(at, wanted))
        case IsNot(_, unwanted):
            return np.isin(values, scene.schema.codes(at, unwanted), invert=True)
        case Same(_, selector):
            return np.equal(values, scene.wanted(at, selector))
        case AtLeast(_, selector):
            # A grade stands in a column as its order, counted from the lowest.
            return np.greater_equal(values, scene.wanted(at, selector))
        case Between(_, least, most):
            return np.logical_and(values >= least, values <= most)
    raise TypeError(f"{test!r} does not read a single value")


def _contained(scene: Scene, at: str, test: Contains, values: npt.NDArray[np.int64]) -> Flags:
    wanted = scene.schema.code(at, test.value) if test.value is not None else scene.wanted(at, test.selector)
    if test.selector != "occupation":
        return np.equal(values, wanted)
    # What is filed for an occupation is filed for each of its trades; not the other way round.
    return np.isin(values, [wanted, wanted - wanted % 1000])


def _same_occupation(scene: Scene, path: str, test: SameOccupation, hope: Hope) -> Flags:
    """The same occupation passes, whatever the trade; else what is stated of its relation; else it is unknown."""
    lists = scene.lists(path)
    code = lists.fields[test.field]
    same = code.known & (code.values // 1000 == scene.selection.occupation_number // 1000)
    unknown = ~code.known & hope.on(f"{path}.{test.field}")
    if not test.related:
        alone: Flags = same | unknown
        return alone
    related = lists.fields[test.related]
    stated = related.known & (related.values == 1)
    unstated = ~related.known & hope.on(f"{path}.{test.related}")
    either: Flags = same | unknown | stated | unstated
    return either


def _covering(codes: npt.NDArray[np.int64], place: int, level: str) -> Flags:
    """Say which codes name the place or what it lies in, of one level or of any; 0 is the nation."""
    ends: Flags = np.isin(codes, [0, place - place % 10000, place - place % 100, place])
    if level:
        ends &= _of_level(codes, level)
    return ends


def _of_level(codes: npt.NDArray[np.int64], level: str) -> Flags:
    whole_province, whole_city = codes % 10000 == 0, codes % 100 == 0
    levels: dict[str, Flags] = {
        "nation": codes == 0,
        "province": whole_province & (codes != 0),
        "city": whole_city & ~whole_province,
        "county": ~whole_city,
    }
    return levels[level]
