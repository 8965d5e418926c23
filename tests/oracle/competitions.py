"""Promotion by competition (竞赛晋升): the results of national competitions everywhere, and what others leave open."""

from collections.abc import Callable, Iterable

from .facts import Test, among, that
from .kinds import Kinds
from .law import CMP, Granted
from .requirements import Requirement, either, every
from .rules import Rule, rule

OFFICIAL = ("provincial_1", "provincial_2", "city")
LOCAL = (*OFFICIAL, "enterprise")
FIVE = ("5", "4", "3", "2", "1")


def national(kinds: Kinds) -> list[Rule]:
    """Give the promotion by a national competition, on every track and in every place."""
    won = _national(kinds)
    return [rule(f"national:competition/{kinds.grade}", [CMP], won)] if won else []


def local(
    kinds: Kinds, track: str, granted: Granted | None, levels: Iterable[str] = LOCAL, *, excellent: bool = False
) -> list[Rule]:
    """Give the promotion by other competitions where the place has it: which result gives which grade is not said."""
    if granted is None or kinds.grade not in FIVE:
        return []
    tests = [among("level", levels), *([among("excellent", [True])] if excellent else [])]
    won = every(kinds.won(*tests), kinds.term("national:local-competition-table"))
    return [rule(f"{track}:local-competition/{kinds.grade}", [granted.by], won)]


def _national(k: Kinds) -> Requirement | None:
    """National games: excellent gives grade 2. Second class: ranks 1-5 give 2, 6-20 and students' 1-5 give 3.

    A worker who was there already before the prize rises one step: one prize, one step.
    """
    worker, student = among("group", ["worker"]), among("group", ["student"])
    games: tuple[Callable[[str], Test], ...] = (among("level", ["national_1"]), among("excellent", [True]))
    second = among("level", ["national_2"])
    top, next_best = that("rank", lambda rank: 1 <= rank <= 5), that("rank", lambda rank: 6 <= rank <= 20)
    if k.grade == "3":
        return either(k.won(second, worker, next_best), k.won(second, student, top))
    if k.grade == "2":
        step = k.won_after(k.own_certificate("3"), second, worker, next_best)
        return either(k.won(*games), k.won(second, worker, top), step)
    if k.grade == "1":
        held = k.own_certificate("2")
        return either(k.won_after(held, *games), k.won_after(held, second, worker, top))
    return None
