"""The kinds of requirement of the veterans affairs track: service at a centre or station for veterans."""

from typing import Annotated

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import ChoiceOf
from bajigong.policy.when import Edge, Is, Recorded, Records
from bajigong_national import words

STATION = "applicant.station"
StationKind = Annotated[str, ChoiceOf("applicant.station.kind")]
StationLevel = Annotated[str, ChoiceOf("applicant.station.level")]


@kind("服务中心（站）人员", "serves at a veterans centre or station")
def serves(kinds: tuple[StationKind, ...]) -> Requirement:
    """Serves at a veterans service centre or station."""
    records = Records(STATION, (Is("kind", kinds),))
    text = Text("系退役军人服务中心（站）人员（{k}）", "belongs to a veterans service centre or station: {k}")
    return Requirement(
        text.fill(k=words.choices(f"{STATION}.kind", kinds)), Recorded(records, Edge("from"), Edge("to", days=1))
    )


@kind("拟招录安排人员", "is to be placed by recruitment")
def to_be_placed() -> Requirement:
    """Is to be placed at a veterans service centre or station by recruitment, and so has no day of service yet."""
    records = Records(STATION, (Is("kind", ("recruit",)),))
    text = Text(
        "拟通过招录安排到退役军人服务中心（站）", "is to be placed at a veterans centre or station by recruitment"
    )
    return Requirement(text, Recorded(records, None, Edge("to", days=1)))


@kind("服务中心（站）层级", "level of the centre or station")
def serves_at(levels: tuple[StationLevel, ...]) -> Requirement:
    """Serves at a veterans service centre or station of one of these levels."""
    text = Text("在{l}退役军人服务中心（站）任职", "serves at a veterans service centre or station of: {l}")
    records = Records(STATION, (Is("level", levels),))
    node = Recorded(records, Edge("from"), Edge("to", days=1))
    return Requirement(text.fill(l=words.any_choice(f"{STATION}.level", levels)), node)


KINDS: tuple[Kind, ...] = (serves, to_be_placed, serves_at)
