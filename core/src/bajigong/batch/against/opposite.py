"""The law there: opened once in each process, with people moved under it and decided by its kernel."""

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from bajigong.batch.against.asked import Asked, read
from bajigong.batch.against.foreign import Foreign
from bajigong.batch.against.laying import laid_on, marks_of
from bajigong.batch.against.moving import Moving
from bajigong.batch.answers import Answers
from bajigong.batch.files.ask import Ask, Desk
from bajigong.batch.people import People

if TYPE_CHECKING:
    from bajigong.batch.against.across import Across


@frozen(eq=False)
class Opposite:
    """The other side: what was asked for, the law at work there, and how people come to stand before it."""

    asked: Asked
    desk: Desk
    moving: Moving
    foreign: Foreign

    def decide(self, people: People) -> Answers:
        """Return the answers there for a chunk of people as they stand here, in their order."""
        moved = self.moving.people(people)
        answers = self.desk.kernel.decide(moved)
        self.foreign.settle(people, moved, answers)
        return answers

    @property
    def name(self) -> str:
        """What tells it from others for a manifest: as it was asked for, and the name of its law."""
        return f"{self.asked.said} {self.desk.bundle}"

    def metadata(self, reasons: str) -> dict[str, str]:
        """Return what a result says of the other side. ``reasons`` is the name of its dictionary for this side."""
        on = {"against_on": self.asked.on.isoformat()} if self.asked.on else {}
        return {
            "against": self.asked.said,
            "against_tenant": self.desk.engine.tenant,
            "against_bundle": self.desk.bundle,
            "against_reasons": reasons,
            **on,
        }

    def begin(self) -> "Across":
        """Take up the people of one file."""
        from bajigong.batch.against.across import Across

        return Across(self)


def open_opposite(said: str, ask: Ask, here: Desk, home: Path | None = None) -> Opposite:
    """Open what ``--against`` says. ``home`` is the folder from which it names files.

    Raises BajigongError for what is no tenant, day or law file, and where facts have other types there; TenantError,
    PluginError and LawError for a law that cannot be opened.
    """
    asked = read(said, here.tenant, ask.config, ask.lang, home)
    there = _desk(asked, ask, here)
    region = None if there.tenant.region == here.tenant.region else there.tenant.region
    moving = Moving.between(here.schema, there.schema, region, asked.on, ask.lang)
    return Opposite(asked, there, moving, Foreign(here.schema, there.kernel.reasons))


def _desk(asked: Asked, ask: Ask, here: Desk) -> Desk:
    if asked.law is not None:
        marks = marks_of(*asked.tenant.laws, asked.law)
        return laid_on(asked.tenant, asked.law, ask.known, ask.lang, marks)
    return here if asked.tenant == here.tenant else evolve(ask, tenant=asked.tenant.id).desk()
