"""What a program reads: columns by number, the facts they hold, a bit for each that may be unknown; cases looked up."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from attrs import define, field, frozen

from bajigong.calendar import ALWAYS, UNKNOWN_DAY
from bajigong.compile.days import UNKNOWN, Numbers
from bajigong.compile.writing import PLAIN, Hoping
from bajigong.policy.facts import Schema
from bajigong.policy.when import Amount, Edge, Records

#: ``day``: int32 days, `UNKNOWN_DAY` for unknown. ``code``: numbers of values, `UNKNOWN` for unknown. ``number``:
#: floats, not a number for unknown. (What is known within bounds stands as `bajigong.calendar` says.) ``first``,
#: ``count``: of a row's records, count `UNKNOWN` where the list was not given. ``item_first``, ``item_count``,
#: ``items``: the same of a record's own list. ``occupation``, ``place``: the application's own codes. ``given``: which
#: of the answers that many rows share is the row's; ``given_since``, ``given_until``, ``given_first``: the stretches of
#: a requirement among them; ``step_turn``, ``step_since``, ``step_until``, ``step_first``: what all shared gates come
#: to from each day on; ``given_states``, ``given_may``: which shared requirements hold, and which may.
Kind = Literal[
    "day",
    "code",
    "number",
    "first",
    "count",
    "item_first",
    "item_count",
    "items",
    "occupation",
    "place",
    "given",
    "given_since",
    "given_until",
    "given_first",
    "given_states",
    "given_may",
    "step_turn",
    "step_since",
    "step_until",
    "step_first",
]

#: The kinds that stand for one fact each, and what stands for an unknown one.
BLANK: Final = {"day": UNKNOWN_DAY, "code": UNKNOWN}
#: So many bits are kept in one number: where there are more, in several.
WORD: Final = 60
_NO_WORD = re.compile(r"\W")


@frozen(cache_hash=True)
class Slot:
    """One column: which fact it holds and how. ``path`` is a requirement's number for what is given."""

    path: str
    kind: Kind

    @property
    def name(self) -> str:
        """What it is called in the text, if nothing else is."""
        if self.path.isdigit():
            return f"{self.kind}_{self.path}"
        stem = _NO_WORD.sub("_", self.path)
        end = {"day": "", "code": "", "number": ""}.get(self.kind, f"_{self.kind}")
        if "." not in self.path:
            stem = f"own_{stem}" if stem else "own"  # what a place declares must not hide a name of the text
        return f"{stem}{end}"


@define(eq=False)
class Columns:
    """The columns that a program takes, in the order in which it came to need them, and the facts it reads."""

    schema: Schema
    slots: list[Slot] = field(factory=list)
    facts: list[str] = field(factory=list)
    _names: dict[Slot, str] = field(factory=dict)

    def slot(self, path: str, kind: Kind) -> str:
        """Return the name of a column."""
        slot = Slot(path, kind)
        if slot not in self._names:
            self.slots.append(slot)
            taken = slot.name in self._names.values()  # a.b_c and a_b.c are written alike
            self._names[slot] = f"{slot.name}_{len(self.slots)}" if taken else slot.name
        return self._names[slot]

    def fact(self, path: str) -> tuple[str, Kind]:
        """Return the column of a single fact and its kind: one of day, code and number."""
        kind = self.kind_of(path)
        return self.slot(path, kind), kind

    def kind_of(self, path: str) -> Kind:
        """Return the kind of column in which a fact stands."""
        match self.schema.fields[path].type:
            case "date":
                return "day"
            case "number":
                return "number"
            case _:
                return "code"

    def hope(self, path: str) -> str:
        """Write the bit of a fact in the hope."""
        word, bit = divmod(self._place(path), WORD)
        return f"hope{word} & {1 << bit}"

    def lack(self, path: str) -> str:
        """Write that a fact is not known."""
        word, bit = divmod(self._place(path), WORD)
        return f"lack{word} |= {1 << bit}"

    def named(self, word: int, bit: int) -> str:
        """Return the fact that has a bit."""
        place = WORD * word + bit.bit_length() - 1
        return self.facts[place] if place < len(self.facts) else ""

    @property
    def words(self) -> int:
        """How many numbers hold a bit for each fact."""
        return words_of(len(self.facts))

    def _place(self, path: str) -> int:
        if path not in self.facts:
            self.facts.append(path)
        return self.facts.index(path)

    def open_ended(self, path: str) -> bool:
        """Say whether leaving this date out says that the thing still goes on."""
        return self.schema.fields[path].open_ended


def words_of(bits: int) -> int:
    """Return how many numbers hold so many bits, at least one."""
    return max(1, -(-bits // WORD))


def split(bits: int, words: int) -> list[int]:
    """Return bits in several numbers, the lowest first; of -1 all bits are set."""
    return [bits >> WORD * word & (1 << WORD) - 1 for word in range(words)]


def joined(words: Iterable[int]) -> int:
    """Put together what was split."""
    return sum(bits << WORD * word for word, bits in enumerate(words))


def is_unknown(name: str, kind: Kind) -> str:
    """Write the question whether a value is not known, or within bounds only."""
    match kind:
        case "number":
            return f"not ({name} >= 0)"
        case "day":
            return f"{name} < {ALWAYS}"
        case _:
            return f"{name} == {BLANK[kind]}"


def contains(values: Numbers, first: int, count: int, wanted: int, also: int) -> bool:
    """Say whether one of two numbers is among the values of a record."""
    for place in range(first, first + count):
        if values[place] == wanted or values[place] == also:
            return True
    return False


def covers(values: Numbers, first: int, count: int, place: int, level: int) -> bool:
    """Say whether one of a record's region codes names a place or what it lies in; 0 is the nation.

    ``level``: by codes of the nation (1), a province (2), a city (3), a county (4) only, or of any (0); with 5, whether
    a code names another city of the same province, or a county in one.
    """
    for item in range(first, first + count):
        code = values[item]
        if level == 5:
            if code % 10000 != 0 and code // 10000 == place // 10000 and code // 100 != place // 100:
                return True
            continue
        if code == 0 or code == place or code == place - place % 100 or code == place - place % 10000:
            of = 1 if code == 0 else 2 if code % 10000 == 0 else 3 if code % 100 == 0 else 4
            if level == 0 or level == of:
                return True
    return False


@frozen
class Earliest:
    """The earliest edge of the records that pass."""

    records: Records
    edge: Edge
    hoping: Hoping = PLAIN


@frozen
class Spells:
    """The stretches of the records that pass, sorted and apart.

    ``stated``: the records state when something holds, so an edge that is not known empties the stretch; else they
    are time that adds up, and an end that is not known is none. ``beside``: they are looked for only where that number
    is known.
    """

    records: Records
    since: Edge | None
    until: Edge | None
    stated: bool
    hoping: Hoping = PLAIN
    beside: str = ""


@frozen
class Dates:
    """The days of the records that pass, and how many of those have none.

    ``apart``: a day known within bounds is none, for it begins one thing and ends another.
    """

    records: Records
    edge: Edge
    hoping: Hoping
    apart: bool = False


@frozen
class Amounts:
    """The days and amounts of the records that pass, and what is hoped for besides, as it counts on any day."""

    records: Records
    edge: Edge
    amount: Amount
    hoping: Hoping = PLAIN


Source = Earliest | Spells | Dates | Amounts

#: In so many parts each amount is counted: what is computed with are whole numbers.
PARTS = 1000
#: An amount that is hoped for: more than any law asks, and so many of them still are a number.
ENOUGH = 1 << 40


def read_by(source: Source) -> tuple[Edge | Amount | None, ...]:
    """Return what a source reads in each record, besides what its tests do."""
    match source:
        case Spells():
            return source.since, source.until
        case Amounts():
            return source.edge, source.amount
    return (source.edge,)


def spread(line: Numbers, width: int) -> int:
    """Return a number between 0 and 2^31 that is seldom the same for different marks."""
    mixed = 0
    for place in range(width):
        value = line[place]
        if value != 0:  # most are
            mixed = (
                (mixed * 31 + (value & 0x3FFFFFFF) + (value >> 30 & 0x3FFFFFFF)) * 2654435 + (mixed >> 13) + place
            ) & 0x3FFFFFFFFFF
    return (mixed ^ mixed >> 21) & 0x7FFFFFFF


def find(line: Numbers, width: int, keys: Numbers, codes: Numbers) -> int:
    """Return the code of a row's marks, -1 where they have none.

    ``keys`` is a table with room for a power of two of marks, ``codes`` their codes, -1 where nothing stands.
    """
    size = len(codes)
    place = spread(line, width) & (size - 1)
    while codes[place] >= 0:
        same = True
        for mark in range(width):
            if keys[place * width + mark] != line[mark]:
                same = False
                break
        if same:
            return int(codes[place])
        place = (place + 1) & (size - 1)
    return -1


def missing(lacks: Numbers, first: int, reads: Numbers, terms: Numbers, node: int, words: int, line: Numbers) -> bool:
    """Add what is missing for an open requirement to a row's marks; say whether that is several facts."""
    seen = False
    several = False
    for word in range(words):
        mine = (lacks[first + word] | terms[word]) & reads[node * words + word]
        line[word] |= mine
        if mine != 0:
            several = several or seen or mine & (mine - 1) != 0
            seen = True
    return several


def evaluate(
    states: int,
    facts: int,
    held: Numbers,
    may: Numbers,
    near: Numbers,
    lacks: Numbers,
    settled: Numbers,
    shares: Numbers,
    numbers: Numbers,
    asked: Numbers,
    turns: Numbers,
    own: Numbers,
    reads: Numbers,
    terms: Numbers,
    keys: Numbers,
    codes: Numbers,
    line: Numbers,
    found: Numbers,
) -> int:
    """Write the code of each row that has none yet (less than 0), -1 where it is not known; return how many are left.

    ``held``, ``may`` and ``lacks`` hold ``states`` and ``facts`` words a row. ``lacks`` is narrowed to what is missing
    for the open requirements of the row's ``own`` (bits), by what each ``reads``, open ``terms`` always among it. A row
    that lacks several for one of them is left while ``settled`` is below 0. ``numbers`` say what is open of what rows
    share, by ``shares``; ``turns`` are the days on which rules begin or end. ``line`` is room for one row's marks:
    lacks, held, may, and four more.
    """
    left, day, force = 0, -(1 << 31), 0
    width = facts + 2 * states + 4
    for row in range(len(found)):
        if found[row] >= 0:
            continue
        for word in range(facts):
            line[word] = 0
        several = False
        for word in range(states):
            sure, possible = held[row * states + word], may[row * states + word]
            line[facts + word], line[facts + states + word] = sure, possible
            left_open = possible & ~sure & own[word]
            node = word * WORD
            while left_open != 0:
                if left_open & 1:
                    several = missing(lacks, row * facts, reads, terms, node, facts, line) or several
                left_open >>= 1
                node += 1
        for word in range(facts):
            lacks[row * facts + word] = line[word]
        if several and settled[row] < 0:
            left += 1
            continue
        if asked[row] != day:
            day, force = asked[row], 0
            while force < len(turns) and turns[force] <= day:
                force += 1
        line[width - 4], line[width - 3] = near[row], settled[row] if several else 0
        line[width - 2], line[width - 1] = numbers[shares[row]], force
        found[row] = find(line, width, keys, codes)
        if found[row] < 0:
            left += 1
    return left
