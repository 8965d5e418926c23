"""What is said to people of documents on a day: lapsed, not yet in force, without a date, or silent on a rule."""

from collections.abc import Iterable, Iterator

from bajigong.calendar import from_day
from bajigong.law.terms import in_force, within
from bajigong.policy.law import Document, Term
from bajigong.policy.text import Text

_LAPSED = Text("{doc}已于{day}失效，其规定不再作为依据", "{doc} lapsed: from {day} its rules no longer answer")
_NOT_YET = Text("{doc}自{day}起施行，此前不作为依据", "{doc} is not in force until {day}")
_DRAFT = Text(
    "{doc}为草案，尚未印发；此结论据此作出，不得用于实际评价",
    "{doc} is a draft that has not been issued; an answer that rests on it is good for trying only",
)
_UNDATED = Text("{doc}：资料未载明日期，按有效处理", "{doc}: the source gives no date; it is taken to be in force")
_UNDATED_FROM = Text(
    "{doc}：资料未载明日期，不早于{day}，此后按有效处理",
    "{doc}: the source gives no date; it cannot be older than {day} and is taken to be in force from then on",
)
_SILENT = Text("{rule}：现行文件对此地未作规定（{term}）", "{rule}: no document in force here provides for it ({term})")


def out_of_force(document: Document, on: int) -> Text | None:
    """Say that a document is not in force on a day, and since or until when; None where it is."""
    since, until = in_force(document)
    if within((since, until), on):
        return None
    early = on < since
    return (_NOT_YET if early else _LAPSED).fill(doc=document.name, day=from_day(since if early else until))


def undated(documents: Iterable[Document]) -> Iterator[Text]:
    """Say of each draft that it is one, of each document without a date that it counts all the same, and from when."""
    for document in documents:
        if document.draft:
            yield _DRAFT.fill(doc=document.name)
        elif document.start is None:
            shape = _UNDATED_FROM if document.not_before else _UNDATED
            yield shape.fill(doc=document.name, day=document.not_before)


def silent(label: Text, term: Term) -> Text:
    """Say that nothing in force in a place provides for a rule, and what is lacking."""
    return _SILENT.fill(rule=label, term=term.label)
