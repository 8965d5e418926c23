"""The search for cases: what marks a row, what is left, and that a table with collisions answers all the same."""

from itertools import product

from bajigong.compile.columns import evaluate, find, spread

READS, OWN, TERMS = [0b011, 0b110], [0b11], [0b000]


def searched(held, may, lacks, settled, *, terms=TERMS, keys=(), codes=(-1,)):
    """Search for one row; return what is left, and what is missing for it."""
    mine, found = [lacks], [-1]
    sides = ([held], [may], [0], mine, [settled], [0], [0], [10], [5, 20], OWN, READS, terms, list(keys), list(codes))
    return evaluate(1, 1, *sides, [0] * 7, found), mine[0], found[0]


def test_only_what_open_requirements_read_is_missing():
    assert searched(held=0b01, may=0b11, lacks=0b101, settled=0)[1] == 0b100, "the second is open, and reads two"
    assert searched(held=0b11, may=0b11, lacks=0b111, settled=0)[1] == 0, "nothing is open"
    assert searched(held=0b00, may=0b01, lacks=0b101, settled=0)[1] == 0b001


def test_an_open_term_is_always_missing():
    assert searched(held=0b01, may=0b11, lacks=0b000, settled=0, terms=[0b100])[1] == 0b100


def test_a_row_that_lacks_several_facts_waits_for_what_is_enough():
    marks = [0b011, 0b00, 0b01, 0, 3, 0, 1]
    size = 4
    place = spread(marks, 7) & (size - 1)
    keys, codes = [0] * 7 * size, [-1] * size
    keys[place * 7 : place * 7 + 7], codes[place] = marks, 42
    assert searched(0b00, 0b01, 0b011, -1, keys=keys, codes=codes) == (1, 0b011, -1), "nobody has asked yet"
    assert searched(0b00, 0b01, 0b011, 3, keys=keys, codes=codes) == (0, 0b011, 42)
    assert searched(0b00, 0b01, 0b011, 4, keys=keys, codes=codes) == (1, 0b011, -1), "other parts are enough"


def test_cases_that_fall_on_one_place_are_told_apart():
    lines = [list(line) for line in product((0, 1, 1 << 40), repeat=3)]
    size = 32  # for 27 cases: many meet on a place
    keys, codes = [0] * 3 * size, [-1] * size
    for code, line in enumerate(lines):
        place = spread(line, 3) & (size - 1)
        while codes[place] >= 0:
            place = (place + 1) & (size - 1)
        keys[place * 3 : place * 3 + 3], codes[place] = line, code
    assert len({spread(line, 3) & (size - 1) for line in lines}) < len(lines)
    assert [find(line, 3, keys, codes) for line in lines] == list(range(len(lines)))
    assert find([7, 7, 7], 3, keys, codes) == -1
