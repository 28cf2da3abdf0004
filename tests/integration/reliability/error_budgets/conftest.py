"""An installation that promises one SLO of the service `shop`."""

from __future__ import annotations

import pytest

from reliability.error_budgets.definitions import find_slos
from reliability.slo.model import Slo

SHOP = """\
version: holdfast/v1
service: shop
slos:
  - name: orders
    description: Orders are answered.
    objective: 99.9
    window: 30d
    indicator:
      availability: {bad: 'requests_total{code="error"}', total: requests_total}
    group_by: [class]
    objectives:
      - {match: {class: mutation}, objective: 90}
    policy:
      - {state: caution, remaining: 25%, actions: [Watch.]}
      - {state: frozen, remaining: 0%, actions: [Repair.]}
"""


@pytest.fixture
def shop(settings, tmp_path) -> Slo:
    (tmp_path / "shop.yaml").write_text(SHOP)
    settings.RELIABILITY_SLO_FILES = (tmp_path / "shop.yaml",)
    return find_slos(["shop/orders"])[0]
