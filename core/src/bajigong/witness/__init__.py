"""People found, not invented: the smallest facts on which two laws decide differently, or under which a rule holds."""

from bajigong.witness.search import Witness, witness
from bajigong.witness.side import Side, side_of

__all__ = ["Side", "Witness", "side_of", "witness"]
