"""What selects rules: the part of an application that is the same for a whole group of rows."""

from attrs import frozen

from bajigong.schema import occupation_number


@frozen
class Selection:
    """The track, occupation, grade and place that a group of applications share."""

    track: str
    occupation: str
    grade: str
    place: str

    @property
    def occupation_number(self) -> int:
        """The occupation's code as it stands in columns."""
        return occupation_number(self.occupation)

    @property
    def place_number(self) -> int:
        """The place's code as it stands in columns."""
        return int(self.place)


def covers(code: int, place: int) -> bool:
    """Say whether a GB/T 2260 code names a place or what it lies in; 0 is the nation."""
    if code % 10000 == 0:
        return code in (0, place - place % 10000)
    return code in (place, place - place % 100)


def level_of(code: int) -> str:
    """Name the level of a GB/T 2260 code."""
    if code == 0:
        return "nation"
    if code % 10000 == 0:
        return "province"
    return "city" if code % 100 == 0 else "county"
