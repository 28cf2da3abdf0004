"""Counts from the expositions of our own processes: for where no Prometheus runs."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Final, NoReturn

import promql_parser

from reliability.error_budgets.sources.port import Evaluated
from reliability.errors import MeasurementError
from reliability.prometheus import Endpoint, Sample, SampledSeries, Scrape, scrape
from reliability.prometheus.increases import PROCESS_START, UP
from reliability.prometheus.samples import Labels
from reliability.slo.model import Matcher, MatchOperator, Selector, Slo, ThresholdGauge

_THREADS: Final = 8
_OPERATORS: Final = {
    "MatchOp.Equal": MatchOperator.EQUAL,
    "MatchOp.NotEqual": MatchOperator.NOT_EQUAL,
    "MatchOp.Re": MatchOperator.REGEX,
    "MatchOp.NotRe": MatchOperator.NOT_REGEX,
}


class EndpointSource:
    """One scrape of every endpoint, at one time. Those that do not answer are told of in `failures`."""

    name = "endpoints"
    keeps_samples = False
    lag = 0

    def __init__(self, scrapes: Iterable[Scrape], failures: Sequence[str] = ()) -> None:
        self._scrapes = tuple(scrapes)
        self.failures = tuple(failures)

    @classmethod
    def scraped(cls, endpoints: Sequence[Endpoint], *, at: int) -> "EndpointSource":
        def read(endpoint: Endpoint) -> Scrape | str:
            try:
                return scrape(endpoint, at=at)
            except MeasurementError as error:
                return str(error)

        with ThreadPoolExecutor(max_workers=_THREADS) as threads:
            answers = list(threads.map(read, endpoints))
        return cls(
            (answer for answer in answers if isinstance(answer, Scrape)),
            [answer for answer in answers if isinstance(answer, str)],
        )

    def samples(self, selector: Selector, *, after: int, until: int) -> Sequence[SampledSeries]:
        if self.failures and not self._scrapes:
            raise MeasurementError("; ".join(self.failures))
        fits = matching(selector)
        return [
            one
            for read in self._scrapes
            if after < read.at <= until
            for one in read.series
            if one.metric == selector.metric and fits(one.labels)
        ]

    def about_targets(self, *, after: int, until: int) -> Sequence[SampledSeries]:
        found = list(self.samples(Selector(PROCESS_START), after=after, until=until))
        for read in self._scrapes:
            given = (
                ("instance", read.endpoint.instance),
                *((("job", read.endpoint.job),) if read.endpoint.job else ()),
            )
            found.append(SampledSeries(UP, given, (Sample(read.at, Fraction(1)),)))
        return found

    def gauges(self, slo: Slo, *, until: int) -> Sequence[SampledSeries]:
        """Read a plain selector, or `time() - selector`; every other expression needs a Prometheus."""
        if not isinstance(slo.indicator, ThresholdGauge):
            _needs_prometheus(slo)
        selector, is_age = _readable(slo, slo.indicator.expression)
        found = self.samples(selector, after=0, until=until)
        if not is_age:
            return found
        return [
            one._replace(samples=tuple(Sample(at, Fraction(at, 1_000) - value) for at, value in one.samples))
            for one in found
        ]

    def evaluated(self, slo: Slo, *, first: int, end: int) -> Sequence[Evaluated]:  # noqa: ARG002 - the port's
        _needs_prometheus(slo)


def matching(selector: Selector) -> Callable[[Labels], bool]:
    """Return the test of a series' labels: a label that is missing is empty, expressions match the whole value."""
    tests = [(matcher.label, _test(matcher)) for matcher in selector.matchers]

    def fits(labels: Labels) -> bool:
        values: Mapping[str, str] = dict(labels)
        return all(test(values.get(label, "")) for label, test in tests)

    return fits


def _test(matcher: Matcher) -> Callable[[str], bool]:
    expected = matcher.value
    match matcher.operator:
        case MatchOperator.EQUAL:
            return lambda value: value == expected
        case MatchOperator.NOT_EQUAL:
            return lambda value: value != expected
        case MatchOperator.REGEX:
            pattern = re.compile(expected)
            return lambda value: pattern.fullmatch(value) is not None
        case MatchOperator.NOT_REGEX:
            pattern = re.compile(expected)
            return lambda value: pattern.fullmatch(value) is None


def _readable(slo: Slo, expression: str) -> tuple[Selector, bool]:
    parsed = promql_parser.parse(expression)
    is_age = (
        isinstance(parsed, promql_parser.BinaryExpr)
        and str(parsed.op) == "-"
        and isinstance(parsed.lhs, promql_parser.Call)
        and str(parsed.lhs) == "time()"
    )
    vector: object = parsed
    if isinstance(parsed, promql_parser.BinaryExpr) and is_age:
        vector = parsed.rhs
    if not isinstance(vector, promql_parser.VectorSelector) or vector.offset or vector.at:
        _needs_prometheus(slo)
    matchers = (Matcher(one.name, _OPERATORS[str(one.op)], one.value) for one in vector.matchers.matchers)
    return Selector(vector.name or "", tuple(sorted(matchers))), is_age


def _needs_prometheus(slo: Slo) -> NoReturn:
    raise MeasurementError(
        f"{slo.reference} is computed by PromQL, which expositions cannot answer: set PROMETHEUS_URL, or measure it "
        "with counters, a classic histogram, or a gauge's plain selector."
    )
