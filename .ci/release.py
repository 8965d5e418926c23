"""Builds the sdist and the wheel, checks them, and tries the wheel alone in an environment of its own.

Then tests of the sdist are run against the wheel: those named below, or with ``--all-tests`` every one.
"""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT = Path(__file__).parent.parent
#: What a wheel must hold besides Python: law, registers, templates.
HELD = ("bajigong/py.typed", "bajigong_national/facts.toml", "bajigong/cli/new/templates/place/NAME.toml.template")
#: What an sdist must hold for its tests to be run.
TESTED = ("tests/test_examples.py", "examples/expected.yaml", "tests/program/test_bundle.py", "constraints.txt")
#: The tests of the sdist that are run without being asked for: every example, the law's opening, and the layout.
SOME: Final = (
    "tests/test_examples.py",
    "tests/test_layout.py",
    "tests/test_release.py",
    "tests/program/test_bundle.py",
)


def main() -> None:
    """Do all of it; end with an error at the first thing that is not as it must be."""
    with TemporaryDirectory() as room:
        dist = Path(room) / "dist"
        _run(sys.executable, "-m", "build", "--outdir", str(dist), str(ROOT))
        _run(sys.executable, "-m", "twine", "check", "--strict", *map(str, dist.iterdir()))
        _run(sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next", cwd=ROOT)
        [wheel], [sdist] = dist.glob("*.whl"), dist.glob("*.tar.gz")
        with zipfile.ZipFile(wheel) as held:
            _lacks(wheel, HELD, set(held.namelist()))
        with tarfile.open(sdist) as held:
            _lacks(sdist, TESTED, {name.partition("/")[2] for name in held.getnames()})
        _try(wheel, Path(room))
        _test(sdist, wheel, Path(room))


def _lacks(file: Path, wanted: tuple[str, ...], held: set[str]) -> None:
    if missing := [name for name in wanted if name not in held]:
        sys.exit(f"{file.name} lacks {', '.join(missing)}")


def _try(wheel: Path, room: Path) -> None:
    """Answer the README's first application by the wheel alone, away from the repository."""
    venv.create(room / "venv", with_pip=True)
    programs = room / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _run(str(programs / "python"), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), str(wheel))
    example = str(ROOT / "examples" / "sichuan-machinist.yaml")
    asked = (str(programs / "bajigong"), "check", example, "--fail-unless", "eligible", "--lang", "en")
    _run(*asked, cwd=room)
    _run(str(programs / "bajigong"), "new", "place", "demo", "--region", "520000", cwd=room)


def _test(sdist: Path, wheel: Path, room: Path) -> None:
    """Run tests as they stand in the sdist, with the wheel installed beside what they need."""
    with tarfile.open(sdist) as held:
        held.extractall(room / "sdist", filter="data")
    [folder] = (room / "sdist").iterdir()
    python = room / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pins = ("-c", str(ROOT / "constraints.txt"))
    _run(str(python), "-m", "pip", "install", "-q", *pins, f"bajigong[test] @ {wheel.as_uri()}")
    chosen = () if "--all-tests" in sys.argv else SOME
    _run(str(python), "-m", "pytest", "-q", *chosen, cwd=folder)


def _run(*command: str, cwd: Path | None = None) -> None:
    ended = subprocess.run(command, cwd=cwd, check=False)
    if ended.returncode:
        sys.exit(f"{' '.join(command)}: ended with {ended.returncode}")


if __name__ == "__main__":
    main()
