"""The kinds of requirement of which incentives are made: what a certificate must be, and what must not have been paid.

Within N months of a day (自…之日起N个月内): the day itself is not counted, and the last day is the corresponding day N
months later, or that month's last where it has none (Civil Code, articles 201 and 202). So a certificate of 21 November
2024 can be claimed for up to and with 21 November 2025. That a last day on a holiday moves on (article 203) is not
worked out.
"""

from bajigong.policy.asks import Kind, Requirement, kind
from bajigong.policy.text import Text
from bajigong.policy.types import Count, Months
from bajigong.policy.when import (
    Accumulated,
    AtLeast,
    Before,
    Between,
    Edge,
    Either,
    Elapsed,
    Every,
    Fact,
    Fewer,
    First,
    Is,
    Recorded,
    Records,
    Same,
    SameOccupation,
    Unless,
)
from bajigong_national import words
from bajigong_national.kinds import CERTIFICATES
from bajigong_national.types import Employment

INSURANCE = "applicant.insurance"
CONTRIBUTIONS = "applicant.contributions"
SUBSIDIES = "applicant.subsidies"
EMPLOYMENT = "applicant.employment"

#: The certificate that an incentive is asked about: of the very occupation, at the very grade.
_THE_CERTIFICATE = Records(CERTIFICATES, (SameOccupation(related=""), Same("grade", "grade")))


@kind("持有该证书", "holds the certificate")
def holds_grade() -> Requirement:
    """Holds a certificate of the very occupation at the very grade."""
    text = Text("取得本职业该等级证书", "holds the certificate of the occupation at the grade")
    return Requirement(text, Elapsed(First(_THE_CERTIFICATE, Edge("issued"))))


@kind("申领期限", "time in which to claim")
def claimed_within(months: Months) -> Requirement:
    """Claimed within so many months of the day on which the certificate was issued, the last day counted."""
    text = Text("自证书核发之日起{n}个月内申领", "is claimed within {n} months of the certificate's issue")
    node = Recorded(_THE_CERTIFICATE, Edge("issued"), Edge("issued", months=months, days=1))
    return Requirement(text.fill(n=months), node)


@kind("失业保险参保月数", "months of unemployment insurance")
def insured(months: Months) -> Requirement:
    """Has paid so many monthly contributions in all (累计缴费), as told, or was insured for so long by the spells.

    What the office counts is months. Where no count is told the spells answer, by whole years.
    """
    if months % 12:
        raise ValueError(f"found {months} months; expected whole years, in months")
    text = Text("参加失业保险累计缴费满{n}个月", "{n} months of contributions to unemployment insurance in all")
    counted = Elapsed(First(Records(CONTRIBUTIONS, (Between("months", months),)), Edge("as_of")))
    # Twice turned round: where no count is told, the count is none, and the spells answer alone.
    told = Unless(Unless(counted, (CONTRIBUTIONS,)))
    spells = Accumulated(Records(INSURANCE), Edge("from"), Edge("to", days=1), years=months // 12)
    return Requirement(text.fill(n=months), Either((spells, told)))


@kind("就业状态", "employed, or drawing unemployment benefit")
def employment_is(states: tuple[Employment, ...]) -> Requirement:
    """Is in one of these states of employment on the day."""
    text = Text("就业状态为{s}", "is {s}").fill(s=words.any_choice(EMPLOYMENT, states))
    return Requirement(text, Fact(EMPLOYMENT, states))


@kind("未曾领取", "not ruled out by a higher grade or an earlier payment")
def not_ruled_out(by: tuple[str, ...], higher: tuple[str, ...]) -> Requirement:
    """Was not paid a subsidy for the occupation at the grade or a higher one; nor, with "held", holds a higher one.

    ``higher`` are the grades above the one asked about.
    """
    paid = Before(First(Records(SUBSIDIES, (SameOccupation(related=""), AtLeast("grade", "grade"))), Edge("on")))
    text = Text(
        "未领取过本职业该等级及以上等级的技能提升补贴",
        "has not been paid a subsidy for the occupation at the grade or a higher one",
    )
    if "held" not in by:
        return Requirement(text, paid)
    held = Records(CERTIFICATES, (SameOccupation(related=""), Is("grade", higher)))
    both = Text("{that}，也未持有本职业更高等级证书", "{that}, and holds no higher certificate of the occupation")
    return Requirement(both.fill(that=text), Every((paid, Before(First(held, Edge("issued"))))))


@kind("年度领取次数", "times paid in a calendar year")
def paid_fewer_than(count: Count, more: int = 0) -> Requirement:
    """Was paid fewer than so many subsidies, of whatever occupation, in the calendar year so far.

    ``more``: so many more are paid where the certificate is for an occupation in short supply (急需紧缺).
    """
    usual = Fewer(Records(SUBSIDIES), Edge("on"), count)
    text = Text("本自然年度内领取技能提升补贴不足{n}次", "has been paid fewer than {n} subsidies this calendar year")
    if not more:
        return Requirement(text.fill(n=count), usual)
    short = Records(CERTIFICATES, (*_THE_CERTIFICATE.where, Is("shortage", (True,))))
    further = Every((Elapsed(First(short, Edge("issued"))), Fewer(Records(SUBSIDIES), Edge("on"), count + more)))
    both = Text(
        "{that}（急需紧缺职业（工种）证书不足{m}次）",
        "{that}; {m} with a certificate for an occupation in short supply",
    )
    return Requirement(both.fill(that=text.fill(n=count), m=count + more), Either((usual, further)))


KINDS: tuple[Kind, ...] = (
    holds_grade,
    claimed_within,
    insured,
    employment_is,
    not_ruled_out,
    paid_fewer_than,
)
