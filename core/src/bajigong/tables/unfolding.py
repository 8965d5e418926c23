"""What a workbook may unfold to: a small file can hold gigabytes, or ask for them cell by cell.

Before anything is read the sizes that its parts state are added up. While it is looked through, text without an end, a
part that is named by many sheets and markup that hides cells are refused. And the process that reads it gets the memory
that its cells can need, and no more: what is used again and again, or unfolds to more than is stated, ends there.
"""

import re
from collections.abc import Sequence
from typing import IO, Final
from zipfile import ZipFile

#: Bytes that a cell takes where it is laid out: an empty one, and one with a value.
_LAID_OUT: Final = 38
_EMPTY: Final = 64
_FILLED: Final = 320
_BASE: Final = 512 << 20
#: So many empty cells are laid out whatever they are for; beyond that one of so many has to say something.
_FEW: Final = 1 << 22
_SPARSE: Final = 50
_SHEETS: Final = 1 << 12
#: Text between two tags: a cell holds 32,767 characters at the most.
LONGEST: Final = 1 << 22
ENDLESS: Final = "text of more than 4 MB in one piece"
#: XML of sheets is packed to a tenth, and to a fortieth where rows repeat: one that is packed far better is looked at.
_USUAL: Final = 100
_SMALL: Final = 1 << 20
_ENCODING: Final = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([^\"']*)[\"']", re.IGNORECASE)
_READ_AS: Final = (b"utf-8", b"utf8", b"us-ascii", b"ascii")


class TooLargeError(Exception):
    """Raised for a workbook that unfolds to more than is allowed."""


def check_stated(book: ZipFile, most: int) -> int:
    """Return the bytes that the parts of a workbook state.

    Raises TooLargeError where they are more than allowed, ValueError where two parts have one name.
    """
    if len({name.lower() for name in book.namelist()}) < len(book.namelist()):
        raise ValueError("two parts of one name")
    stated = sum(part.file_size for part in book.infolist())
    if stated > most:
        raise TooLargeError
    return stated


def is_usual(book: ZipFile) -> bool:
    """Say whether the parts of a workbook are packed as programs pack them."""
    return all(
        part.file_size <= max(_SMALL, part.compress_size * _USUAL) and not part.flag_bits & 1
        for part in book.infolist()
    )


def check_encoding(beginning: bytes) -> None:
    """Raise ValueError for XML in an encoding in which its tags are not found."""
    said = _ENCODING.search(beginning)
    if b"\0" in beginning or (said and said[1].lower() not in _READ_AS):
        raise ValueError("XML that is not in UTF-8")


def look_through(file: IO[bytes]) -> None:
    """Read a part of XML that is read as a whole later. Raises ValueError for text in it that has no end."""
    rest = 0
    while piece := file.read(LONGEST):
        at = piece.find(b">")
        rest = rest + len(piece) if at < 0 else len(piece) - piece.rfind(b">")
        if rest > LONGEST:
            raise ValueError(ENDLESS)


def reaches_too_far(cells: int, filled: int, most: int) -> bool:
    """Say whether a sheet is too large to be laid out: altogether, or for the few of its cells that say anything."""
    return cells > most // _LAID_OUT or (cells > _FEW and cells > filled * _SPARSE)


def memory_for(cells: int, filled: int, stated: int) -> int:
    """Return the bytes that reading may take: of a sheet's ``cells`` some are ``filled``; ``stated`` are its parts."""
    return _BASE + cells * _EMPTY + filled * _FILLED + stated * 3 // 2


def memory_unseen(stated: int) -> int:
    """Return the bytes that reading may take where cells have not been counted: more for each that its parts state."""
    return 2 * _BASE + stated * 12


def check_sheets(parts: Sequence[str]) -> None:
    """Raise ValueError where sheets are more than a workbook has, or name one part several times."""
    if len(parts) > _SHEETS or len(set(parts)) < len(parts):
        raise ValueError("sheets without number, or of one part")
