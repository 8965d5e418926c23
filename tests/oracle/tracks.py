"""The gates and routes of each track (评价类型) in a place."""

from . import enterprise, standing
from .competitions import FIVE, OFFICIAL, local, national
from .conditions import levels, readings
from .facts import Application
from .kinds import Kinds
from .law import EVERY_SCHOOL, QL, T2023, Granted, laid_down
from .requirements import fixed
from .rules import Gate, Rule, rule

VETERANS_OFFICER = "3-01-04-04"
Law = dict[str, Granted]


def gates_and_routes(application: Application) -> tuple[list[Gate], list[list[Rule]]]:
    """Give the gates of the track and the routes to the grade applied for, by each reading of the conditions."""
    kinds, track = Kinds(application), application.get("track")
    law = laid_down(application.tenant, application.place)
    tracks = {"enterprise": _enterprise, "college": _college, "third_party": _third_party, "veterans": _veterans}
    gates, routes = tracks[track](kinds, law)
    ladder = _veterans_ladder(kinds, law) if track == "veterans" else _ladder(kinds, law, track)
    standard = levels(kinds)
    # 国家职业资格目录: nothing on it concerns the occupations of the tests.
    listed = Gate("national:entry-qualification", (rule("", [QL], fixed(True)),))
    before = [ladder, *([Gate("standard", tuple(standard))] if standard else []), listed]
    of_agency = standing.gates(kinds, law, track) if track != "veterans" else []
    if (
        track != "veterans"
        and application.get("occupation")[:10] == VETERANS_OFFICER
        and (by := law.get("veterans agencies"))
    ):
        # SCV 二(一): recommended and filed agencies assess them; whether others may it does not say.
        of_agency.append(Gate("veterans:reserved", (rule("", [by.by], kinds.term("veterans:other-agencies")),)))
    every_track = national(kinds)
    gates = [*before, *gates, *of_agency]
    return gates, [[*conditions, *every_track, *routes] for conditions in readings(kinds)]


def _ladder(k: Kinds, law: Law, track: str) -> Gate:
    """等级序列: five grades everywhere; in enterprises the eight where a place has them (SC22 三(二), GL23 三(一))."""
    ways: list[Rule] = []
    if k.grade in FIVE:
        local = law.get("five grades")
        if local is None:
            ways.append(rule("five", [T2023]))
        else:
            # The place's own clause goes before the nation's while it is in force: one way while, another way else.
            since, until = local.by.since, local.by.until
            ways.append(rule("five", [local.by]))
            outside = tuple(spell for spell in ((None, since), (until, None)) if any(spell))
            ways.append(Rule("five", fixed(True), outside))
    if eight := law.get("eight grades"):
        kind = k.fact("agency.kind", ["enterprise"])
        ways.append(rule("eight", [eight.by], fixed(track == "enterprise"), kind))
    return Gate("ladder", tuple(ways))


def _veterans_ladder(k: Kinds, law: Law) -> Gate:
    """SCV 二(二): five grades, no steps, no apprentice, nothing above grade 1."""
    granted = law.get("veterans grades")
    return Gate("ladder", (rule("five", [granted.by], fixed(k.grade in FIVE)),) if granted else ())


def _filed(k: Kinds, law: Law, track: str) -> Gate:
    """先备案后评价 (SC22 三(一), GL23 三(四), NM21 二(三)): an enterprise and a college for its own people.

    A branch of an enterprise also where it reported its work (NM21 三(五)).
    """
    granted, branches = law.get("filing"), law.get("branches report")
    ways = [rule("", [granted.by], k.filed(people="own"))] if granted else []
    if granted and (other := law.get("another city")):  # SC22 三(一)
        ways.append(rule("", [granted.by, other.by], k.filed(people="own", level="elsewhere")))
    if granted and branches and track == "enterprise":
        branch = k.fact("agency.branch", [True])
        ways.append(rule("", [granted.by, branches.by], branch, standing.reported(k, people="own")))
    return Gate(f"{track}:filed", tuple(ways))


def _enterprise(k: Kinds, law: Law) -> tuple[list[Gate], list[Rule]]:
    return [*enterprise.gates(k, law), _filed(k, law, "enterprise")], enterprise.routes(k, law)


def _college(k: Kinds, law: Law) -> tuple[list[Gate], list[Rule]]:
    """Own students (SC22 四(二), NM21 三(二)); graduating students of two kinds in Guilin (GL23 四(二))."""
    college = k.fact("agency.kind", ["college"])
    ways = []
    if schools := law.get("schools"):
        here = k.fact("agency.school", schools.value)
        ways.append(rule("", [schools.by], college, here, k.student(schools.value, at_agency=[True])))
        # Whether kinds of school that the place does not name may, too, nobody has laid down.
        others = [school for school in EVERY_SCHOOL if school not in schools.value]
        open_to_all = k.term("college:other-schools")
        student = k.student(EVERY_SCHOOL, at_agency=[True])
        ways.append(rule("", [schools.by], college, k.fact("agency.school", others), student, open_to_all))
    if named := law.get("named schools"):
        # GL23 二(三): technical schools at the grades below those that it names for some; of the rest it says nothing.
        if k.grade in law["named grades"].value:
            here = k.fact("agency.school", named.value)
            ways.append(rule("", [named.by], college, here, k.student(named.value, at_agency=[True])))
        unsaid = k.term("college:unnamed")
        ways.append(rule("", [named.by], college, k.student(EVERY_SCHOOL, at_agency=[True]), unsaid))
    granted = law.get("pre-technician graduates")
    if granted and k.grade == "2":
        here = k.fact("agency.school", ["technician_college"])
        final = k.graduating(["technician_college"], class_=["pre_technician"], at_agency=[True])
        ways.append(rule("", [granted.by], college, here, final))
    granted = law.get("higher-vocational graduates")
    if granted and k.grade == "3":
        here = k.fact("agency.school", ["higher_vocational"])
        final = k.graduating(["higher_vocational"], evaluated=[True], at_agency=[True])  # 经评估论证且通过…审核
        ways.append(rule("", [granted.by], college, here, final))
    return [Gate("college:own-students", tuple(ways)), _filed(k, law, "college")], []


def _third_party(k: Kinds, law: Law) -> tuple[list[Gate], list[Rule]]:
    """面向社会 (SC22 四(三), GL23 四(三)); for the whole region or for one city or league (NM21 三(三), 三(四))."""
    ways = []
    if kinds := law.get("third-party kinds"):
        ways.append(rule("", [kinds.by], k.fact("agency.kind", kinds.value), k.filed(people="public")))
        if other := law.get("another city"):
            elsewhere = k.filed(people="public", level="elsewhere")
            ways.append(rule("", [kinds.by, other.by], k.fact("agency.kind", kinds.value), elsewhere))
    social = k.fact("agency.kind", ["third_party"])
    if granted := law.get("whole region"):
        elsewhere = k.fact("agency.affiliation", ["city", "none"])
        ways.append(rule("", [granted.by], social, k.filed(people="public", level="province"), elsewhere))
    own = k.fact("agency.affiliation", ["city", "none"])  # 区直社会评价机构 report first, whatever they filed for
    if granted := law.get("one city"):
        ways.append(rule("", [granted.by], social, k.filed(people="public", level="city"), own))
        if reports := law.get("after reporting"):
            told = standing.reported(k, people="public", level="city")
            ways.append(rule("", [granted.by, reports.by], social, told))
    if granted := law.get("after reporting"):
        # 区直社会评价机构, and what is filed with the ministry
        ways += [
            rule("", [granted.by], social, standing.reported(k, people="public", level=level))
            for level in ("province", "nation")
        ]
    return [Gate("third_party:agency", tuple(ways))], []


def _veterans(k: Kinds, law: Law) -> tuple[list[Gate], list[Rule]]:
    """SCV 一, 二(一), 二(七): people of the centres and stations, recommended and filed agencies, competitions."""
    people, recruits, agencies = (law.get(f"veterans {what}") for what in ("people", "recruits", "agencies"))
    officer = fixed(k.occupation == VETERANS_OFFICER)
    ways = [rule("", [people.by], k.serves(people.value), officer)] if people else []
    ways += [rule("", [recruits.by], k.to_be_placed(), officer)] if recruits else []
    agency = k.fact("agency.kind", ["veterans"])
    gates = [
        Gate("veterans:people", tuple(ways)),
        Gate("veterans:agency", (rule("", [agencies.by], agency, k.filed()),) if agencies else ()),
    ]
    if agencies:
        gates.append(standing.gate(k, "veterans:standing", ("removed",), agencies.by))
    # 各级退役军人事务部门: no enterprise among them; 优秀等次
    return gates, local(k, "veterans", law.get("veterans competition"), OFFICIAL, excellent=True)
