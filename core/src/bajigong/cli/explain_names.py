"""Names for what a result says: those of its tenant's law as it is installed, and a word where that is another law."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from attrs import evolve, frozen

from bajigong.bundle import Said
from bajigong.cli.result_names import Names
from bajigong.cli.result_offices import Offices
from bajigong.policy.law import Clause, Document
from bajigong.policy.text import Lang, Text, same

if TYPE_CHECKING:
    from bajigong.batch.summing.result import Result

#: Characters of a bundle's name that are enough to tell two apart.
_SHORT: Final = len("sha256:") + 12
_OTHER = Text(
    "注意：已安装的规则包（{here}…）不是得出该结果的规则包（{there}…）；名称取自已安装的，原因仍是结果自带的",
    "note: the law installed ({here}…) is not the one that this result was made with ({there}…); "
    "names are those of the installed one, reasons are the result's own",
)
_NO_GIST = Text("（已安装的规则包中没有这一条）", "(the law installed has no such clause)")


@frozen(eq=False)
class Home:
    """The names of a result's tenant, and whether the law they come from is another than the result's."""

    names: Names
    other: Text | None

    def warn(self, lang: Lang) -> None:
        """Say on standard error that the law is another one, if it is."""
        if self.other:
            click.echo(self.other.say(lang), err=True)


def home_of(result: "Result", config: Path | None) -> Home:
    """Open the tenant of a result for its names. Raises TenantError, PluginError and LawError."""
    names = Offices(config).get(result.tenant).names
    here, there = names.bundle.hash, result.bundle
    return Home(names, None if here == there else _OTHER.fill(here=here[:_SHORT], there=there[:_SHORT]))


def knowing(names: Names, clauses: Iterable[str]) -> Names:
    """Return names that know these clauses, too: one that the law lacks goes by its id."""
    bundle = names.bundle
    lacking = [clause for clause in dict.fromkeys(clauses) if clause not in bundle.clauses]
    if not lacking:
        return names
    added = {clause: Said("", _stand_in(clause)) for clause in lacking}
    titles = {said.what.document for said in added.values()} - bundle.documents.keys()
    documents = {title: Said("", Document(title, same(title), same(""))) for title in titles}
    known = evolve(bundle, clauses={**bundle.clauses, **added}, documents={**bundle.documents, **documents})
    return evolve(names, bundle=known)


def _stand_in(clause: str) -> Clause:
    return Clause(clause, clause.partition("/")[2], "", _NO_GIST)
