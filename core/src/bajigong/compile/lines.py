"""Source text as it is written: lines with their indentation, and the numbers that become arguments of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define, field

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
