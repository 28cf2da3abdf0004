"""Compatibility mode: the rules that Sloth v0.16 makes of its documents, with its names, labels and numbers.

For those who change over and keep their dashboards. They keep Sloth's faults as well, which is why our own rules are
the default: the ratio of 30 days is the mean of five-minute ratios however many events each had, one idle interval
makes it NaN, and nothing is too little to page for.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from reliability.rules.expressions import number, quoted
from reliability.rules.model import AlertingRule, RecordingRule, Rule, RuleFile, RuleGroup
from reliability.slo.converting.sloth import SlothAlert, SlothService, SlothSlo, with_window
from reliability.slo.model import GOOGLE_TIERS, BurnRateTier, Severity, duration_text
from reliability.slo.model.alerting import DAY

PERIOD: Final = 30 * DAY
SPECIFICATION: Final = "prometheus/v1"
SHORTEST: Final = "5m"
_WINDOWS: Final = tuple(sorted({window for tier in GOOGLE_TIERS for window in (tier.long, tier.short)}))

Labels = dict[str, str]


def build_sloth_rules(
    services: Iterable[SlothService],
    extra_labels: Mapping[str, str],
    *,
    version: str,
    mode: str,
) -> RuleFile:
    """Return the rules of all documents of a file; `extra_labels`, `version` and `mode` are those of Sloth's options
    and of its `sloth_slo_info`.
    """
    groups: list[RuleGroup] = []
    for service in services:
        for slo in service.slos:
            of_slo = _SlothRules(service, slo, extra_labels)
            subject = f"{service.service}-{slo.name}"
            groups += [
                RuleGroup(name=f"sloth-slo-sli-recordings-{subject}", rules=of_slo.ratios()),
                RuleGroup(name=f"sloth-slo-meta-recordings-{subject}", rules=of_slo.meta(version, mode)),
                RuleGroup(name=f"sloth-slo-alerts-{subject}", rules=of_slo.alerts()),
            ]
    return RuleFile(name="sloth", groups=tuple(group for group in groups if group.rules))


class _SlothRules:
    """Of one SLO. Its percentages are Go's floats, with the rounding errors that Sloth shows."""

    def __init__(self, service: SlothService, slo: SlothSlo, extra_labels: Mapping[str, str]) -> None:
        self._slo = slo
        self._identity = {
            "sloth_id": f"{service.service}-{slo.name}",
            "sloth_service": service.service,
            "sloth_slo": slo.name,
        }
        self._labels = {**dict(service.labels), **dict(slo.labels), **extra_labels, **self._identity}
        self._matchers = "{" + ", ".join(f"{label}={quoted(value)}" for label, value in self._identity.items()) + "}"
        self._objective = float(slo.objective)

    def ratios(self) -> tuple[Rule, ...]:
        windows = tuple(duration_text(window) for window in _WINDOWS)
        shortest, period = self._series(f"slo:sli_error:ratio_rate{SHORTEST}"), duration_text(PERIOD)
        whole = f"sum_over_time({shortest}[{period}])\n/ ignoring (sloth_window)\ncount_over_time({shortest}[{period}])"
        return (*(self._ratio(window, self._indicator(window)) for window in windows), self._ratio(period, whole))

    def meta(self, version: str, mode: str) -> tuple[Rule, ...]:
        objective = number(self._objective / 100)
        budget = f"/ on(sloth_id, sloth_slo, sloth_service) group_left\n{self._series('slo:error_budget:ratio')}"
        current, period = (
            f"{self._series(f'slo:sli_error:ratio_rate{window}')}\n{budget}"
            for window in (SHORTEST, duration_text(PERIOD))
        )
        expressions = {
            "slo:objective:ratio": f"vector({objective})",
            "slo:error_budget:ratio": f"vector(1-{objective})",
            "slo:time_period:days": f"vector({PERIOD // DAY})",
            "slo:current_burn_rate:ratio": current,
            "slo:period_burn_rate:ratio": period,
            "slo:period_error_budget_remaining:ratio": f"1 - {self._series('slo:period_burn_rate:ratio')}",
        }
        information = {
            **self._labels,
            "sloth_mode": mode,
            "sloth_objective": number(self._objective),
            "sloth_spec": SPECIFICATION,
            "sloth_version": version,
        }
        return (
            *(RecordingRule(record=name, expression=one, labels=self._labels) for name, one in expressions.items()),
            RecordingRule(record="sloth_slo_info", expression="vector(1)", labels=information),
        )

    def alerts(self) -> tuple[Rule, ...]:
        alerting = self._slo.alerting
        of_severities = ((Severity.PAGE, alerting.page), (Severity.TICKET, alerting.ticket))
        return tuple(self._alert(severity, alert) for severity, alert in of_severities if alert is not None)

    def _series(self, name: str) -> str:
        return f"{name}{self._matchers}"

    def _indicator(self, window: str) -> str:
        if self._slo.error_ratio_query:
            return f"({with_window(self._slo.error_ratio_query, window)})"
        bad, total = (with_window(query, window) for query in (self._slo.error_query, self._slo.total_query))
        return f"({bad})\n/\n({total})"

    def _ratio(self, window: str, expression: str) -> RecordingRule:
        return RecordingRule(
            record=f"slo:sli_error:ratio_rate{window}",
            expression=expression,
            labels={**self._labels, "sloth_window": window},
        )

    def _alert(self, severity: Severity, alert: SlothAlert) -> AlertingRule:
        alerting = self._slo.alerting
        subject = "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate"
        tiers = (self._burns(tier) for tier in GOOGLE_TIERS if tier.severity is severity)
        return AlertingRule(
            alert=alerting.name,
            expression="\nor\n".join(tiers),
            labels={**dict(alerting.labels), **dict(alert.labels), "sloth_severity": severity},
            annotations={
                "summary": f"{subject} is over expected.",
                "title": f"({severity}) {subject} is too fast.",
                **dict(alerting.annotations),
                **dict(alert.annotations),
            },
        )

    def _burns(self, tier: BurnRateTier) -> str:
        budget = number((100 - self._objective) / 100)
        limit = f"({number(tier.factor(PERIOD))} * {budget})"
        short, long = (
            f"max({self._series(f'slo:sli_error:ratio_rate{duration_text(window)}')} > {limit}) without (sloth_window)"
            for window in (tier.short, tier.long)
        )
        return f"(\n    {short}\n    and\n    {long}\n)"
