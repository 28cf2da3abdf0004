"""From SLOs to rules of Prometheus: a plain library.

promql          bad and total events of every kind of indicator, as expressions
recordings      what is recorded of them, over which windows
alerts          burn rates, absent data, the heartbeat
detection       when an alert fires, computed
rendering       YAML, one document a file
testing         unit tests for promtool, made of the SLO
kubernetes      PrometheusRule custom resources
sloth           the rules that Sloth would make
"""

from reliability.rules.building import build_heartbeat, build_rules
from reliability.rules.model import AlertingRule, RecordingRule, RuleFile, RuleGroup
from reliability.rules.names import AlertNames, alert_names
from reliability.rules.settings import RuleSettings
from reliability.rules.windows import Intervals

__all__ = [
    "AlertNames",
    "AlertingRule",
    "Intervals",
    "RecordingRule",
    "RuleFile",
    "RuleGroup",
    "RuleSettings",
    "alert_names",
    "build_heartbeat",
    "build_rules",
]
