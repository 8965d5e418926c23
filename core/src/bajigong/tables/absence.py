"""Records that say there is no record: 高中及以下 as the only school, 无 in every column of a certificate."""

from collections.abc import Mapping
from typing import Any

from bajigong.policy.facts import FactField
from bajigong.tables.lexicon import Words
from bajigong.tables.words import FLAGS, fold, is_blank, plain, says_none


def declares_none(record: Any, fact: FactField, words: Words) -> bool:
    """Say whether a record of a list stands for none.

    It does by a choice that means "no such record", whatever else it says; or because all that it says is "none".
    """
    if not isinstance(record, Mapping) or not any(_may_say_so(value, words) for value in record.values()):
        return False
    given = {f"{fact.path}.{key}": value for key, value in record.items() if not is_blank(value)}
    if any(_is_absent(path, value, words) for path, value in given.items()):
        return True
    flags = {path for path in given if path in words.schema.fields and words.schema.fields[path].type == "flag"}
    others = [value for path, value in given.items() if path not in flags]
    return bool(others) and all(map(says_none, others)) and all(_is_no(given[path]) for path in flags)


def _may_say_so(value: Any, words: Words) -> bool:
    """Most records say nothing of the kind, and are told quickly."""
    return isinstance(value, str) and fold(value) in words.denials


def _is_absent(path: str, value: Any, words: Words) -> bool:
    return isinstance(value, str) and fold(value) in words.absent.get(path, ())


def _is_no(value: Any) -> bool:
    return says_none(value) or (isinstance(value, str | bool | float | int) and FLAGS.get(fold(plain(value))) is False)
