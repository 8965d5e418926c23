"""YAML's nodes become plain values and the lines they stand on; duplicate keys and foreign tags are errors."""

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from bajigong.errors import InputError
from bajigong.policy.text import Text
from bajigong.tables.raw import Lines, Where
from bajigong.tables.words import shown

if TYPE_CHECKING:
    import yaml

    Node = yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode

MAPPING: Final = Text("一组键值（键: 值）", "a mapping (key: value)")
_KEY: Final = Text("文字", "text")
_ONCE: Final = Text("每个键只出现一次", "each key once")
_TREE: Final = Text("不含自身的结构", "a value that does not hold itself")
_UNTAGGED: Final = Text("不带标签的值", "a value without a tag")
_CORE: Final = "tag:yaml.org,2002:"
_SCALARS: Final = ("str", "int", "float", "bool", "timestamp", "value")

Built = tuple[Any, Lines]


@frozen(eq=False)
class Builder:
    """Builds the values of one file. What an alias repeats is built once and shared."""

    where: Where
    _done: "dict[int, tuple[Node, Built]]" = field(factory=dict)
    _open: set[int] = field(factory=set)

    def build(self, node: "Node") -> Built:
        """Return a node's value and lines. Raises InputError naming the line of what cannot be used."""
        if id(node) in self._open:
            raise self._error(node, Text("包含自身的结构", "a value that holds itself"), _TREE)
        if id(node) not in self._done:
            self._open.add(id(node))
            self._done[id(node)] = (node, self._build(node))  # with the node, so that its id stays its own
            self._open.discard(id(node))
        return self._done[id(node)][1]

    def _build(self, node: "Node") -> Built:
        match node.id, node.tag.removeprefix(_CORE):
            case "scalar", "null":
                return None, _line(node)
            case "scalar", tag if tag in _SCALARS:
                return str(node.value), _line(node)
            case "sequence", "seq":
                return self._sequence(node)
            case "mapping", "map":
                return self._mapping(node)
        raise self._error(node, Text("标签{t}", "tag {t}").fill(t=shown(node.tag)), _UNTAGGED)

    def _sequence(self, node: "Node") -> Built:
        built = [self.build(item) for item in node.value]
        below = {f"[{index}]": lines for index, (_, lines) in enumerate(built)}
        return [value for value, _ in built], Lines(_line(node).line, below)

    def _mapping(self, node: "Node") -> Built:
        own = [(key, value) for key, value in node.value if key.tag != f"{_CORE}merge"]
        merged = [self._merged(value) for key, value in node.value if key.tag == f"{_CORE}merge"]
        values: dict[str, Any] = {}
        below: dict[str, Lines] = {}
        for key_node, value_node in own:
            key = self._key(key_node, values)
            values[key], lines = self.build(value_node)
            below[key] = Lines(_line(key_node).line, lines.below)
        for more, lines in (one for many in merged for one in many):
            # What a mapping says itself goes before what it takes over.
            values, below = {**more, **values}, {**lines.below, **below}
        return values, Lines(_line(node).line, below)

    def _merged(self, node: "Node") -> list[Built]:
        many = [self.build(item) for item in node.value] if node.id == "sequence" else [self.build(node)]
        for value, _ in many:
            if not isinstance(value, dict):
                raise self._error(node, shown(value), MAPPING)
        return many

    def _key(self, node: "Node", values: dict[str, Any]) -> str:
        if node.id != "scalar":
            raise self._error(node, Text("不是文字的键", "a key that is not text"), _KEY)
        key = str(node.value)
        if key in values:
            raise self._error(node, Text("重复的键{k}", "key {k} twice").fill(k=shown(key)), _ONCE)
        return key

    def _error(self, node: "Node", found: Text, expected: Text) -> InputError:
        return evolve(self.where, line=_line(node).line).error(found, expected)


def _line(node: "Node") -> Lines:
    return Lines(node.start_mark.line + 1, {})
