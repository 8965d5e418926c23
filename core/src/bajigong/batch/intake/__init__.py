"""Cells as people write them become columns of typed facts, a chunk of rows at a time.

Each distinct value is read once, by the functions that read single rows; columns that have a type already are taken as
they stand. Whatever is odd in a row - a cell that cannot be read, dates that cannot be true together - sends that row
the way of single rows, which says what is wrong with it: the fast road only has to be right about what it accepts.
"""

from bajigong.batch.intake.cells import Coded, coded, coded_objects
from bajigong.batch.intake.intake import Intake, Part, Refused, Taken

__all__ = ["Coded", "Intake", "Part", "Refused", "Taken", "coded", "coded_objects"]
