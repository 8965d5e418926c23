"""A pytest plugin for authors of plugins and of places: files of scenarios are tests.

Switch it on with ``pytest_plugins = ["bajigong.testing"]`` in the top conftest.py. Every file that ends in
``.scenario.yaml`` is then collected; `bajigong.scenarios` says what it holds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bajigong.errors import BajigongError
from bajigong.scenarios import SUFFIX, Scenario, engine_of, load_scenarios


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> "ScenarioFile | None":
    """Collect files of scenarios."""
    if file_path.name.endswith(SUFFIX):
        collected: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        return collected
    return None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator["ScenarioItem"]:
        """Make each case a test."""
        for scenario in load_scenarios(self.path):
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> Any:
        """Say what is wrong with the file, of what its author can mend without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, BajigongError) else super().repr_failure(excinfo)


class ScenarioItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, scenario: Scenario, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # pytest passes name and parent through
        self.scenario = scenario

    def runtest(self) -> None:
        """Decide the case and hold the verdict against what is expected."""
        verdict = engine_of(self.scenario.tenant).decide([self.scenario.application])[0]
        misses = self.scenario.misses(verdict)
        if misses:
            raise AssertionError("\n".join([f"{self.scenario.file.name}: {self.name}", *misses]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Say what differs, without a traceback."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the file and the case."""
        return self.path, 0, self.name
