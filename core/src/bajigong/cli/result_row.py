"""What a check gives for each application of the input: a verdict, or what kept it from being checked."""

from attrs import frozen

from bajigong.cli.result_names import Names
from bajigong.engine.engine import Application
from bajigong.engine.verdict import Verdict
from bajigong.errors import Problem


@frozen(eq=False)
class Answer:
    """A verdict, the application it answers, and the names of its tenant's declarations."""

    verdict: Verdict
    application: Application
    names: Names

    @property
    def id_number(self) -> str:
        """The applicant's ID number, "" where it was not given."""
        return str((self.application.facts.get("applicant") or {}).get("id_number") or "")


@frozen(eq=False)
class Row:
    """One application of the input. Without an answer, its problems say why.

    ``row`` is that of a table. ``number`` counts the applications of a file from 1, None for a problem that belongs to
    no application. ``name`` is the applicant's as far as it could be read, ``names`` are its tenant's if one is known.
    """

    file: str
    row: int | None = None
    number: int | None = None
    name: str | None = None
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()
    names: Names | None = None

    @property
    def place(self) -> int | None:
        """The number people know it by: the row of a table, else which one of its file it is."""
        return self.number if self.row is None else self.row
