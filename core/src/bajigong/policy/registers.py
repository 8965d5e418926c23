"""Registers: grades, occupations with their standards, and how certificate numbers are made."""

from datetime import date

from attrs import frozen

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


@frozen
class NumberPart:
    """A run of characters in a certificate number. ``table`` explains its values; ``pattern`` bounds them."""

    id: str
    label: Text
    length: int
    pattern: str
    table: tuple[tuple[str, Text], ...] = ()
    open_table: bool = False


@frozen
class NumberScheme:
    """One way in which certificate numbers are made, part by part. ``current``: it is issued today."""

    id: str
    label: Text
    parts: tuple[NumberPart, ...]
    current: bool
    gist: Text
    clause: str = ""

    @property
    def length(self) -> int:
        """Characters in a number of this scheme."""
        return sum(part.length for part in self.parts)


Register = Grade | Occupation | Standard | Template | NumberScheme
