"""What a register refuses, in both languages."""

from typing import TYPE_CHECKING

from bajigong.errors import BajigongError
from bajigong.policy.text import Text, listed

if TYPE_CHECKING:
    from bajigong.policy.text import Lang


class RegisterError(BajigongError):
    """Something that cannot be done. ``texts`` say why, one reason each."""

    def __init__(self, *texts: Text) -> None:
        self.texts = texts
        super().__init__(listed(texts, "\n", "\n").en)

    def say(self, lang: "Lang") -> str:
        """Say it in one language, one reason a line."""
        return "\n".join(text.say(lang) for text in self.texts)


class Refused(RegisterError):
    """An act that a duty forbids for now; each text names the duty and its clauses."""


class Forbidden(RegisterError):
    """A move that the table of states does not know."""
