"""Lines for people: what they say, how it is to look, and how far it stands in. Whoever prints them decides the rest."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from attrs import frozen

Style = Literal["", "head", "good", "bad", "open", "dim"]
Part = tuple[str, Style]

#: What cannot be parted: a word or a Chinese character, with the brackets before it and the punctuation after it.
_ATOM = re.compile(r"[（《「『【〔“‘]*(?:[!-~]+|\S)[，。；：、？！）》」』】〕”’…]*|\s+")


@frozen
class Line:
    """One line: its parts, and by how many cells it is indented. Where it wraps, ``hang`` more for what follows."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    hang: int = 2

    @property
    def text(self) -> str:
        """The line without its looks."""
        return " " * self.indent + "".join(words for words, _ in self.parts)

    def wrapped(self, width: int) -> Iterator["Line"]:
        """Break the line where it is wider than ``width`` cells: between words, or between Chinese characters."""
        row, room, indent = list[Part](), width - self.indent, self.indent
        for words, style in self.parts:
            for atom in _ATOM.findall(words):
                if row and cells(atom.rstrip()) > room:
                    yield Line(tuple(row), indent)
                    row, indent = [], self.indent + self.hang
                    room = width - indent
                if row or not atom.isspace():
                    row.append((atom, style))
                    room -= cells(atom)
        yield Line(tuple(row), indent)


BLANK = Line()


def line(*parts: str | Part, indent: int = 0, hang: int = 2) -> Line:
    """Make a line of parts; plain words need no style."""
    return Line(tuple((part, "") if isinstance(part, str) else part for part in parts), indent, hang)


def cells(words: str) -> int:
    """Count the cells that words take on a screen: two for each Chinese character."""
    return sum(_cells(character) for character in words)


def fitted(words: str, width: int) -> str:
    """Cut words to a width, with … where something is left out, and fill up with spaces."""
    if cells(words) > width:
        while words and cells(words) > width - 1:
            words = words[:-1]
        words += "…"
    return words + " " * (width - cells(words))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
