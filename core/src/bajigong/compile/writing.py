"""How the text of a program is written: its lines, how far it trusts what is not known, and what it asks at a day.

A program is run under a hope: a bit for each fact that is taken to be favourable if it is not known. No bit gives what
is certain, every bit what is possible. In between stands the question which missing facts would settle a case.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from attrs import define, field, frozen

from bajigong.calendar import ALWAYS, NEVER, UNKNOWN_DAY
from bajigong.compile.days import UNKNOWN

_FIGURE: Final = re.compile(r"K\[(\d+)\]")
_BIT: Final = re.compile(r"(?:hope|lack)(\d+) (?:&|\|=) (\d+)")
#: What stands for days that are none, and for what is not known, as people read it.
_NAMED: Final = {str(NEVER): "NEVER", str(ALWAYS): "ALWAYS", str(UNKNOWN_DAY): "UNKNOWN_DAY"}
_NUMBER: Final = re.compile("|".join(re.escape(number) for number in sorted(_NAMED, key=len, reverse=True)))
_NO_CODE: Final = re.compile(rf"(?<=[=!]= ){UNKNOWN}\b")


@define(eq=False)
class Lines:
    """Lines of a function. What stands in ``figures`` is known by its place only: texts that differ in it are one.

    ``remarks``: what each part is about is written above it, for people to read; ``fact`` names the fact of a bit, by
    its word and the bit's value.
    """

    remarks: bool = False
    fact: Callable[[int, int], str] | None = None
    lines: list[str] = field(factory=list)
    figures: list[int] = field(factory=list)
    _about: list[str] = field(factory=list)
    _depth: int = 1
    _names: int = 0

    def add(self, line: str) -> None:
        """Write a line. For people, numbers that have a name are named, and those of the law and facts explained."""
        if not self.remarks:
            self.lines.append("    " * self._depth + line)
            return
        said = [self._explained(int(place)) for place in dict.fromkeys(_FIGURE.findall(line))]
        if self.fact:
            said += dict.fromkeys(self.fact(int(word), int(bit)) for word, bit in _BIT.findall(line))
        line = _NO_CODE.sub("UNKNOWN", _NUMBER.sub(lambda found: _NAMED[found[0]], line))
        self.lines.append("    " * self._depth + line + (f"  # {'; '.join(said)}" if said else ""))

    def _explained(self, place: int) -> str:
        value, about = self.figures[place], self._about[place]
        return f"K[{place}] = {_NAMED.get(str(value), value)}{f' {about}' if about else ''}"

    def remark(self, about: str) -> None:
        """Write what the lines that follow are about, below an empty line."""
        if self.remarks:
            self.lines += ["", "    " * self._depth + f"# {about}"]

    def note(self, about: str) -> None:
        """Write what the next line is about."""
        if self.remarks and about:
            self.lines.append("    " * self._depth + f"# {about}")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write what stands below a line that ends in a colon."""
        self.add(head)
        self._depth += 1
        yield
        self._depth -= 1

    def figure(self, value: int, about: object = "") -> str:
        """Return what stands for a number in the text; ``about`` says to people what it is a number of."""
        self.figures.append(value)
        self._about.append(str(about))
        return f"K[{len(self.figures) - 1}]"

    def name(self, stem: str) -> str:
        """Return a name that no other has."""
        self._names += 1
        return f"{stem}{self._names}"


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
