"""How far to trust what is not known: the one switch between what is certain and what is possible."""

from collections.abc import Iterable

from attrs import frozen


@frozen(cache_hash=True)
class Hope:
    """Which unknown facts are taken to be favourable; all others are taken to be unfavourable.

    ``NONE`` gives what is certain, ``ALL`` what is possible. In between stands the question which missing facts would
    settle a case: those for which hoping on them alone makes it hold.
    """

    paths: frozenset[str]
    others: bool = False

    def on(self, path: str) -> bool:
        """Say whether an unknown fact counts as favourable."""
        return (path in self.paths) != self.others

    @property
    def against(self) -> "Hope":
        """The reverse, for what must *not* have happened."""
        return Hope(self.paths, not self.others)

    def off(self, paths: Iterable[str]) -> "Hope":
        """The same, but for a few facts that never count as favourable."""
        return Hope(self.paths.union(paths) if self.others else self.paths.difference(paths), self.others)


NONE = Hope(frozenset())
ALL = Hope(frozenset(), others=True)


def only(*paths: str) -> Hope:
    """Hope on these facts alone."""
    return Hope(frozenset(paths))
