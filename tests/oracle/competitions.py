"""Promotion by competition (竞赛晋升): the published results of national competitions, and what others leave open."""

from collections.abc import Callable

from .facts import Test, among, that
from .kinds import Kinds
from .law import CMP, Granted
from .requirements import Requirement, either, every
from .rules import Rule, rule

LOCAL = ("provincial_1", "provincial_2", "city", "enterprise")
FIVE = ("5", "4", "3", "2", "1")


def promotions(kinds: Kinds, track: str, granted: Granted | None) -> list[Rule]:
    """Give the promotions to the grade applied for, where the place lets competitions raise a grade."""
    if granted is None or kinds.grade not in FIVE:
        return []
    found = []
    if won := _national(kinds):
        found.append(rule(f"{track}:competition/{kinds.grade}", [granted.by, CMP], won))
    # Which result of a provincial, city or enterprise competition gives which grade, nobody has laid down.
    local = every(kinds.won(among("level", LOCAL)), kinds.term("national:local-competition-table"))
    found.append(rule(f"{track}:local-competition/{kinds.grade}", [granted.by], local))
    return found


def _national(k: Kinds) -> Requirement | None:
    """National games: excellent gives grade 2. Second class: ranks 1-5 give 2, 6-20 and students' 1-5 give 3.

    A worker who is there already rises one step.
    """
    worker, student = among("group", ["worker"]), among("group", ["student"])
    games: tuple[Callable[[str], Test], ...] = (among("level", ["national_1"]), among("excellent", [True]))
    second = among("level", ["national_2"])
    top, next_best = that("rank", lambda rank: 1 <= rank <= 5), that("rank", lambda rank: 6 <= rank <= 20)
    if k.grade == "3":
        return either(k.won(second, worker, next_best), k.won(second, student, top))
    if k.grade == "2":
        step = every(k.won(second, worker, next_best), k.since(k.own_certificate("3")))
        return either(k.won(*games), k.won(second, worker, top), step)
    if k.grade == "1":
        return every(either(k.won(*games), k.won(second, worker, top)), k.since(k.own_certificate("2")))
    return None
