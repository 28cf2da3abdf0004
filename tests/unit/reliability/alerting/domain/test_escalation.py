from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reliability.alerting.domain.escalation import (
    Exhausted,
    Fire,
    Hold,
    Policy,
    Step,
    StepHours,
    next_turn,
    policy_from_json,
    policy_to_json,
)
from reliability.conventions import OutsideHours, StepTarget

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

steps = st.builds(
    Step,
    target=st.sampled_from(StepTarget),
    key=st.sampled_from("abc"),
    name=st.sampled_from("abc"),
    wait=st.integers(1, 400).map(lambda minutes: minutes * MINUTE),
    important=st.booleans(),
    hours=st.none()
    | st.builds(
        StepHours,
        time_zone=st.sampled_from(["UTC", "Asia/Kathmandu"]),
        weekdays=st.sampled_from(["mon-sun", "mon-wed", "sat"]),
        start=st.sampled_from(["00:00", "08:00:00", "22:30"]),
        end=st.sampled_from(["00:00", "06:15", "20:00"]),
        outside=st.sampled_from(OutsideHours),
    ),
)
policies = st.builds(
    Policy,
    name=st.just("p"),
    rank=st.integers(0, 3),
    repeat=st.integers(0, 2),
    steps=st.lists(steps, max_size=4).map(tuple),
)


@given(policies)
def test_a_policy_survives_being_kept(policy):
    assert policy_from_json(policy_to_json(policy)) == policy


@given(policies, st.integers(0, 7 * 24 * 60))
def test_a_walk_fires_each_step_at_most_once_a_round_in_order_and_ends(policy, minute):
    """The engine's loop, against the plain list of all rounds and steps."""
    now = MONDAY + minute * MINUTE
    plain = [(loop, index) for loop in range(policy.repeat + 1) for index in range(len(policy.steps))]
    position = 0
    fired = []
    while True:
        loop, index = plain[position] if position < len(plain) else (policy.repeat + 1, 0)
        turn = next_turn(policy, loop=loop, index=index, now=now)
        passed = plain[position : position + len(turn.skipped)]
        assert [policy.steps[number] for _, number in passed] == list(turn.skipped)
        for step in turn.skipped:
            assert step.hours is not None
            assert step.hours.outside is OutsideHours.SKIP
            assert not step.hours.hours.contain(now)
        position += len(turn.skipped)
        if isinstance(turn, Exhausted):
            assert position == len(plain)
            break
        assert (turn.loop, turn.index) == plain[position]
        if isinstance(turn, Hold):
            step = policy.steps[turn.index]
            assert step.hours is not None
            assert turn.until > now
            assert step.hours.hours.contain(turn.until)
            now = turn.until
            continue
        assert turn.step.hours is None or turn.step.hours.hours.contain(now)
        fired.append((turn.loop, turn.index))
        now += turn.step.wait
        position += 1
    assert fired == sorted(set(fired))


def test_a_policy_whose_steps_are_all_outside_their_hours_ends():
    night = StepHours("UTC", "mon-sun", "22:00", "06:00")
    policy = Policy("p", 0, 9, (Step(StepTarget.CHANNEL, "1", "chat", MINUTE, hours=night),))
    turn = next_turn(policy, loop=0, index=0, now=MONDAY + timedelta(hours=12))
    assert isinstance(turn, Exhausted)
    assert len(turn.skipped) == 10


def test_the_first_turn_of_a_plain_policy():
    policy = Policy("p", 0, 0, (Step(StepTarget.CHANNEL, "1", "chat", MINUTE),))
    assert next_turn(policy, loop=0, index=0, now=MONDAY) == Fire(0, 0, policy.steps[0])
