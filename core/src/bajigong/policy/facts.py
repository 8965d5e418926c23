"""Facts: which keys an application may hold, of which type, under which headers."""

from typing import Final, Literal

from attrs import frozen

from bajigong.policy.text import Text

#: What ``after`` says of a date that does not come before the day of birth.
AFTER_BIRTH: Final = "birth"
FactType = Literal[
    "date", "flag", "choice", "text", "number", "grade", "occupation", "trade", "place", "id_number", "list"
]


@frozen
class Choice:
    """One value of a closed list, and the words people write for it.

    ``absent``: whoever writes this says that there is no such record (a diploma of no vocational school).
    """

    value: str
    label: Text
    aliases: tuple[str, ...] = ()
    absent: bool = False


@frozen
class FurtherChoice:
    """One more value of a closed list that somebody else declared: a city's honour among the achievements."""

    fact: str
    value: str
    label: Text
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.fact}={self.value}"

    @property
    def choice(self) -> Choice:
        """The value as it stands in the list."""
        return Choice(self.value, self.label, self.aliases)


@frozen
class FactField:
    """A fact: where it stands, its type, what people call it and which table headers carry it.

    ``path`` is dotted: ``applicant.birth_date``; a list is a field of type "list" and its records' fields stand below
    it. ``many``: the value is itself a list. ``open_ended``: leaving the date out says that it still goes on. ``sheet``
    are the names of a list's own sheet. ``dated_by`` is the key beside an occupation that says when it was written down
    (a code of that day is meant); ``refines`` the key of the occupation beside a trade. ``unfolds``: records may stand
    in place of the value, each of which makes the record it stands in once more, its keys as these keys.
    ``whole``: of a list, that a sheet's columns for one record tell all there is; of another they do not. ``exact``:
    of a date, that the month alone does not do. ``written_with`` is the key of a closed list beside this one whose
    words people write in one with its own: 函授大专 is a form of study and a kind of school. ``endings``: of a choice,
    words that people write behind any value and that add nothing to it: 大专毕业 says what 大专 says.
    ``past``: of a date, that it is known only once it has come. ``after``: of a date, the one that it does not come
    before: a key beside it, or ``birth``. ``most``: of a number, what it is at most, in its ``unit``.
    ``template``: of a list, where the template has columns for it: its first record beside the applicant, a sheet of
    its own, or both.
    """

    path: str
    type: FactType
    label: Text
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    many: bool = False
    open_ended: bool = False
    sheet: tuple[str, ...] = ()
    dated_by: str = ""
    refines: str = ""
    unfolds: tuple[tuple[str, str], ...] = ()
    whole: bool = False
    exact: bool = False
    written_with: str = ""
    endings: tuple[str, ...] = ()
    past: bool = False
    after: str = ""
    most: int | None = None
    unit: Text | None = None
    template: tuple[Literal["beside", "apart"], ...] = ()

    @property
    def parent(self) -> str:
        """The path of what it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its own key."""
        return self.path.rpartition(".")[2]
