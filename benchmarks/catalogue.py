"""The peers by name: where each is written, and how many rows it is given at most."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from typing import Final, Protocol, TypeVar

import pyarrow as pa
from attrs import frozen

from peers.rows import Rules

Decide = Callable[[pa.Table, date], pa.Table]
T_co = TypeVar("T_co", covariant=True)


@frozen
class ColumnPeer:
    """A peer that decides whole columns."""

    name: str
    package: str
    module: str
    most: int | None = None

    def load(self) -> Decide:
        """Return its function. Raises ImportError where the tool is not installed."""
        decide: Decide = import_module(self.module).decide
        return decide


@frozen
class RowPeer:
    """A peer that decides one set of ready-made facts after another."""

    name: str
    package: str
    module: str
    kind: str
    most: int = 20_000

    def load(self) -> Rules:
        """Return it with the conditions in it. Raises ImportError where the tool is not installed."""
        rules: Rules = getattr(import_module(self.module), self.kind)()
        return rules


class _Peer(Protocol[T_co]):
    @property
    def name(self) -> str: ...
    def load(self) -> T_co: ...


def loaded(peers: Iterable[_Peer[T_co]], skip: Callable[[str, str], None]) -> Iterator[tuple[str, T_co]]:
    """Give each peer's name and what it loads; say which are skipped because their tool is not installed."""
    for peer in peers:
        try:
            yield peer.name, peer.load()
        except ImportError as error:
            skip(peer.name, str(error))


COLUMNS: Final = (
    ColumnPeer("polars", "polars", "peers.polars_columns"),
    ColumnPeer("duckdb", "duckdb", "peers.duckdb_sql"),
    ColumnPeer("numpy", "numpy", "peers.numpy_grouped"),
    ColumnPeer("openfisca-core", "openfisca-core", "peers.openfisca_system", 1_000_000),
)
NESTED: Final = (
    ColumnPeer("polars", "polars", "peers.polars_nested"),
    ColumnPeer("duckdb", "duckdb", "peers.duckdb_nested"),
)
ROWS: Final = (
    RowPeer("zen-engine", "zen-engine", "peers.zen_rules", "Zen"),
    RowPeer("rule-engine", "rule-engine", "peers.rule_engine_rules", "RuleEngine"),
    RowPeer("json-logic", "json-logic-qubit", "peers.json_logic_rules", "JsonLogic"),
)
