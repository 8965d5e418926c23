"""What requirements look for in a list: a first day, stretches, days, or amounts of the records that pass."""

from attrs import frozen

from bajigong.compile.hoping import PLAIN, Hoping
from bajigong.policy.when import Amount, Edge, Records


@frozen
class Earliest:
    """The earliest edge of the records that pass."""

    records: Records
    edge: Edge
    hoping: Hoping = PLAIN


@frozen
class Spells:
    """The stretches of the records that pass, sorted and apart.

    ``stated``: the records state when something holds, so an edge that is not known empties the stretch; else they
    are time that adds up, and an end that is not known is none. ``beside``: they are looked for only where that number
    is known.
    """

    records: Records
    since: Edge | None
    until: Edge | None
    stated: bool
    hoping: Hoping = PLAIN
    beside: str = ""


@frozen
class Dates:
    """The days of the records that pass, and how many of those have none.

    ``apart``: a day known within bounds is none, for it begins one thing and ends another.
    """

    records: Records
    edge: Edge
    hoping: Hoping
    apart: bool = False


@frozen
class Amounts:
    """The days and amounts of the records that pass, and what is hoped for besides, as it counts on any day."""

    records: Records
    edge: Edge
    amount: Amount
    hoping: Hoping = PLAIN


Source = Earliest | Spells | Dates | Amounts

#: In so many parts each amount is counted: what is computed with are whole numbers.
PARTS = 1000
#: An amount that is hoped for: more than any law asks, and so many of them still are a number.
ENOUGH = 1 << 40


def read_by(source: Source) -> tuple[Edge | Amount | None, ...]:
    """Return what a source reads in each record, besides what its tests do."""
    match source:
        case Spells():
            return source.since, source.until
        case Amounts():
            return source.edge, source.amount
    return (source.edge,)
