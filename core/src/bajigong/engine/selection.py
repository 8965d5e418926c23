"""What selects rules: the part of an application that is the same for a whole group of rows."""

from attrs import frozen

from bajigong.occupations import LENGTH
from bajigong.schema import occupation_number


@frozen
class Selection:
    """The track, occupation, grade and place that a group of applications share."""

    track: str
    occupation: str
    grade: str
    place: str

    def is_one_of(self, selector: str, values: tuple[str, ...]) -> bool:
        """Say whether the selection's track, occupation, grade or place is one of some; a trade is of its occupation."""
        own: str = getattr(self, selector)
        return own in values or (selector == "occupation" and own[:LENGTH] in values)

    @property
    def occupation_number(self) -> int:
        """The occupation's code as it stands in columns."""
        return occupation_number(self.occupation)

    @property
    def place_number(self) -> int:
        """The place's code as it stands in columns."""
        return int(self.place)
