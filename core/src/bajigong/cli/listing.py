"""Lists for people and for programs: aligned columns, labelled fields, JSON."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

from bajigong.policy.text import Lang, Text

Row = Sequence[str]
_GAP = 2


def width(text: str) -> int:
    """Count the columns of a terminal that text takes: two for a wide character, none for one that combines."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def aligned(rows: Iterable[Row], indent: str = "") -> list[str]:
    """Return rows as lines whose cells stand below each other; the last cell of a row is not filled up."""
    those = list(rows)
    columns = max(map(len, those), default=0)
    widths = [max((width(row[n]) for row in those if n < len(row)), default=0) + _GAP for n in range(columns)]
    return [indent + _line(row, widths) for row in those]


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = (cell + " " * (fill - width(cell)) for cell, fill in zip(row, widths, strict=False))
    return "".join(cells).rstrip()


def print_table(headers: Iterable[Text], rows: Iterable[Row], lang: Lang, indent: str = "") -> None:
    """Print a table to stdout: drawn and wrapped in a terminal, plain aligned columns elsewhere."""
    head = [header.say(lang) for header in headers]
    if not sys.stdout.isatty():
        for line in aligned([head, *rows], indent):
            click.echo(line)
        return
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text as Styled

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Styled(cell) for cell in row))
    Console().print(Padding(table, (0, 0, 0, len(indent)), expand=False))


def print_fields(fields: Iterable[tuple[Text, str]], lang: Lang, indent: str = "") -> None:
    """Print labelled values to stdout, one a line, leaving out those that are empty."""
    for line in aligned([(label.say(lang), value) for label, value in fields if value], indent):
        click.echo(line)


def print_json(value: Any) -> None:
    """Print JSON to stdout, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
