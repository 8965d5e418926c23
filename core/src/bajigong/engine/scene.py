"""What an evaluation looks at: a table of facts, what its columns mean, and what its rows have in common."""

from attrs import frozen

from bajigong.columns import Lists, Table
from bajigong.engine.selection import Selection
from bajigong.schema import Schema


@frozen(eq=False)
class Scene:
    """A table whose rows share a selection."""

    table: Table
    schema: Schema
    selection: Selection

    def __len__(self) -> int:
        return len(self.table)

    def lists(self, path: str) -> Lists:
        """Return a column of lists."""
        return self.table.lists[path]

    def wanted(self, path: str, selector: str) -> int:
        """Return the application's own track, occupation, grade or place, coded as the fact at a path is."""
        return self.schema.code(path, getattr(self.selection, selector))

    def open_ended(self, path: str) -> bool:
        """Say whether leaving this date out says that the thing still goes on."""
        return path in self.schema.fields and self.schema.fields[path].open_ended
