"""Variables may be neither too deep nor too long."""

from typing import Any

import pytest

from marketplace.gateway.config import LimitsConfig
from marketplace.gateway.errors import OperationLimitError
from marketplace.gateway.limits import refuse_oversized_json

LIMITS = LimitsConfig(max_json_depth=3, max_json_list=4)


def nested(levels: int) -> Any:
    return {"a": nested(levels - 1)} if levels else {"leaf": 1}


def test_accepts_what_reaches_both_limits():
    refuse_oversized_json({"deep": nested(2), "long": [1, 2, 3, 4]}, LIMITS)


def test_refuses_deep_values():
    with pytest.raises(OperationLimitError) as refusal:
        refuse_oversized_json(nested(4), LIMITS)
    assert refusal.value.extensions == {"limit": "json_depth", "maximum": 3}


def test_refuses_long_lists_wherever_they_are():
    with pytest.raises(OperationLimitError) as refusal:
        refuse_oversized_json({"a": [{"b": [1, 2, 3, 4, 5]}]}, LIMITS)
    assert refusal.value.extensions == {"limit": "json_list", "maximum": 4, "actual": 5}
