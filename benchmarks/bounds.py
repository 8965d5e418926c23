"""What each ratio should reach: the aim, what lies beyond it, and the floor, under which the run fails."""

import tomllib
from pathlib import Path
from typing import Final

from attrs import frozen

FLOORS: Final = Path(__file__).parent / "floors.toml"


@frozen
class Bound:
    """The bounds of one ratio. ``better`` is "higher" or "lower"; with fewer than ``rows`` the floor is not judged."""

    what: str
    better: str
    floor: float
    aim: float | None = None
    beyond: float | None = None
    rows: int = 0

    def reaches(self, value: float, bound: float | None) -> bool:
        """Say whether a value is as good as a bound."""
        return bound is not None and (value >= bound if self.better == "higher" else value <= bound)


@frozen
class Ratio:
    """One ratio as measured, over so many rows."""

    name: str
    value: float
    rows: int
    bound: Bound

    @property
    def judged(self) -> bool:
        """Whether as much was measured as when the floor was recorded."""
        return self.rows >= self.bound.rows

    @property
    def fails(self) -> bool:
        """Whether it is worse than its floor."""
        return self.judged and not self.bound.reaches(self.value, self.bound.floor)

    @property
    def verdict(self) -> str:
        """How it stands, in a word or two."""
        if self.fails:
            return "under the floor"
        if self.bound.reaches(self.value, self.bound.beyond):
            return "beyond"
        if self.bound.aim is None:
            return "ok" if self.bound.beyond is None else "short"
        return "ok" if self.bound.reaches(self.value, self.bound.aim) else "short"


def read() -> dict[str, Bound]:
    """Return every bound by the name of its ratio."""
    with FLOORS.open("rb") as file:
        return {name: Bound(**row) for name, row in tomllib.load(file).items()}
