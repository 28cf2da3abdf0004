from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reliability.alerting.domain.matchers import all_match, read_matchers
from reliability.alerting.errors import MalformedMatchersError

LABELS = {"severity": "page", "slo_service": "subgraph-users", "odd": 'a"b,c=d\\'}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ('severity="page"', True),
        ("severity=page", True),
        ('severity="page", slo_service=~"gateway|subgraph-.*"', True),
        ('severity=~"pag"', False),
        ('severity!~"pag"', True),
        ('severity!="page"', False),
        ('missing=""', True),
        ('missing!=""', False),
        ('severity="page",missing="x"', False),
        (r'odd="a\"b,c=d\\"', True),
    ],
)
def test_matchers_mean_what_they_mean_to_alertmanager(text, matches):
    assert all_match(read_matchers(text), LABELS) is matches


@pytest.mark.parametrize("text", ["severity", '="page"', 'severity="page', 'a="b" c="d"', 'a=~"("', ",", 'a="b",,'])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(MalformedMatchersError):
        read_matchers(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        read_matchers(text)
    except MalformedMatchersError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right
