"""Which grades a rule asks to be held before: the alternatives, each a set of grades."""

from itertools import product

from bajigong.engine.holdings import CERTIFICATES
from bajigong.policy.when import Accumulated, Either, Elapsed, Every, First, Is, Node, Recorded, Records
from bajigong.schema import Schema

Alternatives = tuple[frozenset[str], ...]
_NOTHING: Alternatives = (frozenset(),)


def held_before(node: Node, schema: Schema) -> Alternatives:
    """Return the alternatives of a requirement: with one empty set it asks for no grade."""
    match node:
        case Elapsed(First(records)) | Recorded(records):
            return _named(records, schema)
        case Accumulated(after=First(records)):
            return _named(records, schema)
        case Every(nodes):
            return all_of(tuple(held_before(one, schema) for one in nodes))
        case Either(nodes):
            return tuple(some for one in nodes for some in held_before(one, schema))
    return _NOTHING


def all_of(parts: tuple[Alternatives, ...]) -> Alternatives:
    """Join alternatives that are asked together."""
    return tuple(frozenset().union(*choice) for choice in product(*parts))


def _named(records: Records, schema: Schema) -> Alternatives:
    """Return the grades that a record must have: one of those named in a field that holds a grade."""
    for test in records.where if records.path == CERTIFICATES else ():
        if isinstance(test, Is) and schema.fields[f"{records.path}.{test.field}"].type == "grade":
            return tuple(frozenset({str(value)}) for value in test.values)
    return _NOTHING
