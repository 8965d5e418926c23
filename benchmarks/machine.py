"""On what it was measured: the machine and the versions, without a name or a path of it."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from catalogue import COLUMNS, ROWS

PACKAGES: Final = ("bajigong", "pyarrow", "numba", "openpyxl", "pyspark")


def machine() -> dict[str, str]:
    """Return what there is of processors and memory."""
    return {
        "processors": str(os.cpu_count()),
        "model": _model(),
        "memory": f"{_memory_gb():.0f} GB" if hasattr(os, "sysconf") else "?",
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Return the versions of what was measured, and of what it stands on."""
    peers = (peer.package for peer in (*COLUMNS, *ROWS))
    return {name: _version(name) for name in dict.fromkeys((*PACKAGES, *peers))}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
