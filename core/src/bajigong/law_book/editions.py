"""Which occupations follow which edition of the conditions: by the day on which their standard was issued."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from bajigong.engine.plan import standard_of, template_of
from bajigong.law_book.desk import Desk, anchor
from bajigong.law_book.wording import sentence
from bajigong.policy.registers import Standard, Template
from bajigong.policy.text import Text, listed

_SINCE = Text("自{since}起", "on or after {since}")
_BEFORE = Text("在{until}以前", "before {until}")
_BETWEEN = Text("自{since}起、{until}以前", "from {since} on and before {until}")
_EVER = Text("", "on any day")
_ISSUED = Text(
    "国家职业标准{when}颁布的职业（工种）执行{label}",
    "Occupations whose national standard was issued {when} follow {label}",
)
_DEFAULT = Text("未收录国家职业标准的，亦按此执行", "those with no national standard on record follow them too")
_UNSURE = Text(
    "其中{since}至{last}颁布的标准所执行的版本未能核实，按此处理",
    "which edition the standards issued from {since} to {last} follow could not be verified; they are taken so",
)


@frozen
class Followed:
    """One occupation's standard: its code and name, when it was issued and by which document."""

    code: str
    name: str
    issued: str
    document: str


@frozen
class Edition:
    """A set of conditions and the occupations whose standard follows it."""

    anchor: str
    title: str
    who: str
    standards: tuple[Followed, ...]


def follows(desk: Desk) -> tuple[str, ...]:
    """Name the sets of conditions, the latest first."""
    return tuple(template.id for template in reversed(_in_order(desk)))


def editions(desk: Desk) -> tuple[Edition, ...]:
    """Write every set of conditions with who follows it, the latest first."""
    order = _in_order(desk)
    found = [_edition(desk, template, order) for template in reversed(order)]
    return tuple(found)


def _in_order(desk: Desk) -> list[Template]:
    templates = (said.what for said in desk.bundle.templates.values())
    return sorted(templates, key=lambda one: one.from_standards_issued or date.min)


def _edition(desk: Desk, template: Template, order: Sequence[Template]) -> Edition:
    rows = sorted(_standards(desk, template), key=lambda standard: standard.code)
    followed = tuple(Followed(one.code, one.name, str(one.issued), one.document) for one in rows)
    who = listed(tuple(_who(desk, template, order)), "；", "; ")
    return Edition(anchor("e", template.id), desk.title(template.label), desk.say(sentence(who)), followed)


def _who(desk: Desk, template: Template, order: Sequence[Template]) -> Iterator[Text]:
    since = template.from_standards_issued
    later = order[order.index(template) + 1 :]
    until = later[0].from_standards_issued if later else None
    shape = _BETWEEN if since and until else _SINCE if since else _BEFORE if until else _EVER
    when = shape.fill(since=desk.day(since) if since else "", until=desk.day(until) if until else "")
    yield _ISSUED.fill(when=when, label=template.label)
    if template.default:
        yield _DEFAULT
    if template.unsure_until and since:
        last = template.unsure_until - timedelta(days=1)
        yield _UNSURE.fill(since=desk.day(since), last=desk.day(last))


def _standards(desk: Desk, template: Template) -> Iterator[Standard]:
    """Give the standards that follow a set of conditions and have not been replaced by a later one."""
    for said in desk.bundle.standards.values():
        standard = said.what
        latest = standard_of(desk.bundle, standard.code) is standard
        followed = template_of(desk.bundle, standard) if latest else None
        if followed is template:
            yield standard
