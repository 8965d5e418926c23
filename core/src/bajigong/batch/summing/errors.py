"""What can be wrong with a result."""

from bajigong.errors import BajigongError
from bajigong.policy.text import Text


class ResultError(BajigongError):
    """A result that cannot be used. ``said`` tells why in both languages."""

    def __init__(self, said: Text) -> None:
        self.said = said
        super().__init__(said.en)
