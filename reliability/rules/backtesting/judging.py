"""How well alerts find incidents that happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import accumulate

from reliability.rules.backtesting.counts import MINUTE, MinuteCounts


@dataclass(frozen=True, slots=True)
class Incident:
    title: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Episode:
    """Minutes, the last excluded, in which at least one tier of a severity fires: one call for whoever is on duty."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Detection:
    """`minutes` from the incident's start to the alert, 0 where it fired already; None where it never did. `spent` is
    the share of a window's budget that was gone by then, or by the end where nothing fired.
    """

    incident: Incident
    minutes: int | None
    spent: Fraction


@dataclass(frozen=True, slots=True)
class Judgement:
    """An episode is right when it and an incident have a minute in common."""

    episodes: int
    right: int
    detections: tuple[Detection, ...]

    @property
    def precision(self) -> Fraction | None:
        """Return the share of the episodes that were right; None without any."""
        return Fraction(self.right, self.episodes) if self.episodes else None

    @property
    def recall(self) -> Fraction | None:
        """Return the share of the incidents that were detected; None without any."""
        found = sum(detection.minutes is not None for detection in self.detections)
        return Fraction(found, len(self.detections)) if self.detections else None


def episodes_of(firings: Sequence[tuple[int, int]]) -> tuple[Episode, ...]:
    """Return the union of spans as spans apart from one another."""
    merged: list[Episode] = []
    for first, last in sorted(firings):
        if merged and first <= merged[-1].last:
            merged[-1] = Episode(merged[-1].first, max(last, merged[-1].last))
        else:
            merged.append(Episode(first, last))
    return tuple(merged)


def judge(
    counts: MinuteCounts, episodes: Sequence[Episode], incidents: Sequence[Incident], *, budget: Fraction
) -> Judgement:
    """Compare; `budget` is how many bad events a window allows."""
    bad = [0, *accumulate(counts.bad)]
    spans = [(counts.index(incident.start), counts.index(incident.end)) for incident in incidents]
    detections = []
    for incident, (start, end) in zip(incidents, spans, strict=True):
        found = next((episode for episode in episodes if _meet(episode, start, end)), None)
        until = end if found is None else max(found.first + 1, start)
        spent = (bad[min(until, len(counts))] - bad[start]) / budget if budget else Fraction(0)
        minutes = None if found is None else until - start
        detections.append(Detection(incident, minutes, spent))
    right = sum(any(_meet(episode, start, end) for start, end in spans) for episode in episodes)
    return Judgement(len(episodes), right, tuple(detections))


def _meet(episode: Episode, start: int, end: int) -> bool:
    return episode.first < max(end, start + 1) and start < episode.last


def mean_budget(counts: MinuteCounts, *, error_budget: Fraction, window: int) -> Fraction:
    """Return the bad events that a window of so many seconds allows at the mean traffic of the counts."""
    return error_budget * sum(counts.total) * window / (len(counts) * MINUTE) if len(counts) else Fraction(0)
