"""Words that stand in one for two values: 函授大专 is a form of study and a kind of school, and so is 本科（自考）.

They are told apart only where that can be done in one way; anything else stays as it was written.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from bajigong.policy.text import Text
from bajigong.tables.lexicon import Lexicon, Words
from bajigong.tables.words import fold, is_blank

_BETWEEN: Final = re.compile(r"[()/\\\-,、·]")
_AGREES: Final = Text("与{label}一栏一致的内容", "what agrees with {label}")


class Disagree(ValueError):
    """Of two values written in one, one is written beside them too, and is another there."""

    def __init__(self, key: str, found: str, expected: Text) -> None:
        super().__init__(expected.en)
        self.key, self.found, self.expected = key, found, expected


def apart(record: Mapping[Any, Any], path: str, words: Words) -> Mapping[Any, Any]:
    """Return a record of the list or group at ``path`` with such words told apart, itself where there are none.

    Raises Disagree where the second value is given beside them and differs.
    """
    for key, other in words.joined.get(path, ()):
        written = record.get(key)
        if not isinstance(written, str):
            continue
        field = words.schema.fields[f"{path}.{other}"]
        two = _two(fold(written), words.choices[f"{path}.{key}"], words.choices[field.path])
        if two is None:
            continue
        given = record.get(other)
        if not is_blank(given) and words.choices[field.path].get(fold(str(given))) not in (None, (two[1],)):
            raise Disagree(key, written, _AGREES.fill(label=field.label))
        record = {**record, key: two[0], other: two[1] if is_blank(given) else given}
    return record


def _two(written: str, own: Lexicon, others: Lexicon) -> tuple[str, str] | None:
    """Return the value of each list that folded words stand for together, None where not exactly one pair does."""
    if written in own:
        return None
    bare = _BETWEEN.sub("", written)
    rests = [
        *((bare.removeprefix(word), meant) for word, meant in others.items() if bare.startswith(word)),
        *((bare.removesuffix(word), meant) for word, meant in others.items() if bare.endswith(word)),
    ]
    pairs = {(mine, theirs) for rest, meant in rests for mine in own.get(rest, ()) for theirs in meant}
    return pairs.pop() if len(pairs) == 1 else None
