"""What waits for a term that nobody has filled."""

from collections.abc import Iterator
from itertools import chain

from bajigong.policy.when import Either, Every, Node, Open


def open_terms(node: Node) -> Iterator[str]:
    """Name the open terms that a node waits for."""
    match node:
        case Open(term):
            yield term
        case Every(nodes) | Either(nodes):
            yield from chain.from_iterable(map(open_terms, nodes))
