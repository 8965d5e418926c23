"""For the tests of plugins and of places: files of scenarios are tests, and applications are made in one line.

Switch the first on with ``pytest_plugins = ["bajigong.testing"]`` in the top conftest.py. Every file that ends in
``.scenario.yaml`` is then collected; `bajigong.scenarios` says what it holds. `application` and `facts` need no
switching on.
"""

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bajigong.answers import Application
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


def facts(*layers: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return facts laid over each other: each layer changes what those before it say, and ``changes`` come last.

    A key may be a path, ``agency.kind`` or, as an argument, ``agency__kind``. Tables are merged, lists take each
    other's place, and None takes a fact away. The layers themselves stay as they are.
    """
    found: dict[str, Any] = {}
    for layer in (*layers, {path.replace("__", "."): value for path, value in changes.items()}):
        _lay(found, layer)
    return found


def application(*layers: Mapping[str, Any], **changes: Any) -> Application:
    """Return an application as the engine takes it, of `facts` whose values have their types already: dates are dates.

    ``on`` (today, if none is given) and ``place`` go where an application has them::

        TYPICAL = {"track": "guild", "occupation": "6-31-01-03", "place": "110100", "applicant": {"honest": True}}
        application(TYPICAL, grade="master", applicant__honest=False, on=date(2026, 6, 30))
    """
    found = facts(*layers, **changes)
    on = found.pop("on", None) or date.today()  # noqa: DTZ011  (a civil day, as the clerk's calendar has it)
    return Application(found, on, found.pop("place", ""))


def _lay(found: dict[str, Any], layer: Mapping[str, Any]) -> None:
    for path, value in layer.items():
        *above, key = path.split(".")
        table = found
        for name in above:
            if not isinstance(table.get(name), dict):
                table[name] = {}
            table = table[name]
        if value is None:
            table.pop(key, None)
        elif isinstance(value, Mapping):
            if not isinstance(table.get(key), dict):
                table[key] = {}
            _lay(table[key], value)
        else:
            table[key] = copy.deepcopy(value)
