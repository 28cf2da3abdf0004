"""Where measurements come from: Prometheus' HTTP API, or the expositions of processes themselves. No Django.

client        queries, and raw samples as they were scraped
exposition    `/metrics` of one process
transfer      one HTTP exchange with a time limit
samples       what both give: series of exact numbers
increases     counters' samples -> events, through restarts, new series and gaps
"""

from reliability.prometheus.client import BuildInfo, MetricMetadata, Prometheus
from reliability.prometheus.exposition import Endpoint, Scrape, scrape
from reliability.prometheus.increases import CounterState, Increase, Increases, TargetState
from reliability.prometheus.samples import Labels, Sample, SampledSeries, VectorElement

__all__ = [
    "BuildInfo",
    "CounterState",
    "Endpoint",
    "Increase",
    "Increases",
    "Labels",
    "MetricMetadata",
    "Prometheus",
    "Sample",
    "SampledSeries",
    "Scrape",
    "TargetState",
    "VectorElement",
    "scrape",
]
