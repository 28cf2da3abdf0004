"""Rows of panels of any size: nothing overlaps, and everything is as high up as reading order allows."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from reliability.artefacts.dashboards.board import Board, Row, document
from reliability.artefacts.dashboards.panels import COLUMNS, Query, Scale, stat, time_series
from tests.harness.dashboard_lint import layout, unique_ids

WIDTHS = st.lists(st.tuples(st.sampled_from([stat, time_series]), st.integers(1, COLUMNS)), max_size=12)


@given(st.lists(WIDTHS, min_size=1, max_size=4))
def test_nothing_overlaps(rows) -> None:
    board = Board(
        uid="x",
        title="x",
        description="x",
        rows=[
            Row(
                "row",
                [make("x", "x", Query("up", ""), scale=Scale(unit="none"), width=width) for make, width in panels],
            )
            for panels in rows
        ],
    )
    found = json.loads(document(board).text)
    assert [*layout(found), *unique_ids(found)] == []
    places = [(panel["gridPos"]["y"], panel["gridPos"]["x"]) for panel in found["panels"]]
    assert places == sorted(places)
    heights = sum(panel["gridPos"]["h"] for panel in found["panels"])
    assert all(y < heights for y, _ in places)
