"""The example of a plugin in a distribution of its own works, and may fill only what is left to agencies."""

import importlib
import os
import subprocess
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from attrs import evolve

from bajigong import plugins, scenarios
from bajigong.errors import LawError
from bajigong.law import tenants
from bajigong.law.opening import open_bundle
from bajigong.policy.law import Filling

pytestmark = pytest.mark.slow

HOME = Path(__file__).parent.parent / "examples" / "bajigong-example"


class Point:
    """What an installed distribution would declare."""

    def __init__(self, name, value):
        self.name, self.value = name, value
        self.dist = types.SimpleNamespace(name="bajigong-example", version="0.1.0")

    def load(self):
        module, _, attribute = self.value.partition(":")
        loaded = importlib.import_module(module)
        return getattr(loaded, attribute) if attribute else loaded


@pytest.fixture
def installed(monkeypatch):
    """Install the example for the length of a test."""
    monkeypatch.syspath_prepend(HOME / "src")
    points = {**plugins.discover(), "example": Point("example", "bajigong_example.plugin:PLUGIN")}
    monkeypatch.setattr(plugins, "discover", lambda: points)
    real = tenants.entry_points
    example = EntryPoint("example", "bajigong_example.tenant", tenants.GROUP)
    monkeypatch.setattr(
        tenants, "entry_points", lambda **k: [example] if k.get("name") == "example" else list(real(**k))
    )
    for cached in (plugins.version_of, plugins.open_manager):
        cached.cache_clear()
    yield
    for cached in (plugins.version_of, plugins.open_manager, scenarios.engine_of):
        cached.cache_clear()


def test_the_example_decides_its_own_cases(installed):
    for one in scenarios.load_scenarios(HOME / "tests" / "enterprise.scenario.yaml"):
        verdict = scenarios.engine_of(one.tenant).decide([one.application])[0]
        assert one.misses(verdict) == [], one.name


def test_an_agency_may_not_fill_what_is_left_to_provinces(installed):
    extra = [("mine", Filling("enterprise:relations", ("employee",), "EX/special"))]
    with pytest.raises(LawError, match="EX/special is law of the agency; the term is left to: province, city"):
        open_bundle(tenants.tenant("example").plugins, extra=extra)


def test_without_the_example_the_question_stays_open():
    one = tenants.tenant("sichuan")
    cases = scenarios.read_plain(HOME / "tests" / "enterprise.scenario.yaml")
    application = scenarios.read_application(cases["base"], one, "enterprise.scenario.yaml")
    assert scenarios.engine_of(one).decide([evolve(application)])[0].outcome == "not_covered"


def test_pytest_collects_the_scenarios_of_the_example(tmp_path):
    """As its author runs them: the plugin is installed, and pytest is started in its folder."""
    made = tmp_path / "bajigong_example-0.1.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: bajigong-example\nVersion: 0.1.0\n")
    (made / "entry_points.txt").write_text(
        "[bajigong]\nexample = bajigong_example.plugin:PLUGIN\n[bajigong.tenants]\nexample = bajigong_example.tenant\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(HOME / "src")])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(HOME)]
    done = subprocess.run(
        command, cwd=HOME, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
