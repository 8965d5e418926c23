"""The kinds of requirement of the enterprise track: who belongs to the enterprise, how, and since when."""

from typing import Annotated

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import ChoiceOf, Months
from bajigong.policy.when import Before, Edge, Elapsed, Every, First, Is, IsNot, Recorded, Records
from bajigong_national import words

STAFF = "applicant.staff"
Relation = Annotated[str, ChoiceOf("applicant.staff.relation")]


@kind("用工关系", "works for the agency")
def employed(relations: tuple[Relation, ...]) -> Requirement:
    """Stands in one of these relations to the assessing agency."""
    records = Records(STAFF, (Is("relation", relations),))
    text = Text("系本企业人员（{r}）", "belongs to the assessing enterprise: {r}")
    return Requirement(text.fill(r=_named(relations)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("其他用工关系", "works for the agency in another relation")
def employed_otherwise(named: tuple[Relation, ...]) -> Requirement:
    """Stands in a relation to the assessing agency that is not among those named."""
    records = Records(STAFF, (IsNot("relation", named),))
    text = Text("以其他形式在本企业用工（{r}以外）", "works for the assessing enterprise in a relation other than: {r}")
    return Requirement(text.fill(r=_named(named)), Recorded(records, Edge("from"), Edge("to", days=1)))


@kind("用工满月数", "has worked for the agency so many months")
def employed_for(months: Months) -> Requirement:
    """Has belonged to the assessing agency for so many months."""
    text = Text("在本企业用工满{n}个月", "has belonged to the enterprise for {n} months").fill(n=months)
    return Requirement(text, Elapsed(First(Records(STAFF), Edge("from")), months=months))


@kind("新招录", "newly hired")
def newly_hired(months: Months) -> Requirement:
    """Has belonged to the assessing agency for less than so many months."""
    text = Text("新招录职工（入职未满{n}个月）", "was hired less than {n} months ago").fill(n=months)
    records = Records(STAFF)
    hired = First(records, Edge("from"))
    return Requirement(
        text, Every((Recorded(records, Edge("from"), Edge("to", days=1)), Before(_later(hired, months))))
    )


def _named(relations: tuple[Relation, ...]) -> Text:
    return words.choices(f"{STAFF}.relation", relations)


def _later(event: First, months: int) -> First:
    return First(event.records, Edge(event.edge.field, months=months))


KINDS: tuple[Kind, ...] = (employed, employed_otherwise, employed_for, newly_hired)
