"""``bajigong new``: a folder to begin with, whose tests pass before anything is changed."""

import click

from bajigong.cli import LazyGroup

COMMANDS = {"place": "make:place", "plugin": "make:plugin"}


@click.command(cls=LazyGroup, table=COMMANDS, package=__name__)
def new() -> None:
    """Begin a place or a plugin (新建): a folder with its law, its tests and what to do next."""
