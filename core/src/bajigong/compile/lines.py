"""Source text as it is written: lines with their indentation, and the numbers that become arguments of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from attrs import define, field

_FIGURE: Final = re.compile(r"K\[(\d+)\]")


@define(eq=False)
class Lines:
    """Lines of a function. What stands in ``figures`` is known by its place only: texts that differ in it are one.

    ``remarks``: what each part is about is written above it, for people to read.
    """

    remarks: bool = False
    lines: list[str] = field(factory=list)
    figures: list[int] = field(factory=list)
    _depth: int = 1
    _names: int = 0

    def add(self, line: str) -> None:
        """Write a line; behind it stand the numbers that it names, where remarks are wanted."""
        named = [f"K[{place}] = {self.figures[int(place)]}" for place in _FIGURE.findall(line)] if self.remarks else []
        self.lines.append("    " * self._depth + line + (f"  # {', '.join(named)}" if named else ""))

    def remark(self, about: str) -> None:
        """Write what the lines that follow are about."""
        if self.remarks:
            self.lines += ["", "    " * self._depth + f"# {about}"]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write what stands below a line that ends in a colon."""
        self.add(head)
        self._depth += 1
        yield
        self._depth -= 1

    def figure(self, value: int) -> str:
        """Return what stands for a number in the text."""
        self.figures.append(value)
        return f"K[{len(self.figures) - 1}]"

    def name(self, stem: str) -> str:
        """Return a name that no other has."""
        self._names += 1
        return f"{stem}{self._names}"
