"""``bajigong law``: see the law that a tenant's verdicts rest on."""

import click

from bajigong.cli import LazyGroup

#: Command names and where they live: ``module:function`` below this package.
COMMANDS = {
    "book": "book:book",
    "clauses": "show:clauses",
    "coverage": "coverage:coverage",
    "diff": "diff:diff",
    "doctor": "doctor:doctor",
    "facts": "vocabulary:facts",
    "kinds": "vocabulary:kinds",
    "reference": "vocabulary:reference",
    "schema": "vocabulary:schema",
    "show": "show:show",
    "source": "show:source",
    "terms": "vocabulary:terms",
}


@click.command(cls=LazyGroup, table=COMMANDS, package=__name__)
def law() -> None:
    """See the law (看规定): its documents, its clauses and what became of them, and all of it as a book."""
