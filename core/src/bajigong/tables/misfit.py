"""A value that does not fit its fact."""

from bajigong.policy.text import Text


class Misfit(Exception):
    """Raised by the reader of a value: what it expected, and how to show what it found where that is not plain."""

    def __init__(self, expected: Text, found: Text | None = None) -> None:
        self.expected = expected
        self.found = found
        super().__init__(expected.en)
