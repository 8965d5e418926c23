"""What requirements come to as days: shapes of stretches, and the question put to each at a day."""

from collections.abc import Sequence

from attrs import frozen

from bajigong.calendar import ALWAYS, NEVER
from bajigong.compile.lines import Lines


@frozen
class Single:
    """One stretch at most: the names of its days, None for no bound. ``since`` alone: for good once it is reached."""

    since: str | None = None
    until: str | None = None

    @property
    def said(self) -> str:
        """Where its days stand, for people."""
        return f"since {self.since or 'ALWAYS'}, until {self.until or 'NEVER'}"


@frozen
class Several:
    """Stretches that are sorted and apart: two arrays, and which places in them are filled."""

    since: str
    until: str
    first: str
    end: str

    @property
    def said(self) -> str:
        """Where its days stand, for people."""
        return f"since {self.since}[{self.first}:{self.end}], until {self.until}[{self.first}:{self.end}]"


@frozen
class Joined:
    """What holds while all of them do, or while any of them does."""

    parts: "tuple[Shape, ...]"
    every: bool

    @property
    def said(self) -> str:
        """Where its days stand, for people."""
        return (" and " if self.every else " or ").join(f"({part.said})" for part in self.parts)


@frozen
class Steps:
    """What many rows share and changes on a few days only: the answer for each time from one turn to the next."""

    turn: str
    since: str
    until: str
    first: str
    end: str

    @property
    def said(self) -> str:
        """Where its days stand, for people."""
        return f"since {self.since}, until {self.until} by {self.turn}[{self.first}:{self.end}]"


Shape = Single | Several | Joined | Steps


@frozen(eq=False)
class Asking:
    """Writes the question when something holds, put at a day: two names, since and until."""

    lines: Lines

    def at(self, shape: Shape, day: str) -> tuple[str, str]:
        """Write it; ``day`` is a name that does not change meanwhile."""
        match shape:
            case Single(since, None):
                return since or str(ALWAYS), str(NEVER)
            case Single(since, until):
                return self._pair(f"one({since or ALWAYS}, {until}, {day})")
            case Several(since, until, first, end):
                return self._pair(f"at({since}, {until}, {first}, {end}, {day})")
            case Steps(turn, since, until, first, end):
                return self._pair(f"step({turn}, {since}, {until}, {first}, {end}, {day})")
            case Joined(parts, every):
                return self._every(parts, day) if every else self._either(parts, day)

    def _pair(self, answer: str) -> tuple[str, str]:
        since, until = self.lines.name("since"), self.lines.name("until")
        self.lines.add(f"{since}, {until} = {answer}")
        return since, until

    def _either(self, parts: Sequence[Shape], day: str) -> tuple[str, str]:
        since, until = self._pair(f"{', '.join(self.at(parts[0], day))}")
        for part in parts[1:]:
            mine = self.at(part, day)
            self.lines.add(f"{since}, {until} = either({since}, {until}, {mine[0]}, {mine[1]}, {day})")
        return since, until

    def _every(self, parts: Sequence[Shape], day: str) -> tuple[str, str]:
        """The latest since, the earliest until; asked again there until nothing moves, for there may be a next."""
        since, until, asked = (self.lines.name(stem) for stem in ("since", "until", "asked"))
        self.lines.add(f"{asked} = {day}")
        with self.lines.block("while True:"):
            answers = [self.at(part, asked) for part in parts]
            self.lines.add(f"{since} = {most('max', [one for one, _ in answers])}")
            self.lines.add(f"{until} = {most('min', [one for _, one in answers])}")
            with self.lines.block(f"if {since} >= {NEVER}:"):
                self.lines.add(f"{until} = {NEVER}")
                self.lines.add("break")
            with self.lines.block(f"if {since} <= {asked}:"):
                self.lines.add("break")
            self.lines.add(f"{asked} = {since}")
        return since, until


def most(how: str, days: Sequence[str]) -> str | None:
    """Write the latest or earliest of some days; None where there are none."""
    if not days:
        return None
    return days[0] if len(days) == 1 else f"{how}({', '.join(days)})"
