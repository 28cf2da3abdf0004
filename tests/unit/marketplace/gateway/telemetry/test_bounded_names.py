"""Only so many names are told apart, and a flood of new ones costs those in use nothing."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.telemetry.bounded_names import BoundedNames

NAMES = st.sampled_from([f"n{number}" for number in range(12)])


@given(st.lists(st.tuples(NAMES, st.floats(0, 50))), st.integers(1, 5))
def test_never_more_than_the_maximum(uses, maximum):
    forgotten: list[str] = []
    names = BoundedNames(maximum, 20.0, forget=forgotten.append)
    now = 0.0
    admitted: set[str] = set()
    for name, pause in uses:
        now += pause
        outcome = names.admit(name, now)
        assert outcome in {name, "other"}
        admitted -= set(forgotten)
        forgotten.clear()
        admitted |= {outcome} - {"other"}
        assert len(admitted) <= maximum
        assert len(names) == len(admitted)


def test_a_flood_does_not_push_out_what_is_in_use():
    names = BoundedNames(2, 60.0)
    names.admit("home", 0.0)
    names.admit("search", 0.0)
    for number in range(1_000):
        assert names.admit(f"flood{number}", number * 0.05) == "other"
        assert names.admit("home", number * 0.05) == "home"
    assert names.admit("new", 70.0) == "new", "search was not used for 60 s and makes room"
    assert names.admit("home", 70.0) == "home"
    assert names.admit("search", 70.0) == "other"


def test_names_given_from_the_start_take_no_room():
    names = BoundedNames(1, 60.0, ["checkout"])
    assert names.admit("flood", 0.0) == "flood"
    assert names.admit("checkout", 1.0) == "checkout"
    assert names.admit("", 1.0) == ""


def test_uses_that_it_was_not_told_of_count_before_a_name_is_forgotten():
    names = BoundedNames(1, 60.0, refresh=lambda used: used.update(home=100.0))
    names.admit("home", 0.0)
    assert names.admit("new", 120.0) == "other"
    assert names.admit("new", 161.0) == "new"
