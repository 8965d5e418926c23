"""What ``bajigong check --against`` prints at the end: who gains, who loses, and by which clauses."""

from pathlib import Path
from typing import TYPE_CHECKING

from bajigong.cli.explain_run import told

if TYPE_CHECKING:
    from bajigong.batch.files.ask import Ask


def print_changes(path: Path, ask: "Ask", against: str, *, as_json: bool = False) -> None:
    """Count a finished result and print the counts on standard output: tables, or one JSON object.

    ``ask`` and ``against`` are those that the result was made with. Raises click.ClickException where the result cannot
    be read, BajigongError where a law cannot be opened any more.
    """
    with told(ask.lang):
        from bajigong.batch.against.changes import changes
        from bajigong.batch.against.law import open_opposite
        from bajigong.cli.against_run import Words
        from bajigong.cli.result_row import Names

        counted = changes(path)
        desk = ask.desk()
        there = open_opposite(against, ask, desk)
        names = [Names(one.tenant, one.engine.bundle) for one in (desk, there.desk)]
        words = Words(counted, names[0], names[1], there.asked.law.name if there.asked.law else "")
    if as_json:
        from bajigong.cli.against_run import as_object
        from bajigong.cli.render import print_json

        print_json(as_object(words, ask.lang))
    else:
        from bajigong.cli.against_run import print_tables

        print_tables(words, ask.lang)
