"""Run what the pages tell a reader to type: ``python docs/pages.py PAGE…``; with ``--write`` put the output into them.

A block that is titled (``toml title="law.toml"``) is written to that file. Of a ``console`` block each line after ``$``
is run, and what it prints, its errors among it, is compared with what the page shows; a line ``…`` stands for any
number of lines. Each line of a ``sh`` block is run and has to end well.
What installs the program or runs all its tests is left out: the program that runs the page is the one that is tried.
Where a plugin of the reader's is installed (``pip install -e .``) it is put beside the program, and ``cd`` goes on.
A block behind ``<!-- not run: REASON -->`` is not run, and ``left_out`` says why. A page that begins with
``<!-- goes on from OTHER; run where PACKAGE is installed -->`` is run after the other, where the package is there.
"""

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer
from tests.installing import install

ROOT: Final = Path(__file__).resolve().parent.parent
ANY: Final = "…"
#: The terminal.
LINES, COLUMNS = 40, 100
_COLOUR: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PROGRESS: Final = re.compile(r"━.* (?:\d+:\d\d:\d\d|-:--:--)$")
_BLOCKS: Final = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
_TITLE: Final = re.compile(r'title="([^"]+)"')
_LEFT_OUT: Final = re.compile(r"<!-- not run: ([^>]+?) -->\s*\Z")
_GOES_ON: Final = re.compile(r"<!-- goes on from ([\w.-]+); run where (\w+) is installed -->")
_OWN: Final = re.compile(r"(?:python -m )?pip install -e \.")
_CD: Final = re.compile(r"cd ([\w/.-]+)")
_INSTALLS: Final = re.compile(r"python3? -m venv|pip install|-m pytest( -n auto --dist worksteal)?$|activate$|^tox\b")


class Room:
    """A folder like a reader's: the examples are at hand, and the program is on the path."""

    def __init__(self, folder: Path, page: Path) -> None:
        self.folder = self.home = folder
        for name in ("examples", "benchmarks"):
            (folder / name).symlink_to(ROOT / name)
        programs = Path(sys.executable).parent
        (folder / ".venv").mkdir()
        (folder / ".venv" / "bin").symlink_to(programs)
        lang = "zh_CN.UTF-8" if ".zh" in page.name else "en_US.UTF-8"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAJIGONG", "LC_"))}
        self.environment = {
            **kept,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "LANG": lang,
            "LANGUAGE": "",
            "COLUMNS": str(COLUMNS),
            "TERM": "xterm",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
        }

    def type(self, command: str) -> tuple[int, str]:
        """Run a command in a terminal; return its exit code and all that a reader sees there, without colours.

        Programs write otherwise to a pipe: in another order, and tables as wide as they are. A bar of progress is left
        out, for it shows on a busy machine only.
        """
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (LINES, COLUMNS))
        running = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        printed = _COLOUR.sub("", b"".join(_all_of(ours)).decode("utf-8"))
        os.close(ours)
        # What a carriage return leads back over is written over.
        lines = (line.rstrip("\r").rpartition("\r")[2].rstrip() for line in printed.rstrip().split("\n"))
        return running.wait(), "\n".join(line for line in lines if not _PROGRESS.search(line))

    def evaluate(self, example: Example) -> str | None:
        """Do what a block says; return what is wrong with it, or None."""
        if reason(example):
            return None
        info, source = str(example.region.lexemes["info"]).strip(), str(example.region.parsed)
        if title := _TITLE.search(info):
            file = self.folder / title[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        wrong: list[str] = []
        if info == "sh":
            wrong += filter(None, map(self._line, source.splitlines()))
        if info == "console":
            for command, shown in typed(source):
                code, printed = self.type(command)
                if not agrees(shown, printed):
                    wrong.append(f"$ {command}\nended with {code}; the page shows:\n{shown}\nit printed:\n{printed}")
        return "\n\n".join(wrong) or None

    def _line(self, line: str) -> str:
        """Do a line of a block that shows no output; return what is wrong with it."""
        command = line.partition("  #")[0].strip()
        if own := _CD.fullmatch(command):
            self.folder = self.folder / own[1]
        elif _OWN.fullmatch(command) and self.folder != self.home:
            self.environment |= install(self.folder, self.home / "site-packages")
        elif command := _tried(line):
            code, printed = self.type(command)
            return f"$ {command}\nended with {code}:\n{printed}" if code else ""
        return ""


def _all_of(terminal: int) -> Iterator[bytes]:
    """Give what is written to a terminal until nobody has it open, which Linux calls an error."""
    with suppress(OSError):
        while part := os.read(terminal, 65_536):
            yield part


def _tried(line: str) -> str:
    """Leave out the parts of a line that install."""
    command = line.partition("  #")[0].strip()
    if command.startswith("#"):
        return ""
    return " && ".join(part for part in command.split(" && ") if not _INSTALLS.search(part))


def typed(source: str) -> Iterator[tuple[str, str]]:
    """Give the commands of a console block, each with the output shown after it."""
    for part in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command.strip(), "\n".join(line.rstrip() for line in shown.rstrip().splitlines())


def agrees(shown: str, printed: str) -> bool:
    """Say whether output is as it is shown."""
    parts = [re.escape(part.strip("\n")) for part in re.split(rf"^{ANY}$", shown, flags=re.MULTILINE)]
    pattern = parts[0]
    for part in parts[1:]:
        pattern += rf"(?:\n?.*?\n?)(?:{part})"
    return re.fullmatch(pattern, printed.strip("\n"), flags=re.DOTALL) is not None


def blocks(page: Path) -> Document:
    """Find the blocks of a page."""

    def parse(document: Document) -> Iterator[Region]:
        for region in _BLOCKS(document):
            yield Region(
                region.start, region.end, parsed=region.lexemes["source"], evaluator=_nothing, lexemes=region.lexemes
            )

    return Sybil(parsers=[parse]).parse(page)


def reason(example: Example) -> str:
    """Say why a block is not run, "" for one that is."""
    said = _LEFT_OUT.search(example.document.text[: example.region.start])
    return said[1] if said else ""


def left_out(page: Path) -> list[str]:
    """Give the reasons of the blocks that are not run."""
    return [why for example in blocks(page).examples() if (why := reason(example))]


def _nothing(example: Example) -> None:
    """Leave it to the room."""


def wanting(page: Path) -> str:
    """Name the package that a page is about and that is not installed, "" for none."""
    goes_on = _GOES_ON.search(page.read_text(encoding="utf-8"))
    return goes_on[2] if goes_on and not find_spec(goes_on[2]) else ""


def run(page: Path) -> list[str]:
    """Do all that a page says, in order, after the page that it goes on from; return what is wrong."""
    if wanting(page):
        return []
    goes_on = _GOES_ON.search(page.read_text(encoding="utf-8"))
    found = []
    with TemporaryDirectory() as folder:
        room = Room(Path(folder), page)
        for one in [page.with_name(goes_on[1]), page] if goes_on else [page]:
            found += [(one, example.line, room.evaluate(example)) for example in blocks(one).examples()]
    return [f"{one.relative_to(ROOT)}:{line}: {wrong}" for one, line, wrong in found if wrong]


def rewrite(page: Path) -> None:
    """Put what the commands print into a page, but where it shows parts only."""
    text = page.read_text(encoding="utf-8")
    written, end = "", 0
    with TemporaryDirectory() as folder:
        room = Room(Path(folder), page)
        if goes_on := _GOES_ON.search(text):
            for example in blocks(page.with_name(goes_on[1])).examples():
                room.evaluate(example)
        for example in blocks(page).examples():
            source, region = str(example.region.parsed), example.region
            written, end = written + text[end : region.start], region.end
            block = text[region.start : region.end]
            if str(region.lexemes["info"]).strip() == "console" and not reason(example):
                block = block.replace(source, "".join(_anew(room, *one) for one in typed(source)))
            else:
                room.evaluate(example)
            written += block
    page.write_text(written + text[end:], encoding="utf-8")


def _anew(room: Room, command: str, shown: str) -> str:
    printed = room.type(command)[1]
    kept = shown if ANY in shown.splitlines() and agrees(shown, printed) else printed
    return f"$ {command}\n" + (f"{kept}\n" if kept else "")


if __name__ == "__main__":
    pages = [Path(name).resolve() for name in sys.argv[1:] if name != "--write"]
    for one in pages:
        sys.stdout.writelines(f"{one.name}: not run: {why}\n" for why in left_out(one))
        if missing := wanting(one):
            sys.stdout.write(f"{one.name}: not run: {missing} is not installed\n")
        elif "--write" in sys.argv:
            rewrite(one)
        sys.stdout.writelines(f"{line}\n" for line in run(one))
