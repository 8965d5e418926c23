"""Formats of applications that plugins add: their records become applications as those of YAML do."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bajigong.errors import InputError
from bajigong.offers import Offer
from bajigong.policy.formats import ReadFormat
from bajigong.policy.text import Text, same
from bajigong.tables.raw import MAPPING, Raw, Where, lost, no_application
from bajigong.tables.words import shown

_DAMAGED = Text("插件“{by}”无法读取的文件（{e}）", "a file that plugin '{by}' cannot read ({e})")


def read_added(offer: Offer[ReadFormat], path: Path) -> Iterator[Raw]:
    """Give the applications of a file, counted from 1.

    Raises InputError, naming the plugin, where it cannot be read; what is no application is a problem of its own.
    """
    where = Where(str(path))
    number = 0
    try:
        for number, facts in enumerate(offer.what.read(path), 1):
            here = Where(str(path), item=number)
            yield (
                Raw(facts, str(path), here) if isinstance(facts, Mapping) else lost(here.problem(shown(facts), MAPPING))
            )
    except InputError:
        raise
    except Exception as error:
        raise where.error(_DAMAGED.fill(by=offer.by, e=same(str(error) or repr(error))), offer.what.label) from error
    if not number:
        raise no_application(where)
