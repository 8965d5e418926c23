"""Who gets as far as the routes: the gates of a track, the ways through them, and the grades they leave out."""

from bajigong.law_book.desk import Desk
from bajigong.placed import Variant
from bajigong.policy.rules import Gate, Track, Way
from bajigong.policy.text import Text, listed
from bajigong.policy.when import Selected

_SHUT = Text(
    "当日此地就该等级的下列事项无现行规定，申报不能受理：{gates}。",
    "This grade cannot be applied for here that day, for nothing in force lays down for it: {gates}.",
)


def gates_of(desk: Desk, track: Track) -> list[Gate]:
    """Return the gates of a track."""
    gates = [said.what for said in desk.bundle.gates.values()]
    mine = [gate for gate in gates if not gate.tracks or track.id in gate.tracks]
    return [gate for gate in mine if not gate.optional or ways_through(desk, track, gate)]


def ways_through(desk: Desk, track: Track, gate: Gate) -> list[Variant[Way]]:
    """Return the ways through a gate that are in force on a track."""
    ways = (way for way in desk.law.ways if way.rule.gate == gate.id and desk.counts(way))
    return [way for way in ways if not way.rule.tracks or track.id in way.rule.tracks]


def closed_for(desk: Desk, track: Track, grade: str) -> Text | None:
    """Name the gates that have no way for a grade, None where each has."""
    shut = []
    for gate in gates_of(desk, track):
        ways = ways_through(desk, track, gate)
        if all(way.grades and grade not in way.grades for way in ways):
            shut.append(gate.label)
    return _SHUT.fill(gates=listed(tuple(shut), en="; ")) if shut else None


def admitted_occupations(desk: Desk, track: Track) -> tuple[str, ...] | None:
    """Return the occupations that the gates of a track admit, None for all."""
    admitted: tuple[str, ...] | None = None
    for gate in gates_of(desk, track):
        named = _named_by(desk, track, gate)
        if named is not None:
            admitted = named if admitted is None else tuple(code for code in admitted if code in named)
    return admitted


def _named_by(desk: Desk, track: Track, gate: Gate) -> tuple[str, ...] | None:
    """Return the occupations that every way through a gate names, None where one of them names none."""
    found: list[str] = []
    for way in ways_through(desk, track, gate):
        nodes = [one.node for one in way.requirements]
        named = [node for node in nodes if isinstance(node, Selected) and node.selector == "occupation" and node.among]
        if not named:
            return None
        found += [code for node in named for code in node.values]
    return tuple(dict.fromkeys(found)) or None
