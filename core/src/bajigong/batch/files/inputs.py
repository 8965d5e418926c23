"""From what a command line names to files: globs and folders are looked through, results of ours passed over."""

import glob
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bajigong.batch.files.formats import AGAINST, ARROW, COLUMNAR, MANIFEST, REASONS, REFUSED, is_table, suffix_of
from bajigong.policy.text import Text
from bajigong.tables.raw import Where

_NOTHING: Final = Text("没有与之相符的文件", "nothing that matches")
_FILES: Final = Text("申报文件的路径、文件夹或通配符", "files of applications, a folder of them, or a pattern")
_NO_TABLE: Final = Text("没有表格的文件夹", "a folder without tables")
_A_TABLE: Final = Text("至少一个表格（{s}）", "a folder with at least one of {s}")
_OURS: Final = b"bajigong.bundle"


def find_inputs(words: Iterable[str], output: Path | None = None) -> tuple[str, ...]:
    """Return the files that words of a command line name, in order.

    A word with ``*``, ``?`` or ``[`` that is no file is a pattern, in which ``**`` stands for any folders: hidden files
    do not match it. Of a folder and those below it all tables are taken, sorted by name. Neither gives hidden files,
    a result of ours, what stands beside one, or a file that was named already. Everything else is handed on as it is,
    for its reader to say what is wrong with it. Raises InputError for a pattern or a folder that gives nothing.
    """
    skipped = {output.resolve()} if output else set()
    found: list[str] = []
    for word in words:
        several = _several(word, skipped)
        if several is None:
            found.append(word)
            continue
        named = {Path(one).resolve() for one in found}
        found += [str(path) for path in several if path.resolve() not in named]
    return tuple(found)


def _several(word: str, skipped: set[Path]) -> list[Path] | None:
    """Return what a folder or a pattern stands for, None for a single file."""
    path = Path(word)
    if word == "-" or path.is_file():
        return None
    if path.is_dir():
        inside = [one for one in _walk(path) if is_table(one)]
        return _some(inside, skipped, word, _NO_TABLE, _A_TABLE.fill(s=" ".join((*COLUMNAR, ".csv", ".xlsx"))))
    if not glob.has_magic(word):
        return None
    matched = sorted(map(Path, glob.glob(word, recursive=True)))
    return _some([one for one in matched if one.is_file()], skipped, word, _NOTHING, _FILES)


def _some(found: Sequence[Path], skipped: set[Path], word: str, none: Text, expected: Text) -> list[Path]:
    kept = [one for one in found if one.resolve() not in skipped and not is_ours(one)]
    if not kept:
        raise Where(word).error(none, expected)
    return kept


def _walk(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and of those below it; hidden ones and folders of results are left out."""
    if (folder / MANIFEST).is_file() and (folder / REASONS).is_file():
        return
    for one in sorted(folder.iterdir()):
        if one.name.startswith((".", "~$")):
            continue
        if one.is_dir():
            yield from _walk(one)
        elif one.is_file():
            yield one


def is_ours(path: Path) -> bool:
    """Say whether a file is a result, or stands beside one."""
    if path.name.endswith((f".{REASONS}", f".{AGAINST}", f".{REFUSED}")) or path.name in (REASONS, AGAINST, REFUSED):
        return True
    return suffix_of(path) in COLUMNAR and _OURS in _metadata(path)


def _metadata(path: Path) -> dict[bytes, bytes]:
    """Return what an Arrow or Parquet file says of itself, nothing where it cannot be read."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return {}
    try:
        if suffix_of(path) in ARROW:
            with pa.OSFile(str(path)) as source:
                return dict(pa.ipc.open_file(source).schema.metadata or {})
        return dict(pq.read_schema(path).metadata or {})
    except (pa.ArrowException, OSError):
        return {}  # its reader will say what is wrong with it
