"""What facts and their closed lists must satisfy, so that a sheet can be read: headers, types and words told apart."""

from collections.abc import Iterator
from typing import Final

from bajigong.law.bundle import BadDeclaration, Bundle
from bajigong.policy.facts import AFTER_BIRTH, Choice, FactField, FactType, FurtherChoice
from bajigong.policy.text import Text, among, near

Found = Iterator[BadDeclaration]
_NO_FACT: Final = Text("事实 {name!r} 未声明{near}", "names fact {name!r}, which is not declared{near}")
_NO_CHOICE: Final = Text(
    "{fact!r} 的类型为 {type}；应为 choice", "{fact!r} is of type {type}; expected a fact of type choice"
)
_WORD: Final = Text("“{word}”已表示选项 {other}", "'{word}' already stands for choice {other}")
_NOT_OF_TYPE: Final = Text(
    "{key}只用于{wanted}类型的事实，此事实为{type}", "{key} goes with a fact of type {wanted}; found {type}"
)
_HEADER: Final = Text("表头“{alias}”已属于事实 {other}", "header '{alias}' already stands for fact {other}")


def headers_are_told_apart(bundle: Bundle) -> Found:
    """A header stands for one fact: a further one may not take it. A list's label names a sheet and no column."""
    taken: dict[str, str] = {}
    for path, said in bundle.facts.items():
        if said.what.type == "list":
            continue
        for alias in dict.fromkeys((*said.what.aliases, said.what.label.zh)):
            other = taken.setdefault(alias, path)
            if other != path and alias in said.what.aliases:
                yield BadDeclaration.of(said, f"fact {path}", _HEADER.fill(alias=alias, other=other), "aliases")


def facts_can_be_held(bundle: Bundle) -> Found:
    """What a fact says of its values goes with its type: an order and a past with dates, a bound with numbers."""
    for path, said in bundle.facts.items():
        fact: FactField = said.what
        wanted: dict[str, FactType] = {"past": "date", "after": "date", "most": "number", "template": "list"}
        for key, type_ in wanted.items():
            if getattr(fact, key) not in (False, "", None, ()) and fact.type != type_:
                yield BadDeclaration.of(
                    said, f"fact {path}", _NOT_OF_TYPE.fill(key=key, type=fact.type, wanted=type_), key
                )
        beside = f"{fact.parent}.{fact.after}".lstrip(".")
        other = bundle.facts.get(beside)
        if fact.after not in ("", AFTER_BIRTH) and (other is None or other.what.type != "date"):
            dates = [
                one.what.name
                for one in bundle.facts.values()
                if one.what.type == "date" and one.what.parent == fact.parent
            ]
            yield BadDeclaration.of(said, f"fact {path}", among(fact.after, (AFTER_BIRTH, *dates)), "after")


def choices_are_told_apart(bundle: Bundle) -> Found:
    """A further choice is one of a declared closed list, and none of its words stands for another choice there."""
    for name, said in bundle.choices.items():
        new: FurtherChoice = said.what
        field = bundle.facts.get(new.fact)
        if field is None:
            message = _NO_FACT.fill(name=new.fact, near=near(new.fact, bundle.facts))
            yield BadDeclaration.of(said, f"choice {name}", message, "fact", lacks=new.fact)
        elif field.what.type != "choice":
            yield BadDeclaration.of(
                said, f"choice {name}", _NO_CHOICE.fill(fact=new.fact, type=field.what.type), "fact"
            )
        else:
            others = [choice for choice in field.what.choices if choice != new.choice]
            taken = {word: choice for choice in reversed(others) for word in _words_of(choice)}
            for word in dict.fromkeys(word for word in _words_of(new.choice) if word in taken):
                yield BadDeclaration.of(said, f"choice {name}", _WORD.fill(word=word, other=taken[word].value), "value")


def _words_of(choice: Choice) -> tuple[str, ...]:
    return choice.value, choice.label.zh, choice.label.en, *choice.aliases
