"""The whole examination: every check in turn, the gravest findings first."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bajigong.doctor.easier import easier
from bajigong.doctor.finding import SEVERITIES, Finding, Patient
from bajigong.doctor.gaps import gaps
from bajigong.doctor.lapsing import documents
from bajigong.doctor.needless import needless
from bajigong.doctor.never import never_holding
from bajigong.doctor.order import order
from bajigong.doctor.unfilled import unfilled
from bajigong.witness.side import Side

_CHECKS: Final[tuple[Callable[[Patient], Iterator[Finding]], ...]] = (
    never_holding,
    order,
    gaps,
    easier,
    documents,
    unfilled,
    needless,
)


def examine(side: Side) -> tuple[Finding, ...]:
    """Look at a law in its place on its day."""
    patient = Patient(side)
    return sorted_findings(finding for check in _CHECKS for finding in check(patient))


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put the gravest first, and keep the order otherwise."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
