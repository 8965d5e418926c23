"""Finding the case of each row among those that have come up, by the numbers that mark it.

As the helpers on days, this text is run by CPython on lists and compiled by numba for arrays.
"""

from bajigong.compile.columns import WORD
from bajigong.compile.days import Numbers


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
