"""Registers: grades, occupations with their standards, and how certificate numbers are made."""

import re
from datetime import date
from typing import Literal

from attrs import field, frozen, validators

from bajigong.policy.text import Text


@frozen
class Grade:
    """One rung, with the words people write for it. ``order`` counts from the lowest."""

    id: str
    order: int
    label: Text
    aliases: tuple[str, ...] = ()


@frozen
class Occupation:
    """An occupation of the national classification: code, name, and its digital (S) and green (L) marks."""

    code: str
    name: str
    marks: str = ""


@frozen
class Standard:
    """A national occupational standard: the occupation it is for, the day and document that issued it.

    ``trade_only``: it is for a trade named in its title, not for the occupation as a whole.
    """

    code: str
    name: str
    issued: date
    document: str
    trade_only: bool = False


@frozen
class Template:
    """A set of conditions that standards follow (申报条件), for standards issued from a day on.

    ``unsure_until``: a standard issued before this day may still follow the set before; a verdict says so.
    """

    id: str
    label: Text
    from_standards_issued: date | None = None
    unsure_until: date | None = None
    default: bool = False


def _one_character(part: "NumberPart", attribute: object, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"found pattern {pattern!r} ({error}); expected a pattern of one character") from error


@frozen
class NumberPart:
    """A run of characters in a certificate number; each of them fits ``pattern``, such as ``[0-9]``.

    ``table`` explains the values; ``as_in`` names the part, ``scheme/part``, whose table explains these too. A value
    that the table lacks is wrong, unless ``open_table``: then it means ``other`` or, without that, what no source says.
    With no table at all every value means ``other``. ``role`` says what is counted: a year by its last two digits, in
    the century that begins with ``century`` or else the latest that is not to come; a serial, from 1 on.
    """

    id: str
    label: Text
    length: int
    pattern: str = field(validator=_one_character)
    table: tuple[tuple[str, Text], ...] = ()
    open_table: bool = False
    as_in: str = ""
    other: Text | None = None
    role: Literal["", "year", "serial"] = field(default="", validator=validators.in_(("", "year", "serial")))
    century: int | None = None


@frozen
class NumberScheme:
    """One way in which certificate numbers are made, part by part. ``current``: it is issued today.

    ``filing``: how many characters from the first on are the agency's filing number. ``certificate`` is false for a
    number of another kind, declared so that it can be told apart. ``checked_at`` is the official site that tells
    whether a certificate is genuine; ``source`` is the page that describes the scheme, where no clause does.
    """

    id: str
    label: Text
    parts: tuple[NumberPart, ...]
    current: bool
    gist: Text
    clause: str = ""
    filing: int = 0
    certificate: bool = True
    checked_at: str = ""
    source: str = ""

    @property
    def length(self) -> int:
        """Characters in a number of this scheme."""
        return sum(part.length for part in self.parts)


Register = Grade | Occupation | Standard | Template | NumberScheme
