"""A finished result takes its place, with what stands beside it: all of it, or nothing."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
from attrs import define, field

from bajigong.batch.files.books import Books, BooksError
from bajigong.batch.files.formats import beside
from bajigong.outputs import Claim, real, unbroken


def place(output: Path, written: Path, beside_it: Mapping[str, Path], books: Books, claim: Claim) -> None:
    """Let a result and what stands beside it take their names, the result last.

    ``beside_it`` are further files by what they are: what is not there any more is taken away there, too.
    Raises BooksError where the result does not hold the rows it should, BajigongError where another file has taken one
    of the names meanwhile, OSError where one cannot be taken; then everything stands as it stood.
    """
    if output.suffix.lower() == ".parquet" and pq.read_metadata(written).num_rows != books.out:
        raise BooksError(f"{output}: {books.out} rows were to be written, the file holds another number")
    others = {beside(output, name): path for name, path in beside_it.items()}
    with unbroken(), _together(claim) as old:
        for target, path in others.items():
            old.keep(target)
            if path.exists():
                claim.publish(path, target)
            else:
                claim.remove(target)
        claim.publish(written, real(output))


@define(eq=False)
class _Old:
    """What stood under the names beside a result: a second name or a copy of it, None where nothing stood."""

    claim: Claim
    kept: dict[Path, Path | None] = field(factory=dict)

    def keep(self, target: Path) -> None:
        """Keep what stands under a name. Raises OSError where it cannot be kept."""
        copy = self.claim.room / f"old-{len(self.kept)}"
        copy.unlink(missing_ok=True)
        if self.claim.stood.get(target) is None:
            self.kept[target] = None
            return
        try:
            copy.hardlink_to(target)
        except OSError:  # not every file system knows a second name
            shutil.copy2(target, copy)
        self.kept[target] = copy

    def restore(self) -> None:
        """Put it back."""
        for target, copy in self.kept.items():
            if copy:
                copy.replace(target)
            elif self.claim.stood.get(target):
                target.unlink()


@contextmanager
def _together(claim: Claim) -> Iterator[_Old]:
    """Put back what stood under all names where one of them cannot be taken."""
    old = _Old(claim)
    try:
        yield old
    except BaseException:
        old.restore()
        raise
