"""Many people at once: Arrow tables in, Arrow tables out.

`decide` takes a table with a row for each application and returns one with a row for each answer; `Decider` keeps what
it needs between tables, and gives the reasons. Both need the extra ``batch``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bajigong.batch.decider import Decider, decide

__all__ = ["Decider", "decide"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from bajigong.batch import decider
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"numpy", "pyarrow"}:
            raise
        raise ImportError(f"many people at once need {error.name}: pip install 'bajigong[batch]'") from error
    return getattr(decider, name)
