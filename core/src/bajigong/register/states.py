"""How a session moves: the states and the moves between them in one table, from which the docs draw it too."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from bajigong.policy.text import Text, listed
from bajigong.register.errors import Forbidden
from bajigong.register.labels import label
from bajigong.register.tables import Session, State


@frozen
class Move:
    """A move of a session from one of some states to another."""

    name: str
    sources: tuple[State, ...]
    target: State
    label: Text


MOVES: Final = (
    Move("publish", (State.PLANNED,), State.PUBLISHED, Text("公布计划", "publish the plan")),
    Move("open", (State.PUBLISHED,), State.REGISTERING, Text("开始报名", "open registration")),
    Move(
        "close", (State.REGISTERING,), State.READY, Text("截止报名、编排考场", "close registration and seat everyone")
    ),
    Move("assess", (State.READY,), State.ASSESSED, Text("实施评价", "hold the assessment")),
    Move("judge", (State.ASSESSED,), State.JUDGED, Text("评定成绩", "judge the scores")),
    Move("publicize", (State.JUDGED,), State.PUBLICIZED, Text("公示结果", "make the results public")),
    Move("certify", (State.PUBLICIZED, State.CERTIFIED), State.CERTIFIED, Text("核发证书", "give certificates")),
    Move(
        "cancel",
        (State.PLANNED, State.PUBLISHED, State.REGISTERING, State.READY),
        State.CANCELLED,
        Text("取消", "cancel"),
    ),
)

_REFUSED = Text(
    "批次{id}现为{state}，不能{move}；可以：{allowed}",
    "session {id} is {state}; it cannot {move}. It can: {allowed}",
)
_NOT_NOW = Text("批次{id}现为{state}；只有{states}时可以", "session {id} is {state}; that is done while it is {states}")
_NOTHING = Text("无", "nothing more")


def allowed(state: State) -> tuple[Move, ...]:
    """Return the moves that a state allows."""
    return tuple(move for move in MOVES if state in move.sources)


def move(session: Session, name: str) -> None:
    """Move a session. Raises Forbidden, saying which moves its state allows."""
    found = next((one for one in allowed(session.state) if one.name == name), None)
    if found is None:
        wanted = next(one for one in MOVES if one.name == name)
        names = tuple(Text(f"{one.label.zh}（{one.name}）", one.name) for one in allowed(session.state))
        said = {"id": session.id, "state": label(session.state), "move": wanted.label}
        raise Forbidden(_REFUSED.fill(**said, allowed=listed(names) if names else _NOTHING))
    session.state = found.target


def require(session: Session, *states: State) -> None:
    """Raise Forbidden for what is done in other states than that of a session."""
    if session.state not in states:
        names = listed(tuple(map(label, states)), "、", " or ")
        raise Forbidden(_NOT_NOW.fill(id=session.id, state=label(session.state), states=names))


def drawn() -> Iterator[str]:
    """Draw the table as a Mermaid diagram."""
    yield "stateDiagram-v2"
    yield f"    [*] --> {State.PLANNED}"
    for one in MOVES:
        for source in one.sources:
            yield f"    {source} --> {one.target}: {one.name}"
    for state in State:
        if not any(one.target is not state for one in allowed(state)):
            yield f"    {state} --> [*]"
