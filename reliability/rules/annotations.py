"""What a burn-rate alert says to whom it wakes: live numbers, and where the threshold comes from.

The templates are Prometheus': `$value` is the long window's burn rate, the other numbers are queried as the alert is
evaluated.
"""

from fractions import Fraction
from typing import Final

from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import number
from reliability.rules.low_traffic import event_gate
from reliability.rules.names import series_name
from reliability.slo.model import BurnRateTier, RollingWindow, Slo, duration_text, nominal_seconds
from reliability.slo.model.alerting import HOUR

_COUNT: Final = 'printf "%.0f"'


def burn_rate_annotations(slo: Slo, tier: BurnRateTier) -> dict[str, str]:
    long, short = duration_text(tier.long), duration_text(tier.short)
    group = "".join(f" {{{{ $labels.{label} }}}}" for label in slo.group_by)
    happened = (
        f"In the last {long} {_live(slo, SloSeries.ERROR_RATIO, tier.long, 'humanizePercentage')} of "
        f"{_live(slo, SloSeries.TOTAL_EVENTS, tier.long, _COUNT)} events were bad, in the last {short} "
        f"{_live(slo, SloSeries.ERROR_RATIO, tier.short, 'humanizePercentage')}. "
    )
    if isinstance(slo.window, RollingWindow):
        left = _live(slo, SloSeries.BUDGET_REMAINING, None, "humanizePercentage")
        happened += f"Of the budget of {_window_name(slo)} {left} is left. "
    return {
        "summary": f"{slo.service} {slo.name}{group}: the error budget burns "
        '{{ $value | printf "%.1f" }} times as fast as it may.',
        "description": f"{happened}{_literal(slo.description)}".strip(),
        "threshold": f"{derivation(slo, tier)} {_gate(slo, tier)}".strip(),
    }


def derivation(slo: Slo, tier: BurnRateTier) -> str:
    """Return where the tier's factor comes from, in words: 14.4 is 2 % of the budget of 30d (720 h) in 1 h."""
    window = nominal_seconds(slo.window)
    share, factor = number(100 * tier.budget), number(tier.factor(window))
    return (
        f"Burn rate {factor}: it spends {share} % of the budget of {_window_name(slo)} in {duration_text(tier.long)} "
        f"({share} % * {_hours(window)} / {_hours(tier.long)}), "
        f"which is an error ratio of {number(100 * tier.factor(window) * slo.error_budget)} %."
    )


def _gate(slo: Slo, tier: BurnRateTier) -> str:
    gate, long = event_gate(slo, tier), duration_text(tier.long)
    if gate is None:
        return ""
    if gate.bad is None:
        return f"Silent below {gate.total} events in {long}."
    silent = f"Silent below {gate.total} events in {long}, unless {gate.bad} are bad"
    if tier.factor(nominal_seconds(slo.window)) <= 1:
        return f"{silent}: no single failure is enough."
    return f"{silent}: with {number(100 * slo.alerting.confidence)} % confidence it is more than bad luck."


def _hours(seconds: int) -> str:
    return f"{number(Fraction(seconds, HOUR))} h"


def _window_name(slo: Slo) -> str:
    return duration_text(slo.window.seconds) if isinstance(slo.window, RollingWindow) else f"a {slo.window.unit}"


def _literal(text: str) -> str:
    return text.replace("{{", '{{ "{{" }}')


def _live(slo: Slo, name: SloSeries, window: int | None, shown: str) -> str:
    """Return the template of one number of the alert's own group."""
    matchers = [f"{SloLabel.ID}={slo.identifier!r}", *(f"{label}=%q" for label in slo.group_by)]
    values = "".join(f" $labels.{label}" for label in slo.group_by)
    query = f'printf "{series_name(name, window)}{{{",".join(matchers)}}}"{values} | query'
    return f"{{{{ with {query} }}}}{{{{ . | first | value | {shown} }}}}{{{{ end }}}}"
