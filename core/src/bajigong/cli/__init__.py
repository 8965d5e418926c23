"""The command line. Each command lives in a module of its own, imported when it is called: start-up is a feature."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from bajigong import __version__
from bajigong.errors import BajigongError

#: Command names and where they live: ``module:function`` below this package.
COMMANDS = {
    "certificate": "certificate:certificate",
    "check": "check:check",
    "completion": "completion:completion",
    "duties": "duties:duties",
    "explain": "explain:explain",
    "incentives": "incentives:incentives",
    "judge": "judge:judge",
    "ladder": "ladder:ladder",
    "law": "law:law",
    "method": "method:method",
    "occupation": "occupation:occupation",
    "plugins": "plugins:plugins",
    "replay": "replay:replay",
    "summary": "summary:summary",
    "template": "template:template",
    "tenants": "tenants:tenants",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, and whose errors are one clear line.

    ``table`` says where each command lives: ``module:function`` below ``package``.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], package: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{self.package}.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what a user can mend is a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except BajigongError as error:
            raise click.ClickException(str(error)) from error


@click.command(
    cls=LazyGroup, table=COMMANDS, package=__name__, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="bajigong")
def cli() -> None:
    """Decide who may be recognised at which vocational skill level (职业技能等级认定).

    Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 an error in the input or the set-up, 2 wrong
    usage, 3 a verdict other than the one that --fail-unless asked for.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Chinese must come out whole, whatever the locale of a pipe.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()
