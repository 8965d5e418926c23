"""One requirement put to one application."""

from bajigong.calendar import ALWAYS, NEVER, to_day
from bajigong.compile.program import program_of
from bajigong.engine.decide import Decision
from bajigong.engine.incentives import plan_of
from bajigong.law.place import Variant
from bajigong.policy.asks import Requirement
from bajigong.policy.facts import Selection
from bajigong.policy.law import Incentive
from bajigong.policy.text import Text

BORER = "6-18-01-05"
_NOTHING = Text("", "")


def decision(schema, node, facts, day, grade="4"):
    """Decide an application under a rule that asks one requirement."""
    rule = Incentive("one", _NOTHING, _NOTHING)
    variant = Variant("one", rule, (), (Requirement(_NOTHING, node),), (ALWAYS, NEVER), ())
    selection = Selection("", BORER, grade, "510000")
    program = program_of(plan_of([variant]), schema, selection, account=True)
    return Decision.of(program, facts, to_day(day), selection)


def only(*paths):
    """Hope on these facts alone."""
    return frozenset(paths)


def asked(one, node, hope, day):
    """Return the stretch around a day, else the next; a hope is a number or a set of facts."""
    return one.node_at(node, hope if isinstance(hope, int) else one.program.bits(hope), to_day(day))
