"""OpenSLO's alert policies and conditions, in and out.

A condition has one window. The short one of ours is a twelfth of it, as The Site Reliability Workbook, chapter 5,
recommends; so Google's tiers come through unchanged.
"""

from typing import Any, Final

from reliability.slo.converting.conversion import Warnings
from reliability.slo.converting.openslo.form import ALERT_CONDITION, ALERT_POLICY, CONDITION, POLICY
from reliability.slo.converting.openslo.objects import Objects, name_of
from reliability.slo.converting.openslo.windows import shorthand_seconds
from reliability.slo.model import Alerting, BurnRateTier, Severity, Slo, Window, duration_text, nominal_seconds
from reliability.slo.spec.nodes import Node, Scalar, Syntax
from reliability.slo.spec.numbers import is_decimal, number
from reliability.slo.spec.values import Section

SHORT_PART: Final = 12
PAGES: Final = ("page", "critical", "urgent", "sev1", "p1", "high")
SHORTEST: Final = 60


def build_alerting(spec: Section, window: Window, where: str, objects: Objects, warnings: Warnings) -> Alerting:
    """Return an alerting with a tier for each policy; without policies nothing alerts, as OpenSLO has it."""
    tiers: list[BurnRateTier] = []
    absent_after = None
    for node in _policies(spec, objects):
        policy = objects.inline_or_referred(node, ALERT_POLICY, "alertPolicyRef", POLICY)
        inside: Section | None = policy.get("spec") if policy else None
        if policy is None or inside is None:
            continue
        if inside.get("alertWhenNoData", False):
            absent_after = Alerting().absent_after
        if inside.get("notificationTargets") is not None:
            warnings.add(where, f"who is told by {name_of(policy)} is left out: Alertmanager's routes say that.")
        if not inside.get("alertWhenBreaching", True):
            warnings.add(where, f"{name_of(policy)} does not alert when breaching: its condition is left out.")
            continue
        tiers += _conditions(inside, window, where, objects, warnings)
    if not tiers:
        warnings.add(where, "it has no burn-rate alerts. Write `burn_rates: google` for the usual ones.")
    return Alerting(tiers=tuple(tiers), absent_after=absent_after)


def _policies(spec: Section, objects: Objects) -> list[Node]:
    found = spec.get("alertPolicies", ())
    if isinstance(found, Scalar):
        if found.syntax is not Syntax.NULL:
            objects.problems.add(found.place, "alertPolicies is a list. Write `- alertPolicyRef: name`.")
        return []
    return [placed.value for placed in found]


def _conditions(
    policy: Section, window: Window, where: str, objects: Objects, warnings: Warnings
) -> list[BurnRateTier]:
    tiers = []
    for placed in policy.items("conditions"):
        condition = objects.inline_or_referred(placed.value, ALERT_CONDITION, "conditionRef", CONDITION)
        spec: Section | None = condition.get("spec") if condition else None
        asked: Section | None = spec.get("condition") if spec else None
        if spec is None or asked is None or not asked.complete:
            continue
        if asked.get("op", "gte") in {"lt", "lte"}:
            problem = "a burn rate alerts above its threshold. Write gte."
            objects.problems.add(asked.place_of("op"), problem)
        long = shorthand_seconds(asked.get("lookbackWindow"))
        short = max(long // SHORT_PART // SHORTEST * SHORTEST, SHORTEST)
        if long <= SHORTEST:
            objects.problems.add(asked.place_of("lookbackWindow"), "a minute is too short. Write 5m or more.")
            continue
        tiers.append(
            BurnRateTier(
                severity=_severity(spec.get("severity", ""), where, warnings),
                budget=asked.get("threshold") * long / nominal_seconds(window),
                long=long,
                short=short,
                hold=shorthand_seconds(asked.get("alertAfter", "0m")),
            )
        )
    return tiers


def _severity(text: str, where: str, warnings: Warnings) -> Severity:
    found = Severity.PAGE if text.lower() in PAGES else Severity.TICKET
    if text != found:
        warnings.add(where, f"the severity {text} is a {found} here.")
    return found


def policies_value(slo: Slo, warnings: Warnings) -> list[dict[str, Any]]:
    """Return an inline policy for each tier."""
    policies = []
    for tier in slo.alerting.tiers:
        long = duration_text(tier.long)
        name = f"{slo.name}-{tier.severity}-{long}"
        if tier.short != tier.long // SHORT_PART:
            warnings.add(slo.reference, f"OpenSLO cannot say the short window {duration_text(tier.short)} of {long}.")
        factor = tier.factor(nominal_seconds(slo.window))
        if not is_decimal(factor):
            warnings.add(slo.reference, f"the burn rate {factor} of {long} is rounded: it has no end in decimals.")
        condition = {
            "kind": "burnrate",
            "op": "gt",
            "threshold": number(factor),
            "lookbackWindow": long,
            "alertAfter": duration_text(tier.hold) if tier.hold else "0m",
        }
        policies.append(
            {
                "kind": ALERT_POLICY,
                "metadata": {"name": name},
                "spec": {
                    "alertWhenBreaching": True,
                    "alertWhenNoData": slo.alerting.absent_after is not None,
                    "conditions": [
                        {
                            "kind": ALERT_CONDITION,
                            "metadata": {"name": name},
                            "spec": {"severity": str(tier.severity), "condition": condition},
                        }
                    ],
                },
            }
        )
    return policies
