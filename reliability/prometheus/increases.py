"""Events from counters' samples: exact, whatever happens to processes and scrapes between them.

The events between two samples of a series are their difference. After a restart (a value below the one before, or
another process_start_time_seconds) they are the new value, since a new process counts from 0. A series that appears:

- counts from 0 when its target was watched before (it was made by its first event),
- counts from 0 when its process started after the recording began,
- else begins with its value: what happened before nobody watched is not counted.

A series that vanishes and returns goes on from its last value. What is lost for good: events between the last sample
before a restart and the restart itself, which no counter kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

from reliability.prometheus.samples import Labels, Sample, SampledSeries

TARGET_LABELS: Final = ("instance", "job")
UP: Final = "up"
PROCESS_START: Final = "process_start_time_seconds"

Target = Labels
SeriesKey = tuple[str, Labels]


class CounterState(NamedTuple):
    """The last sample of a series that was counted, and when its process had started, in seconds, if that is told."""

    at: int
    value: Fraction
    started: Fraction | None = None


class TargetState(NamedTuple):
    """Since when a target is watched, until when, and when the process last seen there had started."""

    seen: int
    last: int
    started: Fraction | None = None


class Increase(NamedTuple):
    """Events that the sample at `at` shows for the first time; `since` is the sample before, if any."""

    metric: str
    labels: Labels
    at: int
    events: int
    since: int | None


@dataclass(slots=True)
class Increases:
    """Counts samples given in the order of time. Its two mappings are all that the next run must know."""

    began_at: int
    counters: dict[SeriesKey, CounterState] = field(default_factory=dict)
    targets: dict[Target, TargetState] = field(default_factory=dict)

    def forget(self, before: int) -> None:
        """Forget targets last seen before a time with all their series, which begin anew if they ever return."""
        self.targets = {target: state for target, state in self.targets.items() if state.last >= before}
        self.counters = {key: last for key, last in self.counters.items() if target_of(key[1]) in self.targets}

    def copy(self) -> "Increases":
        return Increases(self.began_at, dict(self.counters), dict(self.targets))

    def count(
        self, counters: Iterable[SampledSeries], about_targets: Iterable[SampledSeries], *, before: int
    ) -> list[Increase]:
        """Return what samples before a time add, those that were counted already left out.

        `about_targets` are the series `up` and `process_start_time_seconds`.
        """
        starts, up = _starts_and_watches(about_targets, before)
        found: list[Increase] = []
        counted = sorted(counters, key=lambda one: (one.metric, one.labels))
        watched = self._watched_since(counted, up, before)
        for series in counted:
            found += self._of_series(series, starts.get(target_of(series.labels), ()), watched, before)
        for target, (seen, last) in watched.items():
            known = self.targets.get(target)
            process = starts.get(target)
            started = process[-1].value if process else known.started if known else None
            self.targets[target] = TargetState(seen, last, started)
        return found

    def _watched_since(
        self, counters: Iterable[SampledSeries], up: Iterable[SampledSeries], before: int
    ) -> dict[Target, tuple[int, int]]:
        since = {target: (state.seen, state.last) for target, state in self.targets.items()}
        for series in (*counters, *up):
            target = target_of(series.labels)
            times = [sample.at for sample in series.samples if sample.at < before]
            if times:
                seen, last = since.get(target, (times[0], times[-1]))
                since[target] = (min(times[0], seen), max(times[-1], last))
        return since

    def _of_series(
        self, series: SampledSeries, starts: tuple[Sample, ...], watched: Mapping[Target, tuple[int, int]], before: int
    ) -> list[Increase]:
        key = (series.metric, series.labels)
        target = target_of(series.labels)
        last = self.counters.get(key)
        started = self.targets[target].started if target in self.targets else None
        position = 0
        found = []
        for sample in series.samples:
            if sample.at >= before or (last and sample.at <= last.at):
                continue
            while position < len(starts) and starts[position].at <= sample.at:
                started = starts[position].value
                position += 1
            if last is None:
                base = 0 if watched[target][0] < sample.at or self._started_since(started) else floor(sample.value)
            elif sample.value < last.value or (last.started is not None and started != last.started):
                base = 0
            else:
                base = floor(last.value)
            found.append(Increase(*key, sample.at, floor(sample.value) - base, last.at if last else None))
            last = CounterState(sample.at, sample.value, started)
        if last:
            self.counters[key] = last
        return found

    def _started_since(self, started: Fraction | None) -> bool:
        return started is not None and started * 1_000 >= self.began_at


def target_of(labels: Labels) -> Target:
    return tuple((name, text) for name, text in labels if name in TARGET_LABELS)


def _starts_and_watches(
    about_targets: Iterable[SampledSeries], before: int
) -> tuple[dict[Target, tuple[Sample, ...]], list[SampledSeries]]:
    """Return when processes had started, by target, and the samples of `up` that are 1."""
    starts: dict[Target, tuple[Sample, ...]] = {}
    up = []
    for series in about_targets:
        samples = tuple(sample for sample in series.samples if sample.at < before)
        if series.metric == PROCESS_START and samples:
            starts[target_of(series.labels)] = samples
        elif series.metric == UP:
            up.append(series._replace(samples=tuple(sample for sample in samples if sample.value)))
    return starts, up
