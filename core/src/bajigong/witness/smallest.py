"""Making a person smaller: facts are left out one by one, as long as what is asked of them stays true."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bajigong.engine.engine import SELECTORS
from bajigong.witness.draft import Facts

#: Keys and list positions from the top down.
Path = tuple[str | int, ...]
#: Says of several people, at least one, whether what is asked stays true of each.
Keeps = Callable[[Sequence[Facts]], Sequence[bool]]

_KEPT: Final = frozenset((key,) for key in SELECTORS)


def smallest(facts: Facts, keeps: Keeps) -> Facts:
    """Leave out groups, lists, records and fields, the largest first, until nothing more can be left out.

    What can be left out alone is left out together, as much of it as may be.
    """
    while True:
        every = parts(facts)
        smaller = [without(facts, path) for path in every]
        kept = [path for path, ok in zip(every, keeps(smaller) if smaller else (), strict=True) if ok]
        if not kept:
            return facts
        fewer = [_without_all(facts, kept[: n + 1]) for n in range(len(kept))]
        facts = [one for one, ok in zip(fewer, keeps(fewer), strict=True) if ok][-1]


def parts(facts: Facts) -> tuple[Path, ...]:
    """Name everything that could be left out, the largest first; what selects the rules stays."""
    return tuple(sorted((path for path in _parts(facts, ()) if path not in _KEPT), key=len))


def _parts(value: Any, above: Path) -> Iterator[Path]:
    if isinstance(value, Mapping):
        below: Sequence[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    else:
        return
    for key, item in below:
        yield (*above, key)
        yield from _parts(item, (*above, key))


def without(facts: Any, path: Path) -> Any:
    """Return facts without one part. Groups that hold nothing any more go with it; empty lists stay."""
    head, *rest = path
    items = dict(facts) if isinstance(facts, Mapping) else dict(enumerate(facts))
    below = without(items[head], tuple(rest)) if rest else None
    if rest and not (isinstance(below, Mapping) and not below and isinstance(head, str)):
        items[head] = below
    else:
        del items[head]
    return items if isinstance(facts, Mapping) else list(items.values())


def _without_all(facts: Facts, paths: Iterable[Path]) -> Facts:
    """Leave out several parts: the last first, so that positions in lists stay what they are."""
    gone: list[Path] = []
    for path in paths:
        if not any(path[: len(other)] == other for other in gone):
            gone.append(path)
    for path in sorted(gone, key=lambda path: [(isinstance(step, int), step) for step in path], reverse=True):
        facts = without(facts, path) if _there(facts, path) else facts
    return facts


def _there(facts: Any, path: Path) -> bool:
    for step in path:
        if isinstance(step, int) and step >= len(facts):
            return False
        if isinstance(facts, Mapping) and step not in facts:
            return False
        facts = facts[step]
    return True
