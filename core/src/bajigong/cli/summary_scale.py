"""Scales of a chart: round numbers to mark, and numbers said briefly."""

from attrs import frozen

from bajigong.policy.text import Lang


@frozen
class Scale:
    """Numbers from 0 to ``most`` on a stretch from ``foot`` up to ``top``, in units of the sheet."""

    most: int
    foot: float
    top: float

    def at(self, number: float) -> float:
        """Return where a number stands."""
        return self.foot - (self.foot - self.top) * number / self.most

    def marks(self, wanted: int = 4) -> list[int]:
        """Return round numbers to mark, about so many above 0."""
        step = round_step(self.most / wanted)
        return list(range(0, self.most + 1, step))


def round_step(least: float) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is not less."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10


def brief(number: int, lang: Lang, whole: int = 10**5) -> str:
    """Say a number in few characters: 12,345, 12.3万 or 123k; one below ``whole`` as it is."""
    if number < whole:
        return f"{number:,}"
    steps = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
    for least, unit in steps:
        if number >= least:
            said = f"{number / least:.1f}" if number < 100 * least else f"{number / least:,.0f}"
            return f"{said.removesuffix('.0')}{unit}"
    return f"{number:,}"
