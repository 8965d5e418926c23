"""Lines for people: what they say, how it is to look, and how far it stands in. Whoever prints them does the rest."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Literal

from attrs import frozen

Style = Literal["", "head", "good", "bad", "open", "dim"]
Part = tuple[str, Style]
_PLAIN: Style = ""

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
        row, indent = list[Part](), self.indent
        room = width - indent
        for words, style in self.parts:
            for atom in _ATOM.findall(words):
                if row and cells(atom.rstrip()) > room:
                    yield Line(_merged(row), indent)
                    row, indent = [], self.indent + self.hang
                    room = width - indent
                if row or not atom.isspace():
                    row.append((atom, style))
                    room -= cells(atom)
        yield Line(_merged(row), indent)


BLANK = Line()


def line(*parts: str | Part, indent: int = 0, hang: int = 2) -> Line:
    """Make a line of parts; plain words need no style. Nothing in them steers a terminal or begins another line."""
    styled = ((part, _PLAIN) if isinstance(part, str) else part for part in parts)
    return Line(tuple((printable(words), style) for words, style in styled), indent, hang)


def printable(words: str) -> str:
    """Return words with � in the place of control characters."""
    return words if words.isprintable() else "".join(c if c.isprintable() or c == "　" else "�" for c in words)


def cells(words: str) -> int:
    """Count the cells that words take on a screen: two for each Chinese character."""
    return sum(_cells(character) for character in words)


def padded(words: str, width: int) -> str:
    """Fill words up to a width with spaces."""
    return words + " " * (width - cells(words))


def fitted(words: str, width: int) -> str:
    """Cut words to a width, with … in their middle, and fill up with spaces: what tells two apart is often the end."""
    if cells(words) > width:
        start, end = words[: len(words) // 2], words[len(words) // 2 :]
        while cells(start) + cells(end) > width - 1:
            start, end = (start[:-1], end) if cells(start) >= cells(end) else (start, end[1:])
        words = f"{start}…{end}"
    return padded(words, width)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    runs = [("".join(words for words, _ in run), style) for style, run in groupby(parts, key=itemgetter(1))]
    return (*runs[:-1], *((words.rstrip(), style) for words, style in runs[-1:]))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
