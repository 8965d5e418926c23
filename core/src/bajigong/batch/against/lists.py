"""Lists of records under another law."""

from collections.abc import Mapping

import numpy as np

from bajigong.batch.against.numbering import Numbers
from bajigong.batch.columns import Column, Flags, Lists, Nested
from bajigong.batch.people import UNKNOWN

#: The new numbers of a list's fields, by name.
Below = Mapping[str, Numbers]


def lists_there(lists: Lists, blank: Lists, below: Below) -> Lists:
    """Return a column of lists with the fields that ``blank`` has, those not in it unknown in every record."""
    return Lists(
        lists.given,
        lists.offsets,
        {name: _field(lists, name, one, below.get(name)) for name, one in blank.fields.items()},
        {name: _nested(lists, name, below.get(name)) for name in blank.nested},
        lists.there,
    )


def _field(lists: Lists, name: str, blank: Column, numbers: Numbers | None) -> Column:
    if name not in lists.fields:
        return Column(np.zeros(lists.records, blank.values.dtype), _nowhere(lists))
    column = lists.fields[name]
    if numbers is None:
        return column
    values = numbers[np.where(column.known, column.values, UNKNOWN)].astype(column.values.dtype)
    return Column(values, (values >= 0) | _nowhere(lists))


def _nested(lists: Lists, name: str, numbers: Numbers | None) -> Nested:
    """Return lists within records. An item that the law there does not know is none that it asks for."""
    if name not in lists.nested:
        return Nested(np.zeros(0, np.int64), np.zeros(lists.records + 1, np.int64), _nowhere(lists))
    nested = lists.nested[name]
    if numbers is None:
        return nested
    values = numbers[nested.values]
    kept = values >= 0
    counts = np.concatenate(([0], np.cumsum(kept)))
    return Nested(values[kept], counts[nested.offsets], nested.known)


def _nowhere(lists: Lists) -> Flags:
    """Say which places hold no record: what stands in them counts as known."""
    return np.zeros(lists.records, bool) if lists.there is None else ~lists.there
