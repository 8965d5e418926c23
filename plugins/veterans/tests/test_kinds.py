"""The kinds of requirement of this track, as rules of places name them, with the plugin and without it."""

import pytest

from bajigong.errors import LawError
from bajigong.law.opening import open_bundle
from bajigong.law.place import Reader
from bajigong.policy.asks import Ask, When
from bajigong.policy.law import Incentive
from bajigong.policy.text import same

WITH, WITHOUT = ["national", "veterans"], ["national", "third_party"]


def incentive(*asks, tracks=("veterans",)):
    return ("mine.toml", Incentive("mine:i", same("x"), same("x"), When((asks,)), clauses=("PT/3",), tracks=tracks))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (Ask("serves_at", (("levels", ("moon",)),)), "found 'moon'; expected one of nation"),
        (Ask("serves", (("kinds", ("guest",)),)), "found 'guest'; expected one of staff, recruit"),
        (Ask("serve"), "found requirement kind 'serve'"),
    ],
)
def test_a_requirement_that_cannot_be_built(ask, message):
    with pytest.raises(LawError, match=message):
        open_bundle(WITH, extra=[incentive(ask)])


def test_a_rule_of_this_track_alone_does_nothing_where_the_plugin_is_not_enabled():
    """A place may lay down what an officer is given, and still be opened for agencies of other tracks."""
    serves = Ask("serves", (("kinds", ("staff",)),))

    def stands(plugins):
        bundle = open_bundle(plugins, extra=[incentive(serves)])
        assert "mine:i" in bundle.incentives
        return "mine:i" in {one.id for one in Reader(bundle, "510000").read().incentives}

    assert (stands(WITH), stands(WITHOUT)) == (True, False)


@pytest.mark.parametrize("tracks", [(), ("veterans", "third_party"), ("third_party",)])
def test_a_rule_of_other_tracks_needs_its_kinds(tracks):
    with pytest.raises(LawError, match="found requirement kind 'serves'"):
        open_bundle(WITHOUT, extra=[incentive(Ask("serves", (("kinds", ("staff",)),)), tracks=tracks)])
