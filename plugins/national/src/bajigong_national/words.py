"""The field's words for the values that requirements name, taken from the declared facts and grades."""

from collections.abc import Iterable, Sequence
from functools import cache

from bajigong.policy.facts import FactField
from bajigong.policy.occupations import Occupations
from bajigong.policy.registers import Grade, Qualification
from bajigong.policy.text import Text, listed
from bajigong.policy.toml import load_beside, of_type
from bajigong_national import registers


@cache
def declared() -> tuple[object, ...]:
    """Return all that this plugin declares in TOML, read once."""
    return load_beside(__file__)


@cache
def qualifications() -> tuple[Qualification, ...]:
    """Return the national list of qualifications, as far as it concerns occupations."""
    return Occupations(tuple(registers.listings()), (), ()).every_qualification()


@cache
def _choices(path: str) -> dict[str, Text]:
    field = next(f for f in of_type(declared(), FactField) if f.path == path)
    return {choice.value: choice.label for choice in field.choices}


@cache
def _grades() -> dict[str, Text]:
    return {grade.id: grade.label for grade in of_type(declared(), Grade)}


def choices(path: str, values: Iterable[str]) -> Text:
    """Name values of a fact's closed list. Raises ValueError for one that it does not hold."""
    known = _choices(path)
    for value in values:
        if value not in known:
            further = "a further choice is asked for by the kinds on_record and fact_is"
            raise ValueError(f"found {value!r}; expected one of {', '.join(known)}; {further}")
    return listed(tuple(known[value] for value in values), zh="、", en=", ")


def any_choice(path: str, values: Iterable[str]) -> Text:
    """Name values of a fact's closed list, any of which will do. Raises ValueError for one that it does not hold."""
    return any_of([choices(path, (value,)) for value in values])


def any_of(texts: Sequence[Text]) -> Text:
    """Join what any one of is enough: by commas, and the last by "or"."""
    if len(texts) < 2:
        return listed(tuple(texts))
    before = listed(tuple(texts[:-1]), zh="、", en=", ")
    return Text("{before}或{last}", "{before} or {last}").fill(before=before, last=texts[-1])


def grade(name: str) -> Text:
    """Name a grade. Raises ValueError for one that is not declared."""
    if name not in _grades():
        raise ValueError(f"found grade {name!r}; expected one of {', '.join(_grades())}")
    return _grades()[name]


def rank(name: str) -> Text:
    """Name the rank of a professional title."""
    return choices("applicant.titles.rank", (name,))


def schools(names: Iterable[str]) -> Text:
    """Name kinds of school."""
    return choices("applicant.education.school", tuple(names))


def classes(names: Iterable[str]) -> Text:
    """Name classes of technical schools."""
    return choices("applicant.education.class", tuple(names))


def skill_target(name: str) -> Text:
    """Name what a programme trains for."""
    text = Text("以{s}为培养目标", "training for {s}")
    return text.fill(s=choices("applicant.education.skill_target", (name,)))


def degrees(names: Iterable[str]) -> Text:
    """Name academic degrees, any of which counts."""
    return any_choice("applicant.education.degree", names)


def achievements(names: Iterable[str]) -> Text:
    """Name achievements, any of which counts."""
    return any_choice("applicant.achievements.kind", names)


def perspectives(names: Iterable[str]) -> Text:
    """Name perspectives of review."""
    return choices("applicant.reviews.perspective", tuple(names))


def levels(names: Iterable[str]) -> Text:
    """Name levels of competition."""
    return choices("applicant.competitions.level", tuple(names))


def agency_kinds(names: Iterable[str]) -> Text:
    """Name kinds of agency."""
    return choices("agency.kind", tuple(names))


def sizes(names: Iterable[str]) -> Text:
    """Name sizes of enterprise."""
    return choices("agency.size", tuple(names))


def people(name: str) -> Text:
    """Name the people a filing is for."""
    return choices("agency.filings.people", (name,))


def sanctions(names: Iterable[str]) -> Text:
    """Name sanctions on an agency."""
    return choices("agency.sanctions.kind", tuple(names))


def natures(names: Iterable[str]) -> Text:
    """Name kinds of unit."""
    return choices("agency.nature", tuple(names))


def affiliations(names: Iterable[str]) -> Text:
    """Name levels of government to which an agency belongs."""
    return choices("agency.affiliation", tuple(names))


def years(count: int) -> Text:
    """Say so many years."""
    return Text(str(count), f"{count} year" if count == 1 else f"{count} years")


_TRACKS = {
    "enterprise": Text("企业自主评价", "enterprise"),
    "college": Text("院校评价", "college"),
    "third_party": Text("社会评价", "third party"),
    "veterans": Text("退役军人事务员认定", "veterans affairs"),
}
_LEVELS = {
    "nation": Text("全国", "the nation"),
    "province": Text("全省（自治区）", "the whole province"),
    "city": Text("市（州、盟）", "one city or league"),
    "county": Text("县", "one county"),
    "elsewhere": Text(
        "同省其他市（州、盟）；在当地评价须向当地人社部门报送",
        "another city of the province; the agency reports its work to the office of the place",
    ),
}


def tracks(names: Iterable[str]) -> Text:
    """Name tracks."""
    return listed(tuple(_TRACKS.get(name, Text(name, name)) for name in names))


def place_level(name: str) -> Text:
    """Name the level of a place. Raises ValueError for one that does not exist."""
    if name not in _LEVELS:
        raise ValueError(f"found level {name!r}; expected one of {', '.join(_LEVELS)}")
    return _LEVELS[name]
