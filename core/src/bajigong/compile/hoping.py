"""How far to trust what is not known: the one switch between what is certain and what is possible.

A program is run under a hope: a bit for each fact that is taken to be favourable if it is not known. No bit gives what
is certain, every bit what is possible. In between stands the question which missing facts would settle a case.
"""

from collections.abc import Iterable

from attrs import frozen


@frozen(cache_hash=True)
class Hoping:
    """How a part of a requirement takes the hope: as it is, or turned round for what must *not* have happened.

    Facts in ``always`` count as favourable to the part whatever is hoped, those in ``never`` do not.
    """

    against: bool = False
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    @property
    def turned(self) -> "Hoping":
        """The reverse."""
        return Hoping(not self.against, self.never, self.always)

    def off(self, paths: Iterable[str]) -> "Hoping":
        """The same, but for a few facts that never count as favourable."""
        some = frozenset(paths)
        return Hoping(self.against, self.always - some, self.never | some)

    def settled(self, path: str) -> bool | None:
        """Say whether an unknown fact is favourable whatever is hoped, None where that hangs on the hope."""
        return True if path in self.always else False if path in self.never else None

    def on(self, path: str, hope: str) -> str:
        """Write the question whether an unknown fact, whose bit in the hope is given, is taken to be favourable."""
        settled = self.settled(path)
        if settled is not None:
            return str(settled)
        return f"{hope} {'==' if self.against else '!='} 0"


#: The hope as it is.
PLAIN = Hoping()


def choice(hope: str, favourable: int, other: int) -> str:
    """Write which of two days stands for one that is not known, by the question that `Hoping.on` writes."""
    return {"False": str(other), "True": str(favourable)}.get(hope, f"{favourable} if {hope} else {other}")
