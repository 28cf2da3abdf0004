"""PrometheusRule custom resources of the Prometheus operator: monitoring.coreos.com/v1."""

import re
from collections.abc import Mapping
from typing import Any

from reliability.rules.model import RuleFile
from reliability.rules.rendering import rule_document

_NOT_IN_NAMES = re.compile(r"[^a-z0-9.-]+")


def to_custom_resource(
    rules: RuleFile, *, namespace: str | None = None, labels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the resource; by `labels` an operator selects what it loads (`ruleSelector`)."""
    metadata: dict[str, Any] = {"name": _NOT_IN_NAMES.sub("-", f"slo-{rules.name}".lower()).strip("-.")}
    if namespace:
        metadata["namespace"] = namespace
    if labels:
        metadata["labels"] = dict(labels)
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": metadata,
        "spec": rule_document(rules),
    }
