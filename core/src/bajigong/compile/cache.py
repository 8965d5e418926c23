"""Where compiled programs are kept: a folder of the user's own, that nobody else may write to."""

import atexit
import hashlib
import os
import platform
import shutil
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path

#: Names another folder for what is kept from run to run.
VARIABLE = "BAJIGONG_CACHE"


@cache
def folder() -> Path:
    """Return the folder for compiled programs of this processor, Python and numba.

    Where it cannot be had safely, that is said once, and a folder is given that lasts as long as the process.
    """
    place = home() / f"compiled-{_print()}"
    try:
        wrong = refused(place)
    except OSError as error:
        wrong = error.strerror or str(error)
    if wrong is None:
        return place
    sys.stderr.write(f"bajigong: compiled rules are not kept: {place}: {wrong}\n")
    passing = Path(tempfile.mkdtemp(prefix="bajigong-"))
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing


def home() -> Path:
    """Return the user's cache folder for this program."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "bajigong" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "bajigong"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bajigong"


def refused(place: Path) -> str | None:
    """Make a folder; say why code must not be loaded from it, None where it may."""
    for one in (place.parent, place):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = one.lstat()
        if not stat.S_ISDIR(found.st_mode):
            return "not a folder"
        if hasattr(os, "geteuid"):
            if found.st_uid != os.geteuid():
                return "it belongs to somebody else"
            if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return "others may write to it"
    if not os.access(place, os.W_OK | os.X_OK):
        return "it cannot be written to"
    return None


def _print() -> str:
    """Tell this processor, Python and numba from others."""
    import llvmlite.binding as llvm
    import numba

    said = (
        platform.python_version(),
        numba.__version__,
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
