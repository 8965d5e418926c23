"""How wide words come out, reckoned without a font: letter widths as usual sans-serif fonts have them."""

from typing import Final

from bajigong.cli.show_lines import cells, line

#: Widths of letters as shares of the size, from narrow to wide; what is not here is as wide as a digit.
_GROUPS: Final = {
    0.25: "ijl|'",
    0.32: " ft.,:;!()[]I-/\\r",
    0.52: "cksvxyzJ",
    0.7: "ABCDEFGHKNOPQRSTUVXYZ&w",
    0.87: "mMW%@",
}
_WIDTHS: Final = {ord(letter): share for share, letters in _GROUPS.items() for letter in letters}
_DIGIT: Final = 0.556
BOLD: Final = 1.05


def measure(said: str, size: float, *, bold: bool = False) -> float:
    """Return how wide words are at a size, in its units."""
    wide = sum(1 if cells(letter) > 1 else _WIDTHS.get(ord(letter), _DIGIT) for letter in said)
    return wide * size * (BOLD if bold else 1)


def wrapped(said: str, size: float, width: float, most: int) -> list[str]:
    """Break words into at most so many lines that fit a width; the last ends in … where something is left out."""
    whole = measure(said, size)
    if whole <= width:
        return [said]
    room = max(int(cells(said) * width / whole * 0.97), 4)
    rows = [one.text.strip() for one in line(said, hang=0).wrapped(room)]
    if len(rows) <= most:
        return rows
    kept = rows[most - 1]
    while kept and cells(kept) > room - 2:
        kept = kept[:-1]
    return [*rows[: most - 1], f"{kept.rstrip()}…"]
