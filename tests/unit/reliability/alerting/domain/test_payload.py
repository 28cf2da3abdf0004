"""Whatever comes in is a typed notification, or one error that names what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reliability.alerting.domain.payload import read_notification
from reliability.alerting.errors import MalformedNotificationError

ALERT = {"status": "firing", "labels": {"alertname": "A"}, "startsAt": "2026-11-22T12:00:00Z", "fingerprint": "1"}
DOCUMENT = {"version": "4", "groupKey": "{}", "status": "firing", "alerts": [ALERT]}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(DOCUMENT)), values)
def test_any_field_may_hold_anything(field, value):
    try:
        read = read_notification(DOCUMENT | {field: value})
    except MalformedNotificationError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert read.alerts


@given(st.sampled_from([*sorted(ALERT), "annotations", "endsAt", "generatorURL"]), values)
def test_any_field_of_an_alert_may_hold_anything(field, value):
    try:
        (alert,) = read_notification(DOCUMENT | {"alerts": [ALERT | {field: value}]}).alerts
    except MalformedNotificationError as error:
        assert f"alerts[0].{field}" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert alert.starts_at.tzinfo is not None


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(MalformedNotificationError) as error:
        read_notification({"version": 4, "alerts": [{}]})
    for name in ("version", "groupKey", "status", "alerts[0].fingerprint", "alerts[0].startsAt"):
        assert name in str(error.value)


def test_gos_zero_time_is_no_end():
    document = ALERT | {"status": "resolved", "endsAt": "0001-01-01T00:00:00Z"}
    (alert,) = read_notification(DOCUMENT | {"alerts": [document]}).alerts
    assert alert.ends_at is None
