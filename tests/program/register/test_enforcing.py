"""Every demand of every duty that the bundled tenants declare: met it is silent, broken or unknown it refuses."""

from datetime import date

import pytest

from bajigong.law.place import Reader
from bajigong.law.tenants import tenant
from bajigong.register import enforcing
from bajigong.register.demo import _meets

ON = date(2026, 6, 1)
TENANTS = ("sichuan", "inner-mongolia", "guilin")
_LAWS = {}


def law_of(name):
    if name not in _LAWS:
        here = tenant(name)
        bundle = here.open()
        _LAWS[name] = Reader(bundle, here.region).read(), tuple(bundle.tracks)
    return _LAWS[name]


def demanded():
    for name in TENANTS:
        law, tracks = law_of(name)
        for variant in law.duties:
            for act in variant.rule.acts:
                for number, demand in enumerate(variant.rule.demands):
                    if not demand.acts or act in demand.acts:
                        track = variant.rule.tracks[0] if variant.rule.tracks else tracks[0]
                        yield pytest.param(name, variant, act, track, demand, id=f"{name}-{variant.id}-{act}-{number}")


def met(law, act, track):
    """Facts by which every duty before an act is met, and what each of them hangs on is so."""
    facts = {}
    for variant in enforcing.duties_before(law, act, track, ON):
        for demand in variant.rule.demands:
            if not demand.acts or act in demand.acts:
                facts.setdefault(demand.fact, _meets(demand, variant.rule, wanted=True))
                for one in demand.where:
                    facts.setdefault(one.fact, _meets(one, variant.rule, wanted=False))
    return facts


def broken(demand, duty):
    """Return a value that does not meet a demand."""
    value = dict(duty.figures)[demand.figure] if demand.figure else demand.value
    match demand.test:
        case "given":
            return ""
        case "is" if isinstance(value, bool):
            return not value
        case "is":
            return ["somebody"] if value == () else "other"
        case "one_of":
            return "other"
        case "none_of":
            return value[0]
        case "has_all":
            return list(value[1:])
        case "in_order":
            return list(reversed(value))
        case "at_least":
            return value - 1
        case "at_most":
            return value + 1
    raise AssertionError(demand.test)


def short(law, variant, act, track, facts):
    found = enforcing.shortfalls(law, act, track, ON, facts)
    return [(one.holds, one.clauses) for one in found if one.duty.id == variant.id]


@pytest.mark.parametrize(("name", "variant", "act", "track", "demand"), list(demanded()))
def test_a_demand_refuses_what_does_not_meet_it(name, variant, act, track, demand):
    law, _ = law_of(name)
    facts = met(law, act, track)
    for one in demand.where:
        facts[one.fact] = _meets(one, variant.rule, wanted=True)
    facts[demand.fact] = _meets(demand, variant.rule, wanted=True)
    assert short(law, variant, act, track, facts) == []
    if demand.term:
        return  # nobody has filled it: it asks for nothing, and the test below fills it
    not_so = {demand.fact: broken(demand, variant.rule)}
    assert ("no", variant.clauses) in short(law, variant, act, track, facts | not_so)
    unknown = {key: value for key, value in facts.items() if key != demand.fact}
    assert ("unknown", variant.clauses) in short(law, variant, act, track, unknown)
    for one in demand.where:
        without = {key: value for key, value in facts.items() if key != one.fact}
        assert ("unknown", variant.clauses) in short(law, variant, act, track, without)
        facts[one.fact] = _meets(one, variant.rule, wanted=False)
        assert short(law, variant, act, track, facts | not_so) == []


CONFIG = """
[tenants.baotou]
region = "150200"
plugins = ["national", "third_party", "inner_mongolia"]
fillings = [{ term = "inner_mongolia:fee-margin", value = 10, document = "评价机构收费办法", issued = 2026-05-01 }]
"""


@pytest.mark.parametrize(
    ("on", "over", "holds"),
    [
        (date(2026, 6, 1), 10, []),
        (date(2026, 6, 1), 11, ["no"]),
        (date(2026, 6, 1), None, ["unknown"]),
        (date(2026, 4, 30), 11, []),
    ],
)
def test_a_margin_that_somebody_fills_is_held_to_from_its_day(tmp_path, on, over, holds):
    config = tmp_path / "bajigong.toml"
    config.write_text(CONFIG, encoding="utf-8")
    bundle = tenant("baotou", config).open()
    law = Reader(bundle, "150200").read()
    facts = {"fee_over_cost": over, "fee_below_cost": 0}
    found = enforcing.shortfalls(law, "plan", "third_party", on, facts)
    assert [one.holds for one in found if one.duty.id == "inner_mongolia:fee-bounds"] == holds
