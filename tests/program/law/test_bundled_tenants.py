"""Tenants that installed packages bring: a TOML file each, found by its entry point, with no code of any place."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from bajigong.errors import TenantError
from bajigong.law import tenants
from bajigong.law.tenants import GROUP, tenant

OWN = """
[tenants.demo]
label = { zh = "贵州省", en = "Guizhou" }
region = "520000"
plugins = ["national", "enterprise"]
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a tenant, named by an entry point; the maker of further ones is returned."""

    def make(value, text=OWN, name="demo"):
        folder = tmp_path / "demo_package"
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
        (folder / "tenant.toml").write_text(text, encoding="utf-8")
        points = [EntryPoint(name, value, GROUP)]
        monkeypatch.setattr(tenants, "entry_points", lambda **asked: points)

    monkeypatch.syspath_prepend(tmp_path)
    return make


def test_a_package_is_read_and_not_imported(package):
    package("demo_package.tenant")
    one = tenant("demo")
    assert (one.id, one.label.en, one.region, one.origin) == ("demo", "Guizhou", "520000", "demo_package")
    assert one.plugins == ("national", "enterprise")


@pytest.mark.parametrize("value", ["demo_package", "demo_package.other", "no_such_package.tenant", "tenant"])
def test_an_entry_point_that_leads_nowhere_says_what_it_should_be(package, value):
    package(value)
    with pytest.raises(TenantError, match=rf"'demo' of bajigong.tenants names {value}; expected PACKAGE.FILE"):
        tenant("demo")


def test_a_file_without_the_tenant_of_its_name_is_named(package):
    package("demo_package.tenant", name="another")
    with pytest.raises(TenantError, match=r"expected PACKAGE.FILE, for a FILE.toml .* \[tenants.another\]"):
        tenant("another")


def test_what_is_wrong_in_it_is_said_with_its_line(package):
    package("demo_package.tenant", text=OWN.replace('"520000"', '"52"'))
    with pytest.raises(TenantError, match=r"tenant.toml, line 4, tenant demo: region: found '52'"):
        tenant("demo")


def test_naming_one_loads_no_other_place():
    said = "from bajigong.law.tenants import tenant; import sys; tenant('guilin').open(); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    assert "bajigong_guangxi" in loaded
    assert not {"bajigong_sichuan", "bajigong_inner_mongolia"} & set(loaded)
