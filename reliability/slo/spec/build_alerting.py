"""The sections `alerting` and `policy` to what the program thinks."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from reliability.slo.model import (
    GOOGLE_TIERS,
    Alerting,
    BudgetPolicy,
    BudgetState,
    BurnRateTier,
    PolicyStep,
    Severity,
    Window,
    duration_text,
    nominal_seconds,
)
from reliability.slo.model.policy import DEFAULT_POLICY
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.values import Placed, Section

LABEL_TABLES = ("labels", "annotations", "page_labels", "ticket_labels")


def build_alerting(section: Section | None, window: Window | None, place: Place, problems: Problems) -> Alerting:
    """`place` is the SLO's, for what is wrong with defaults."""
    written = section.get("burn_rates", "google") if section else "google"
    tiers_place = section.place_of("burn_rates") if section else place
    tiers = _tiers(written, window, problems)
    if window is not None:
        for tier in tiers:
            if tier.long > nominal_seconds(window):
                problems.add(
                    tiers_place,
                    f"the {duration_text(tier.long)} of a burn-rate tier is longer than the SLO's window. "
                    "Write a longer window, or burn_rates that fit.",
                )
    if section is None:
        return Alerting(tiers=tiers)
    if {"minimum_events", "confidence"} <= section.written:
        place = section.place_of("minimum_events")
        problems.add(place, "minimum_events and confidence both say when there are enough events. Write one of them.")
    absent_after = section.get("absent_after", Alerting().absent_after)
    return Alerting(
        tiers=tiers,
        minimum_events=section.get("minimum_events"),
        confidence=section.get("confidence", Alerting().confidence),
        absent_after=None if absent_after == "never" else absent_after,
        name=section.get("name"),
        **{table: section.get(table, ()) for table in LABEL_TABLES},
    )


def _tiers(written: Any, window: Window | None, problems: Problems) -> tuple[BurnRateTier, ...]:
    if isinstance(written, str):
        return GOOGLE_TIERS if written == "google" else ()
    tiers: dict[tuple[str, int, int], BurnRateTier] = {}
    for placed in written:
        tier = _tier(placed, window, problems)
        if tier is None:
            continue
        key = (tier.severity, tier.long, tier.short)
        if key in tiers:
            problems.add(placed.place, "this tier has the severity and windows of one before. Remove one of them.")
        tiers[key] = tier
    return tuple(tiers.values())


def _tier(placed: Placed, window: Window | None, problems: Problems) -> BurnRateTier | None:
    section: Section = placed.value
    if len(section.written & {"budget", "factor"}) != 1:
        problems.add(placed.place, "a tier needs either a budget or a factor. Write one of them.")
    budget = _budget(section, window)
    if not section.complete or budget is None:
        return None
    tier = BurnRateTier(
        severity=Severity(section.get("severity")),
        budget=budget,
        long=section.get("long"),
        short=section.get("short"),
        hold=section.get("for", 0),
    )
    if tier.short >= tier.long:
        long, short = duration_text(tier.long), duration_text(tier.short)
        problems.add(
            section.place_of("short"), f"the short window {short} is not shorter than the long {long}. Write a twelfth."
        )
    return tier


def _budget(section: Section, window: Window | None) -> Fraction | None:
    """Return what `factor`, held for `long`, spends: the inverse of BurnRateTier.factor."""
    budget, factor, long = (section.get(name) for name in ("budget", "factor", "long"))
    if factor is None or window is None or long is None:
        return budget if isinstance(budget, Fraction) else None
    return Fraction(factor * long / nominal_seconds(window))


def build_policy(steps: tuple[Placed, ...] | None, problems: Problems) -> BudgetPolicy:
    if steps is None:
        return DEFAULT_POLICY
    sound = [placed for placed in steps if placed.value.complete]
    for before, after in pairwise(sound):
        if after.value.get("remaining") >= before.value.get("remaining"):
            problems.add(
                after.place, "this step has no less remaining than the one before. Write steps from much to little."
            )
        if (before.value.get("state"), after.value.get("state")) != (BudgetState.CAUTION, BudgetState.FROZEN):
            problems.add(after.place, "the states are caution and then frozen. Write each once, in this order.")
    return BudgetPolicy(
        tuple(
            PolicyStep(
                BudgetState(placed.value.get("state")),
                placed.value.get("remaining"),
                tuple(action.value for action in placed.value.items("actions")),
            )
            for placed in sound
        )
    )
