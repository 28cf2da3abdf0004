"""What a recording must remember between runs, as JSON. Numbers that may be fractions are kept as exact text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from reliability.prometheus import CounterState, Labels, Sample, SampledSeries, TargetState
from reliability.prometheus.increases import Increases

Carry = dict[Labels, tuple[Fraction, Fraction]]


@dataclass(slots=True)
class RecordingState:
    """`increases` by selector; `unfinished` holds the samples of the unfinished minute that their source gives only
    once, by selector; `carry` the parts of events that estimates left over, by group: total and bad.
    """

    increases: dict[str, Increases] = field(default_factory=dict)
    unfinished: dict[str, list[SampledSeries]] = field(default_factory=dict)
    carry: Carry = field(default_factory=dict)


def to_json(state: RecordingState) -> dict[str, Any]:
    return {
        "increases": {
            key: {
                "began_at": one.began_at,
                "counters": [
                    [metric, labels, last.at, str(last.value), _text(last.started)]
                    for (metric, labels), last in one.counters.items()
                ],
                "targets": [
                    [target, state.seen, state.last, _text(state.started)] for target, state in one.targets.items()
                ],
            }
            for key, one in state.increases.items()
        },
        "unfinished": {
            key: [[one.metric, one.labels, [[at, str(value)] for at, value in one.samples]] for one in series]
            for key, series in state.unfinished.items()
        },
        "carry": [[group, str(total), str(bad)] for group, (total, bad) in state.carry.items()],
    }


def from_json(stored: dict[str, Any]) -> RecordingState:
    return RecordingState(
        increases={
            key: Increases(
                began_at=one["began_at"],
                counters={
                    (metric, _labels(labels)): CounterState(at, Fraction(value), _number(started))
                    for metric, labels, at, value, started in one["counters"]
                },
                targets={
                    _labels(target): TargetState(seen, last, _number(started))
                    for target, seen, last, started in one["targets"]
                },
            )
            for key, one in stored.get("increases", {}).items()
        },
        unfinished={
            key: [
                SampledSeries(metric, _labels(labels), tuple(Sample(at, Fraction(value)) for at, value in samples))
                for metric, labels, samples in series
            ]
            for key, series in stored.get("unfinished", {}).items()
        },
        carry={_labels(group): (Fraction(total), Fraction(bad)) for group, total, bad in stored.get("carry", ())},
    )


def joined(series: Iterable[SampledSeries]) -> list[SampledSeries]:
    """Return each series once, with all its samples in order."""
    found: dict[tuple[str, Labels], dict[int, Sample]] = {}
    for one in series:
        found.setdefault((one.metric, one.labels), {}).update({sample.at: sample for sample in one.samples})
    return [
        SampledSeries(metric, labels, tuple(samples[at] for at in sorted(samples)))
        for (metric, labels), samples in found.items()
    ]


def _labels(stored: list[list[str]]) -> Labels:
    return tuple((name, text) for name, text in stored)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
