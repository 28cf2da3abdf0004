"""What other forms say of an indicator in other words, so that it comes back as something else."""

from reliability.slo.converting.conversion import Warnings
from reliability.slo.model import ErrorRatio, EventIndicator, IndicatorKind, LatencyHistogram, Slo


def tell_other_words(tool: str, slo: Slo, warnings: Warnings) -> None:
    """Warn of indicators of events, latencies and ratios; what a threshold becomes differs, and is told there."""
    match slo.indicator:
        case EventIndicator(kind=kind, total=total):
            if kind is not IndicatorKind.AVAILABILITY:
                warnings.add(slo.reference, f"{tool} has no word for {kind}: it comes back as availability.")
            if total is None:
                warnings.add(slo.reference, f"{tool} wants a total: the sum of good and bad is written.")
        case LatencyHistogram(native=True):
            warnings.add(slo.reference, f"{tool} has no native histograms: queries are written, estimates.")
        case ErrorRatio(total=total) if total is not None:
            warnings.add(slo.reference, f"{tool} has no total of a ratio: each minute weighs the same there.")
        case _:
            return
