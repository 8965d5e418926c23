"""What a rule can change: the questions that are put again when it is taken out."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from bajigong.engine.engine import Application, Engine
from bajigong.engine.selection import Selection
from bajigong.policy.law import Filling
from bajigong.policy.rules import Aspect, Duty, Incentive, Method

#: Puts one question about an application and gives an answer that can be compared.
Probe = Callable[[Engine, Application], Any]


def probes_for(declaration: Any) -> tuple[Probe, ...]:
    """Return the questions whose answers a declaration may change, the likeliest first."""
    match declaration:
        case Method() | Aspect():
            return (practice,)
        case Incentive():
            return (incentives,)
        case Duty():
            return (duties,)
        case Filling():
            return (verdict, practice, incentives)
        case _:
            return (verdict,)


def verdict(engine: Engine, application: Application) -> Any:
    """Decide the application."""
    return evolve(engine.decide([application])[0], bundle="")


def practice(engine: Engine, application: Application) -> Any:
    """Say how the grade would be assessed."""
    from bajigong.methods import practice as practised

    if application.missing_selectors:
        return None
    facts = application.facts
    selection = Selection(facts["track"], facts["occupation"], facts["grade"], application.place)
    kind = (facts.get("agency") or {}).get("kind")
    return practised(engine.bundle, engine.law(application.place), selection, kind, application.on)


def incentives(engine: Engine, application: Application) -> Any:
    """Say what the certificates held bring."""
    from bajigong.engine.incentives import incentives as brought

    return brought(engine, application)


def duties(engine: Engine, application: Application) -> Any:
    """Say who must do what by when, in the place and from the day of the application."""
    from bajigong.duties import agenda

    return agenda(engine.law(application.place), application.on)
