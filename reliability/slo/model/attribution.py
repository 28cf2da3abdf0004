"""What says who spent a budget."""

from dataclasses import dataclass

from reliability.slo.model.indicator import Selector


@dataclass(frozen=True, slots=True)
class Attribution:
    """Counters of the SLO's bad events, each counted once under the value of `label` that caused it.

    Their sum is that of the bad events: where it is not, the difference is shown as unattributed.
    """

    label: str
    counters: tuple[Selector, ...]
