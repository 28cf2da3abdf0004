"""Series for Prometheus."""

from marketplace.gateway.telemetry.metrics.metrics import Exposition, Metrics
from marketplace.gateway.telemetry.metrics.statistics import Measurement, MeasurementSource

__all__ = ["Exposition", "Measurement", "MeasurementSource", "Metrics"]
