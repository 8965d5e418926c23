"""The hooks by which a plugin adds to the program rather than to the law: commands, formats, and word of each verdict.

The hooks of the law are in `bajigong.hookspecs`. Commands and formats are those of every installed plugin, whichever
tenant is named; they are asked only where the program itself has no such command and no such format, so that checking
starts no slower. Verdicts are told to the plugins that a tenant enables, and to no others.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bajigong.hookspecs import hookspec
from bajigong.policy.formats import ReadFormat, WriteFormat

if TYPE_CHECKING:
    import click

    from bajigong.answers import Application, Verdict


@hookspec
def bajigong_commands() -> "Iterable[click.Command]":
    """Add commands to ``bajigong``. Asked of installed plugins for the list of commands, and for an unknown one.

    A name that the program or another plugin has is refused. A command may raise BajigongError for what a user can
    mend: it becomes one line and exit code 1.
    """
    raise NotImplementedError


@hookspec
def bajigong_readers() -> Iterable[ReadFormat]:
    """Add formats of applications. Asked of installed plugins for a file whose suffix the program does not know."""
    raise NotImplementedError


@hookspec
def bajigong_writers() -> Iterable[WriteFormat]:
    """Add formats of results. Asked of installed plugins for an output whose suffix the program does not know."""
    raise NotImplementedError


@hookspec
def bajigong_verdict(verdict: "Verdict", application: "Application") -> None:
    """Hear of each verdict of ``bajigong check``: to keep a record, or to notify.

    Called once for each application that was decided, in the order of the input, before its result is written, of the
    plugins that its tenant enables. What it raises ends the run, and no result is written. Applications then go one by
    one: a result of columns, which explains no single person, is refused. The application holds personal data.
    """
    raise NotImplementedError
