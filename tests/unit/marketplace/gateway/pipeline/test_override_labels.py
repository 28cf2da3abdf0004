"""Labels of progressive overrides: configured ones are always active, percentages are drawn."""

from __future__ import annotations

import pytest

from marketplace.gateway.pipeline.override_labels import choose_labels


@pytest.mark.parametrize(
    ("label", "drawn", "active"),
    [
        ("percent(25)", 0.249, True),
        ("percent(25)", 0.25, False),
        ("percent(0)", 0.0, False),
        ("percent(100)", 0.999, True),
        ("percent(0.5)", 0.004, True),
        ("percent(x)", 0.0, False),
        ("new-stock-service", 0.0, False),
    ],
)
def test_what_a_draw_decides(label: str, drawn: float, *, active: bool) -> None:
    assert choose_labels(frozenset({label}), frozenset(), lambda: drawn) == ({label} if active else set())


def test_configured_labels_are_active_where_the_supergraph_has_them() -> None:
    chosen = choose_labels(frozenset({"a", "b"}), frozenset({"a", "elsewhere"}), lambda: 0.99)
    assert chosen == {"a"}
