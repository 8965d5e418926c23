"""The registers that are too long for TOML, each in a CSV file that names the source of its rows.

``occupations.csv``: classes 3 to 6 of the national classification of 2022. ``standards.csv``: the official list of
national standards (www.osta.org.cn/skillStandard), which keeps those in force: most that were replaced are absent.
``trades.csv``, ``other_names.csv``, ``code_changes.csv``: what people write, and how sure it is what it stands for.
``entry_qualifications.csv``: the national list of qualifications (国家职业资格目录, 2021年版), skilled workers.
"""

from collections.abc import Iterator
from pathlib import Path

from bajigong.policy.registers import Listing, read_listing

_HERE = Path(__file__).parent
_FILES = {
    "occupation": "occupations.csv",
    "trade": "trades.csv",
    "other_name": "other_names.csv",
    "code_change": "code_changes.csv",
    "qualification": "entry_qualifications.csv",
    "standard": "standards.csv",
}


def listings() -> Iterator[Listing]:
    """Give the registers. Raises LawError for a file that is not as it must be."""
    for of, name in _FILES.items():
        yield read_listing(of, _HERE / name)
