"""The soak second by second, for charts."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.soak.outcomes import GOOD, Record
from benchmarks.soak.sampling import Series

MILLISECONDS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Seconds:
    """One value for each second. `errors` by the kind of the worst outcome; `memory` is the largest worker's, in
    megabytes, None where none lived.
    """

    rate: list[int]
    p95_ms: list[float]
    errors: dict[str, list[int]]
    memory: list[float | None]

    @classmethod
    def of(cls, records: Sequence[Record], series: Sequence[Series]) -> "Seconds":
        length = math.ceil(max((record.ended for record in records), default=0.0)) + 1
        latencies: list[list[float]] = [[] for _ in range(length)]
        errors: dict[str, Counter[int]] = {}
        for record in records:
            second = int(record.ended)
            latencies[second].append((record.ended - record.began) * MILLISECONDS)
            for outcome in record.outcomes:
                if outcome.kind not in GOOD:
                    errors.setdefault(outcome.kind.value, Counter())[second] += 1
        memory: list[float | None] = [None] * length
        for one in series:
            for time, megabytes in zip(one.times, one.memory, strict=True):
                if (second := int(time)) < length:
                    memory[second] = max(megabytes, memory[second] or 0.0)
        return cls(
            rate=[len(values) for values in latencies],
            p95_ms=[round(percentile(values, 95), 1) for values in latencies],
            errors={kind: [counts[second] for second in range(length)] for kind, counts in sorted(errors.items())},
            memory=memory,
        )


def percentile(values: Sequence[float], percent: int) -> float:
    """Nearest rank; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0
