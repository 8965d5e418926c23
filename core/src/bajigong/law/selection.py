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
