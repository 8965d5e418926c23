"""Results in a format that a plugin adds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from bajigong.cli.result_json import as_object
from bajigong.cli.result_row import Row
from bajigong.errors import PluginError
from bajigong.offers import Offer, format_for, writers
from bajigong.plugins import version_of
from bajigong.policy.formats import RowWriter, WriteFormat
from bajigong.policy.text import Lang


@frozen(eq=False)
class AddedFile:
    """Hands rows to the writer of a plugin, as objects of the contract for programs."""

    by: str
    writer: RowWriter
    lang: Lang

    @classmethod
    def of(cls, suffix: str, path: Path, lang: Lang) -> "AddedFile":
        """Begin a file. Raises PluginError where the plugin cannot."""
        offer = format_for(suffix, writers())
        assert offer is not None  # the option was read
        return cls(offer.by, _open(offer, path, lang), lang)

    def put(self, row: Row) -> None:
        """Write one row. Raises PluginError where the plugin cannot."""
        with _named(self.by):
            self.writer.put(as_object(row, self.lang))

    def close(self) -> None:
        """Finish the file. Raises PluginError where the plugin cannot."""
        with _named(self.by):
            self.writer.close()


def _open(offer: Offer[WriteFormat], path: Path, lang: Lang) -> RowWriter:
    with _named(offer.by):
        return offer.what.open(path, lang)


@contextmanager
def _named(by: str) -> Iterator[None]:
    """Say which plugin failed, unless it is the system that did: its errors name the file."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise PluginError(by, f"cannot write: {error!r}", version_of(by)) from error
