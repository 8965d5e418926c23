"""What can go wrong, said once and clearly: no caller ever sees a traceback."""

from attrs import frozen


class BajigongError(Exception):
    """The root of every error that a user can cause and mend."""


class PluginError(BajigongError):
    """A plugin that cannot be used. The message names the plugin and its version."""

    def __init__(self, plugin: str, message: str, version: str = "") -> None:
        self.plugin = plugin
        self.version = version
        self.message = message
        super().__init__(f"plugin {plugin!r}{f' {version}' if version else ''}: {message}")


class LawError(BajigongError):
    """Declarations that contradict each other or the bounds they were given."""


class TenantError(BajigongError):
    """A tenant that is not known, or whose set-up is wrong."""


@frozen
class Problem:
    """One thing wrong with an input: where it stands, what was found, what was expected.

    ``row`` and ``column`` count from 1 as a spreadsheet shows them; ``place`` is a key path or a sheet's name.
    """

    file: str
    place: str
    found: str
    expected: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Say it in one line: file, place, found, expected."""
        where = [self.file]
        if self.place:
            where.append(self.place)
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        return f"{', '.join(where)}: found {self.found}; expected {self.expected}"


class InputError(BajigongError):
    """One or more problems in one input."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
