"""The commands that plugins add to the program."""

from collections.abc import Iterable, Mapping
from functools import cache

import click

from bajigong.offers import offered


def added(own: Iterable[str]) -> Mapping[str, click.Command]:
    """Return the commands that plugins add, by name.

    One whose name is the program's own or another plugin's is left out, and so is a plugin that cannot be used;
    standard error says so, once.
    """
    return _added(frozenset(own))


@cache
def _added(own: frozenset[str]) -> Mapping[str, click.Command]:
    offers = offered("bajigong_commands", click.Command)
    for error in offers.broken:
        click.echo(f"{error}; its commands are left out", err=True)
    makers: dict[str, str] = dict.fromkeys(own, "")
    found: dict[str, click.Command] = {}
    for offer in offers.found:
        name = str(offer.what.name)
        if name in makers:
            other = f"plugin {makers[name]!r}" if makers[name] else "the program itself"
            click.echo(f"plugin {offer.by!r}: its command {name!r} is left out, as {other} has one", err=True)
            continue
        makers[name], found[name] = offer.by, offer.what
    return dict(sorted(found.items()))
