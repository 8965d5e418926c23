"""Formats that plugins add: how applications are read from a file, and how results are written to one."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from bajigong.policy.text import Lang, Text


class RowWriter(Protocol):
    """Takes results one after another, in the order of the input."""

    def put(self, result: Mapping[str, Any]) -> None:
        """Take one result: an object as ``bajigong check --json`` prints it, with ``verdict`` or else ``error``."""
        ...

    def close(self) -> None:
        """Finish: no result follows. Called, too, where a run failed and the file will not be kept."""
        ...


@frozen
class ReadFormat:
    """A format in which applications are read.

    ``suffixes`` are those of its files, in lower case with their dot. ``read`` gives the applications of a file, each
    nested as in YAML; their values are checked as those of YAML are. A ValueError or OSError that it raises is said of
    the file.
    """

    suffixes: tuple[str, ...]
    label: Text
    read: Callable[[Path], Iterable[Mapping[str, Any]]]


@frozen
class WriteFormat:
    """A format in which results are written.

    ``suffixes`` are as in `ReadFormat`. ``open`` begins a file in a language. The file is a work of its own beside the
    result, and takes the result's name only when it was closed whole.
    """

    suffixes: tuple[str, ...]
    label: Text
    open: Callable[[Path, Lang], RowWriter]
