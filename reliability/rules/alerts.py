"""Alerts of an SLO: on burn rates, and on data that are absent. And the heartbeat, which is nobody's.

Burn rates: multi-window, multi-burn-rate alerts of The Site Reliability Workbook, chapter 5, one rule a tier. Both
windows must burn faster than the tier's factor: the long one says that it matters, the short one that it still goes
on. The value of a firing alert is the burn rate of the long window.
"""

from typing import NamedTuple

from reliability.conventions import HEARTBEAT_ALERT, AlertKind, SloLabel, SloSeries
from reliability.rules.annotations import burn_rate_annotations
from reliability.rules.expressions import number
from reliability.rules.low_traffic import gate_expression
from reliability.rules.model import AlertingRule, Labels, RuleGroup
from reliability.rules.names import alert_names, identity, recorded
from reliability.rules.promql import bad_events
from reliability.rules.settings import RuleSettings
from reliability.rules.windows import BASE
from reliability.slo.model import BurnRateTier, Service, Severity, Slo, duration_text, nominal_seconds


def alerting_group(service: Service, slo: Slo, settings: RuleSettings) -> RuleGroup:
    rules = [burn_rate_alert(service, slo, tier, settings) for tier in slo.alerting.tiers]
    if slo.alerting.absent_after is not None:
        rules.append(absent_data_alert(service, slo, slo.alerting.absent_after, settings))
    return RuleGroup(name=f"slo:{slo.identifier}:alerts", interval=settings.intervals.short, rules=tuple(rules))


def burn_rate_alert(service: Service, slo: Slo, tier: BurnRateTier, settings: RuleSettings) -> AlertingRule:
    name, factor = alert_names(slo).burn_rate, number(tier.factor(nominal_seconds(slo.window)))
    both = (f"{recorded(slo, SloSeries.BURN_RATE, window)} > {factor}" for window in (tier.long, tier.short))
    more = slo.alerting.page_labels if tier.severity is Severity.PAGE else slo.alerting.ticket_labels
    return AlertingRule(
        alert=name,
        expression="\nand\n".join((*both, *gate_expression(slo, tier))),
        hold=tier.hold,
        labels={
            **_labels(service, slo, AlertKind.BURN_RATE),
            **dict(more),
            SloLabel.SEVERITY: tier.severity,
            SloLabel.LONG_WINDOW: duration_text(tier.long),
            SloLabel.SHORT_WINDOW: duration_text(tier.short),
        },
        annotations={
            **burn_rate_annotations(slo, tier),
            **_links(service, name, settings),
            **dict(slo.alerting.annotations),
        },
    )


def absent_data_alert(service: Service, slo: Slo, absent_after: int, settings: RuleSettings) -> AlertingRule:
    """It looks at what is measured, not at what is recorded, and holds: a Prometheus just started knows nothing yet."""
    name, times = alert_names(slo).data_absent, absent_data_times(absent_after)
    return AlertingRule(
        alert=name,
        expression=f"absent({bad_events(slo, times.looked_at, intervals=settings.intervals)})",
        hold=times.hold,
        labels={
            **_labels(service, slo, AlertKind.ABSENT_DATA),
            **dict(slo.alerting.ticket_labels),
            SloLabel.SEVERITY: Severity.TICKET,
        },
        annotations={
            "summary": f"{slo.service} {slo.name}: nothing has been measured for {duration_text(absent_after)}.",
            "description": f"No series says how many events of {slo.reference} there are: their process is not "
            "scraped, their name has changed, or a histogram has no bucket at the threshold. Without them no burn "
            "rate alert of this SLO can fire.",
            **_links(service, name, settings),
            **dict(slo.alerting.annotations),
        },
    )


class AbsentDataTimes(NamedTuple):
    """Seconds: data are absent when there were none in the last `looked_at`, and must be so for `hold`."""

    looked_at: int
    hold: int


def absent_data_times(absent_after: int) -> AbsentDataTimes:
    looked_at = min(BASE, max(absent_after // 2, 1))
    return AbsentDataTimes(looked_at, absent_after - looked_at)


def _labels(service: Service, slo: Slo, kind: AlertKind) -> Labels:
    """What routes, silences and inhibitions go by; an SLO's own labels do not hide them."""
    return {
        **dict(service.labels),
        **dict(slo.labels),
        **dict(slo.alerting.labels),
        **identity(slo),
        SloLabel.ALERT_KIND: kind,
        SloLabel.KIND: slo.indicator.kind,
        SloLabel.OWNER: service.owner,
        SloLabel.TIER: str(service.tier),
    }


def _links(service: Service, alert: str, settings: RuleSettings) -> Labels:
    dashboard = {"dashboard_url": f"{settings.dashboards}{service.name}"} if settings.dashboards else {}
    return _runbook(alert, settings) | dashboard


def _runbook(alert: str, settings: RuleSettings) -> Labels:
    return {"runbook_url": f"{settings.runbooks}{alert}.md"} if settings.runbooks else {}


def heartbeat_group(settings: RuleSettings) -> RuleGroup:
    """Return the alert that always fires: a receiver that no longer hears it calls for help by another way."""
    return RuleGroup(
        name="heartbeat",
        rules=(
            AlertingRule(
                alert=HEARTBEAT_ALERT,
                expression="vector(1)",
                labels={SloLabel.ALERT_KIND: AlertKind.HEARTBEAT},
                annotations={
                    "summary": "Alerting works.",
                    "description": "It fires always. Its silence means that Prometheus, Alertmanager or the way from "
                    "there is broken.",
                    **_runbook(HEARTBEAT_ALERT, settings),
                },
            ),
        ),
    )
