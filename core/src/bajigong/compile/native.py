"""Natives: programs compiled to machine code, each in a process of its own, and the folder in which they are kept."""

import atexit
import hashlib
import importlib.util
import inspect
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from attrs import define, field

from bajigong.calendar import ALWAYS, EARLIEST_DAY, NEVER, UNKNOWN_DAY, WIDEST
from bajigong.compile import columns
from bajigong.compile.columns import WORD, Slot
from bajigong.compile.program import HELPERS, Program, name_of
from bajigong.policy.facts import Schema

#: What stands before a program in its module: the constants that it names.
_HEAD = f"""from typing import Any

import numba

ALWAYS, NEVER = {ALWAYS}, {NEVER}
UNKNOWN_DAY, EARLIEST_DAY, WIDEST = {UNKNOWN_DAY}, {EARLIEST_DAY}, {WIDEST}
Numbers = Any
"""
#: Without counted references: no array outlives its caller's, and counting them cost four times as much as the rules.
_JIT = '@numba.njit(nogil=True, error_model="numpy", _nrt=False{more})\n'
_INLINE = _JIT.format(more=", forceinline=True")
#: The columns that are 64 bits wide; numbers are floats, the others 32 bits wide.
_WIDE = frozenset(
    (
        "items",
        "occupation",
        "place",
        "given_states",
        "given_may",
        "given_since",
        "given_until",
        "step_turn",
        "step_since",
        "step_until",
    )
)
#: So many programs are compiled at a time.
_AT_ONCE = 2


def module_text(program: Program) -> str:
    """Return a program as a module that numba compiles, with everything it calls."""
    helpers = "\n\n".join(
        _JIT.format(more=", forceinline=True") + inspect.getsource(helper) for helper in HELPERS.values()
    )
    return f"{_HEAD}\n\n{helpers}\n\n{_JIT.format(more=', cache=True')}{program.text}"


def lookup_text() -> str:
    """Return the search for cases as a module that numba compiles."""
    helpers = [_INLINE + inspect.getsource(one) for one in (columns.spread, columns.find, columns.missing)]
    search = _JIT.format(more=", cache=True") + inspect.getsource(columns.evaluate)
    return f"{_HEAD}WORD = {WORD}\n\n\n" + "\n\n".join([*helpers, search])


def kind_of(slot: Slot, schema: Schema) -> str:
    """Return the type of a column's numbers."""
    if slot.kind == "number":
        return "float64"
    wide = slot.kind in _WIDE or (slot.kind == "code" and schema.fields[slot.path].type == "occupation")
    return "int64" if wide else "int32"


@define(eq=False)
class Native:
    """A module that is compiled some time. `function` may be called once it is `ready`.

    ``kinds`` are the types of a program's columns, none for another module.
    """

    path: Path
    kinds: tuple[str, ...]
    function: Any = None

    def ready(self) -> bool:
        """Say whether it has been compiled."""
        return self.function is not None

    @property
    def mark(self) -> Path:
        """The file that says that it has been compiled."""
        return self.path.with_suffix(".ready")

    def load(self) -> None:
        """Take it from the cache, or compile it here if it is not there."""
        function = loaded(self.path)
        function(*blank(self.kinds))
        self.function = function


def blank(kinds: tuple[str, ...]) -> tuple[Any, ...]:
    """Return arguments for no rows at all: a call with them compiles a function, or takes it from the cache."""
    none = np.empty(0, np.int64)
    if not kinds:
        few = np.empty(0, np.int32)
        return 1, 1, *([none] * 5), few, none, few, few, *([none] * 4), few, none, few
    columns = tuple(np.empty(1, kind) for kind in kinds)
    rows = (none, none, np.empty(0, np.int32), 0)
    return *rows, columns, none, np.empty((1, 1), np.int64), *([none] * 8)


def loaded(path: Path) -> Any:
    """Return the function of a module that was written for numba."""
    import numba

    settings: Any = numba.config

    # What the environment says of numba's own cache is not for these: they stay in our folder.
    kept = settings.CACHE_DIR
    settings.CACHE_DIR = ""
    try:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None  # a path that ends in .py
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        # What is compiled names the module that it came from: it must be found when it is loaded.
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
    finally:
        settings.CACHE_DIR = kept
    return module.evaluate


@define(eq=False, slots=False)
class Natives:
    """Compiles programs, a few at a time. ``wait``: whoever asks for one waits until it is there.

    What is compiled is kept in a folder; without ``place`` in the user's own, looked for when it is needed: a small
    table needs neither it nor numba.
    """

    place: Path | None = None
    wait: bool = False
    _pool: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(_AT_ONCE, "compile"))
    _made: dict[str, Native] = field(factory=dict)
    _lock: Lock = field(factory=Lock)
    _running: set[Any] = field(factory=set)
    _pending: list[Future[None]] = field(factory=list)
    _closed: bool = False

    @classmethod
    def here(cls) -> "Natives | None":
        """Return one that keeps what it compiles for this user, None where numba is not installed."""
        return cls() if find_spec("numba") else None

    @property
    def folder(self) -> Path:
        """Where what is compiled is kept."""
        return self.place or folder()

    def of(self, program: Program, schema: Schema) -> Native:
        """Return a program to be compiled, ready where it was compiled before."""
        kinds = tuple(kind_of(slot, schema) for slot in program.slots)
        return self._native("rules", f"{module_text(program)}\n# {' '.join(kinds)}\n", kinds)

    @cached_property
    def lookup(self) -> Native:
        """The search for cases."""
        return self._native("lookup", lookup_text(), ())

    def _native(self, stem: str, text: str, kinds: tuple[str, ...]) -> Native:
        name = f"{stem}_{name_of(text)}"
        with self._lock:
            if name not in self._made:
                self._made[name] = Native(self.folder / f"{name}.py", kinds)
                self._start(self._made[name], text)
            return self._made[name]

    def _start(self, native: Native, text: str) -> None:
        _write(native.path, text)
        if native.mark.exists() or self.wait:
            native.load()
            native.mark.touch()
        else:
            self._pending.append(self._pool.submit(self._compile, native))

    def finish(self, step: Callable[[], object] = lambda: None) -> None:
        """Wait until all that was asked for is compiled; ``step`` is called after each."""
        for one in as_completed(self._pending):
            one.result()
            step()

    @property
    def begun(self) -> int:
        """How many of those that were asked for were not compiled before."""
        return len(self._pending)

    @property
    def asked(self) -> tuple[Native, ...]:
        """All that was asked for."""
        return tuple(self._made.values())

    def _compile(self, native: Native) -> None:
        """Compile in a process of its own, so that nobody waits for it, then take it from the cache."""
        if not self._running:
            atexit.register(self.close)
        if not native.mark.exists() and not self._closed:
            command = [sys.executable, "-m", "bajigong.compile.worker", str(native.path), *native.kinds]
            with subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            ) as process:
                self._running.add(process)
                _, said = process.communicate()
                self._running.discard(process)
            if process.returncode:
                if not self._closed:
                    sys.stderr.write(
                        f"bajigong: {native.path.name} was not compiled: {said.decode(errors='replace')[-500:]}\n"
                    )
                return
        if not self._closed:
            native.load()

    def close(self) -> None:
        """End what is still being compiled."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list(self._running):
            process.terminate()


def _write(path: Path, text: str) -> None:
    """Write a module, whole or not at all; one that stands there with the same text stays."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


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
