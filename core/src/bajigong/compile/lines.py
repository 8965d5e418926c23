"""Source text as it is written: lines with their indentation, and the numbers that become arguments of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, field


@define(eq=False)
class Lines:
    """Lines of a function. What stands in ``figures`` is known by its place only: texts that differ in it are one."""

    lines: list[str] = field(factory=list)
    figures: list[int] = field(factory=list)
    _depth: int = 1
    _names: int = 0

    def add(self, line: str, why: str = "") -> None:
        """Write a line; ``why`` stands behind it and is no part of the program."""
        self.lines.append("    " * self._depth + line + (f"  # {why}" if why else ""))

    @contextmanager
    def block(self, head: str, why: str = "") -> Iterator[None]:
        """Write what stands below a line that ends in a colon."""
        self.add(head, why)
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
