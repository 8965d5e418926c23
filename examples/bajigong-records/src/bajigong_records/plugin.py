"""The hooks: what is added, and where it is made."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bajigong import hookimpl
from bajigong.policy.formats import ReadFormat, WriteFormat
from bajigong.policy.text import Text
from bajigong_records import formats, record

if TYPE_CHECKING:
    import click

    from bajigong.answers import Verdict

API_VERSION = 1


@hookimpl
def bajigong_readers() -> Iterable[ReadFormat]:
    """Applications in TOML."""
    return [ReadFormat((".toml",), Text("TOML", "TOML"), formats.read_toml)]


@hookimpl
def bajigong_writers() -> Iterable[WriteFormat]:
    """Results in Markdown."""
    return [WriteFormat((".md",), Text("Markdown", "Markdown"), formats.MarkdownList)]


@hookimpl
def bajigong_verdict(verdict: "Verdict") -> None:
    """Keep a line of each verdict."""
    record.keep(verdict)


@hookimpl
def bajigong_commands() -> "Iterable[click.Command]":
    """``bajigong records``."""
    return [record.records]
