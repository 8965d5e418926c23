"""Installs a plugin for one process as pip would: it is found by its entry points, and nothing is patched."""

import tomllib
from pathlib import Path


def install(project: Path, site: Path) -> dict[str, str]:
    """Write what pip would write of a project into a folder; return the environment that finds it there."""
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{said['name'].replace('-', '_')}-{said['version']}.dist-info"
    info.mkdir(parents=True)
    name, version = said["name"], said["version"]
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    groups = said["entry-points"].items()
    text = "\n".join(f"[{group}]\n" + "\n".join(f"{k} = {v}" for k, v in points.items()) for group, points in groups)
    (info / "entry_points.txt").write_text(text + "\n", encoding="utf-8")
    return {"PYTHONPATH": f"{site}:{project / 'src'}"}
