"""Files are YAML that reads back as what was meant: one document each."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reliability.rules import build_heartbeat, build_rules
from reliability.rules.kubernetes import to_custom_resource
from reliability.rules.rendering import rule_document, to_yaml
from tests.harness.indicator_samples import sample, service_of

texts = st.text(st.sampled_from("a \n\"'\\:-#{}|"), max_size=8) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20
)
words = st.sampled_from(
    ["on", "No", "null", "~", "1e3", "0x1", "5m", "a: b", "- a", "#", "'", '"', "a #b", "=", ".5", "1_0", "2026-01-01"]
)
values = st.recursive(
    texts | words | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner.filter(lambda one: not isinstance(one, list)), max_size=3)
        | st.dictionaries(texts | words, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(document=st.dictionaries(texts | words, values, min_size=1, max_size=4))
def test_what_is_written_reads_back(document) -> None:
    text = to_yaml(document, "a command")
    assert list(yaml.load_all(text, Loader=yaml.CSafeLoader)) == [document]


def test_the_first_line_names_the_command() -> None:
    assert to_yaml(build_heartbeat(), "make rules").startswith("# Made by `make rules`:")


def test_a_rule_stands_as_prometheus_documents_it() -> None:
    text = to_yaml(build_heartbeat(), "make rules")
    assert (
        '  - name: heartbeat\n    rules:\n      - alert: Heartbeat\n        expr: "vector(1)"\n        labels:' in text
    )


def test_a_custom_resource_holds_the_same_groups() -> None:
    rules = build_rules(service_of(sample("latency", service="Shop_2")))
    resource = to_custom_resource(rules, namespace="monitoring", labels={"role": "alerts"})
    assert resource["spec"] == rule_document(rules)
    assert resource["metadata"] == {"name": "slo-shop-2", "namespace": "monitoring", "labels": {"role": "alerts"}}
    assert (resource["apiVersion"], resource["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
