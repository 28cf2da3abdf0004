"""Prometheus' HTTP API v1, typed. Source: prometheus.io/docs/prometheus/latest/querying/api/."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from reliability.errors import MeasurementError
from reliability.prometheus.samples import Sample, SampledSeries, VectorElement, exact, milliseconds, split_name
from reliability.prometheus.transfer import exchange, shown

TIMEOUT: Final = 30.0
"""Seconds."""


class MetricMetadata(NamedTuple):
    metric: str
    kind: str
    help: str
    unit: str


class BuildInfo(NamedTuple):
    version: str
    revision: str


class Prometheus:
    """One server, or what answers like one. Every method raises MeasurementError with a text that says what to do."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout

    def __str__(self) -> str:
        return shown(self._url)

    def query(self, expression: str, *, at: int) -> tuple[VectorElement, ...]:
        """Return the instant vector at a time; a scalar is one element without labels."""
        data = self._get("query", query=expression, time=_seconds(at))
        if data["resultType"] == "scalar":
            return (_element({}, data["result"]),)
        if data["resultType"] != "vector":
            raise MeasurementError(f"{expression} gives a {data['resultType']}: an instant vector is asked for.")
        return tuple(_element(row["metric"], row["value"]) for row in data["result"] if "value" in row)

    def query_range(self, expression: str, *, start: int, end: int, step: int) -> tuple[SampledSeries, ...]:
        """Return values at `start`, every `step` seconds, until `end`, included, without NaN and infinities."""
        data = self._get("query_range", query=expression, start=_seconds(start), end=_seconds(end), step=str(step))
        return tuple(_series(row) for row in data["result"])

    def samples(self, selector: str, *, after: int, until: int) -> tuple[SampledSeries, ...]:
        """Return the samples of a selector as they were scraped, after a time, until another, included.

        An instant query of a range vector is the one call that neither interpolates nor looks back.
        """
        if until <= after:
            return ()
        data = self._get("query", query=f"{selector}[{until - after}ms]", time=_seconds(until))
        if data["resultType"] != "matrix":
            raise MeasurementError(f"{selector} is no selector of series.")
        # A range of Prometheus 2 holds both its ends, one of Prometheus 3 only the last.
        found = (_series(row) for row in data["result"])
        return tuple(
            one._replace(samples=tuple(sample for sample in one.samples if sample.at > after)) for one in found
        )

    def metadata(self) -> tuple[MetricMetadata, ...]:
        """Return what targets say of their metrics, in the order of names."""
        data = self._get("metadata")
        return tuple(
            MetricMetadata(name, rows[0]["type"], rows[0]["help"], rows[0]["unit"])
            for name, rows in sorted(data.items())
            if rows
        )

    def build_info(self) -> BuildInfo:
        data = self._get("status/buildinfo")
        return BuildInfo(data["version"], data["revision"])

    def _get(self, call: str, **parameters: str) -> Any:
        """Return `data` of an answer. Forms are posted, since an expression may be longer than an address."""
        url = f"{self._url}/api/v1/{call}"
        method, body = ("POST", urlencode(parameters).encode()) if parameters else ("GET", None)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        answer = exchange(method, url, body=body, headers=headers, timeout=self._timeout)
        try:
            content = json.loads(answer.body, parse_float=str, parse_int=str)
        except ValueError as error:
            raise MeasurementError(
                f"{shown(url)} answers {answer.status} with what is no JSON: is this the address of a Prometheus?"
            ) from error
        if not isinstance(content, dict) or content.get("status") != "success":
            told = content.get("error", "") if isinstance(content, dict) else ""
            asked = f" to {parameters['query']}" if "query" in parameters else ""
            raise MeasurementError(f"{self} refuses with {answer.status}{asked}: {told or 'no reason was given'}.")
        return content["data"]


def _seconds(at: int) -> str:
    return f"{at // 1_000}.{at % 1_000:03}"


def _element(labels: Mapping[str, str], pair: tuple[str, str]) -> VectorElement:
    name, rest = split_name(labels)
    return VectorElement(name, rest, milliseconds(pair[0]), exact(pair[1]))


def _series(row: Mapping[str, Any]) -> SampledSeries:
    name, rest = split_name(row["metric"])
    values: list[tuple[int, Fraction | None]] = [(milliseconds(at), exact(text)) for at, text in row.get("values", ())]
    return SampledSeries(name, rest, tuple(Sample(at, value) for at, value in values if value is not None))
