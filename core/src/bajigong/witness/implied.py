"""Whether one requirement asks at least as much as another: where the first holds, so does the second."""

from bajigong.policy.when import (
    Accumulated,
    Between,
    Either,
    Elapsed,
    Event,
    Every,
    Fact,
    First,
    Is,
    IsNot,
    Node,
    Recorded,
    Records,
    Selected,
    Test,
)


def implies(one: Node, other: Node) -> bool:
    """Say whether ``other`` surely holds wherever ``one`` does; False where it cannot be told by looking at them."""
    if one == other:
        return True
    match one, other:
        case _, Every(nodes):
            return all(implies(one, node) for node in nodes)
        case Either(nodes), _:
            return bool(nodes) and all(implies(node, other) for node in nodes)
        case Every(nodes), _:
            return any(implies(node, other) for node in nodes)
        case _, Either(nodes):
            return any(implies(one, node) for node in nodes)
    return _implies(one, other)


def _implies(one: Node, other: Node) -> bool:
    match one, other:
        case Elapsed(event, years, months), Elapsed(earlier, fewer, rest):
            return _no_earlier(event, earlier) and 12 * years + months >= 12 * fewer + rest
        case Accumulated(), Accumulated():
            return _adds_up(one, other)
        case Fact(path, values), Fact(same, more):
            return path == same and set(values) <= set(more)
        case Selected(selector, values, among), Selected(same, more, also):
            within = set(values) <= set(more) if among else set(more) <= set(values)
            return selector == same and among == also and within
        case Recorded(records, since, until), Recorded(more_records, begun, ended):
            return _narrower(records, more_records) and (since, until) == (begun, ended)
    return False


def _adds_up(one: Accumulated, other: Accumulated) -> bool:
    if not _narrower(one.records, other.records) or (one.since, one.until) != (other.since, other.until):
        return False
    later = other.after is None or (one.after is not None and _no_earlier(one.after, other.after))
    return later and one.years >= other.years


def _no_earlier(one: Event, other: Event) -> bool:
    """Say whether the first event never comes before the second."""
    if one == other:
        return True
    if isinstance(one, First) and isinstance(other, First):
        return one.edge == other.edge and _narrower(one.records, other.records)
    return False


def _narrower(one: Records, other: Records) -> bool:
    return one.path == other.path and all(any(_test(mine, theirs) for mine in one.where) for theirs in other.where)


def _test(one: Test, other: Test) -> bool:
    if one == other:
        return True
    match one, other:
        case Is(field, values), Is(same, more):
            return field == same and set(values) <= set(more)
        case IsNot(field, values), IsNot(same, fewer):
            return field == same and set(values) >= set(fewer)
        case Between(field, least, most), Between(same, low, high):
            return field == same and least >= low and most <= high
    return False
