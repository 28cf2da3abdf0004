"""What the gateway tells about itself: traces, metrics and a log of requests."""

from marketplace.gateway.telemetry.composite import CompositeRecorder
from marketplace.gateway.telemetry.metrics import Exposition, Measurement, MeasurementSource, Metrics
from marketplace.gateway.telemetry.names import Label, Series
from marketplace.gateway.telemetry.recorded import RecordedEventSource, RecordedTransport
from marketplace.gateway.telemetry.recorders import MemoryRecorder, NullRecorder

__all__ = [
    "CompositeRecorder",
    "Exposition",
    "Label",
    "Measurement",
    "MeasurementSource",
    "MemoryRecorder",
    "Metrics",
    "NullRecorder",
    "RecordedEventSource",
    "RecordedTransport",
    "Series",
]
