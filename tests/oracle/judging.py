"""What scores come to (评价方式), from the documents: which parts a grade takes, and when each is passed.

Scores stay as they are written, and are compared as fractions.
"""

from datetime import date
from fractions import Fraction

#: 各部分按百分制计分，均达60分为合格.
PASSED_AT = Fraction(60)
#: 四川省 and the cities in it (SCV 二(二)).
SICHUAN = "51"


def _is_veterans(track: str, place: str, on: date) -> bool:
    """Veterans officers of Sichuan, under a notice that cannot be older than the one it is based on."""
    return track == "veterans" and place[:2] == SICHUAN and on >= date(2024, 8, 6)


def parts_of(track: str, grade: str, place: str, on: date) -> list[str]:
    """Name the parts of the examination: 综合评审 for 技师 and 高级技师, for veterans officers of Sichuan always."""
    if _is_veterans(track, place, on):
        return ["theory", "skill", "review"]
    return ["theory", "skill", "review"] if grade in ("2", "1") else ["theory", "skill"]


def minutes_of(part: str, track: str, place: str, on: date) -> int | None:
    """Give the least time: 90 minutes for theory; the veterans officers' own standard was not at hand."""
    return 90 if part == "theory" and not _is_veterans(track, place, on) else None


def passed(score: str | None) -> bool | None:
    """Say whether a part is passed: 60 passes, 59.9 does not; None where it was not taken."""
    return None if score is None else Fraction(score) >= PASSED_AT


def is_score(score: str) -> bool:
    """Say whether it is a score at all: 0 to 100."""
    return 0 <= Fraction(score) <= 100


def outcome_of(parts: list[str], scores: dict[str, str | None]) -> str:
    """Say what the whole comes to; a missing part leaves it incomplete, whatever the others."""
    for part in parts:
        if passed(scores.get(part)) is None:
            return "incomplete"
    for part in parts:
        if not passed(scores[part]):
            return "failed"
    return "passed"
