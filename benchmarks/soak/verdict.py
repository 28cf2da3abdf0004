"""What a soak must not show, each with what it did show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.soak.outcomes import Kind, Record
from benchmarks.soak.sampling import HIGHEST_SLOPE, MORE_FILES, Series
from benchmarks.soak.timeline import AFTERMATH, Window

GREEDY_LIMIT: Final = 20
GREEDY_SPAN: Final = 10.0
"""So many requests in so many seconds, as the configuration has it."""
FORGETFUL: Final = frozenset({"redis", "several"})
"""Faults in which counts are lost."""
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to hold, and whether it did."""

    title: str
    held: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known when the load has ended. `states` are what the gateways' workers tell of themselves."""

    records: Sequence[Record]
    windows: Sequence[Window]
    unexplained: Sequence[Record]
    series: Sequence[Series]
    journal: Sequence[str]
    states: Sequence[Mapping[str, Any]]
    events: Mapping[str, int]
    spans: int
    log_lines: int
    supergraph: str
    """The hash of the one that was put there last."""


def checks(evidence: Evidence) -> list[Check]:
    return [
        _unexplained(evidence),
        _nobody_reads_anothers(evidence),
        _mutations_once(evidence),
        _limit_exact(evidence),
        _memory_flat(evidence),
        _files_return(evidence),
        _workers_agree(evidence),
        _events_came(evidence),
        Check(
            "the access log and the collector were told",
            evidence.spans > 0 and evidence.log_lines > 0,
            f"{evidence.log_lines} lines, {evidence.spans} spans",
        ),
    ]


def _unexplained(evidence: Evidence) -> Check:
    return Check(
        "every outcome is right, or explained by a fault",
        not evidence.unexplained,
        f"{len(evidence.unexplained)} unexplained of {len(evidence.records)}",
    )


def _nobody_reads_anothers(evidence: Evidence) -> Check:
    leaks = [record for record in evidence.records if any(one.kind is Kind.LEAK for one in record.outcomes)]
    private = sum(bool(record.principal) for record in evidence.records)
    return Check("nobody reads another's data", not leaks, f"{len(leaks)} leaks in {private} answers to principals")


def _mutations_once(evidence: Evidence) -> Check:
    """One that was acknowledged was carried out, and none more often than it was sent and not answered, and once."""
    counts = Counter(evidence.journal)
    sent = [record for record in evidence.records if record.text]
    lost = [record.text for record in sent if record.last.kind is Kind.RIGHT and not counts[record.text]]
    repeated = [record.text for record in sent if counts[record.text] > _most(record)]
    seen = f"{len(sent)} sent, {len(lost)} lost, {len(repeated)} repeated"
    return Check("mutations are carried out once", not lost and not repeated, seen + _some(lost + repeated))


def _most(record: Record) -> int:
    """How often the attempts may have been carried out."""
    return sum(outcome.kind not in {Kind.SHED, Kind.UNCHECKED} for outcome in record.outcomes)


def _limit_exact(evidence: Evidence) -> Check:
    """No span that is shorter than the limit's has one request too many, but while Redis did not count."""
    passed = sorted(
        (record.began, record.ended)
        for record in evidence.records
        if record.operation == "greedy" and record.last.kind is Kind.RIGHT and not _uncounted(record, evidence.windows)
    )
    spans = [last[1] - first[0] for first, last in zip(passed, passed[GREEDY_LIMIT:], strict=False)]
    shortest = min(spans, default=GREEDY_SPAN)
    refused = sum(record.operation == "greedy" and record.last.kind is Kind.REFUSED for record in evidence.records)
    seen = f"{len(passed)} passed, {refused} refused; {GREEDY_LIMIT + 1} passed in no less than {shortest:.1f} s"
    return Check(f"of one principal {GREEDY_LIMIT} requests pass in {GREEDY_SPAN:.0f} s", shortest >= GREEDY_SPAN, seen)


def _uncounted(record: Record, windows: Sequence[Window]) -> bool:
    return any(
        record.ended >= window.began and record.began <= window.ended + AFTERMATH + GREEDY_SPAN
        for window in windows
        if window.fault.name in FORGETFUL
    )


def _memory_flat(evidence: Evidence) -> Check:
    slopes = {f"{one.gateway} {one.pid}": one.slope for one in evidence.series}
    judged = {name: slope for name, slope in slopes.items() if slope is not None}
    seen = ", ".join(f"{name}: {slope:+.2f}" for name, slope in judged.items()) or "no worker lived long enough to tell"
    flat = all(slope <= HIGHEST_SLOPE for slope in judged.values())
    return Check(f"memory grows by no more than {HIGHEST_SLOPE:g} MB a minute", flat, seen)


def _files_return(evidence: Evidence) -> Check:
    extra = {f"{one.gateway} {one.pid}": one.extra_files for one in evidence.series}
    seen = ", ".join(f"{name}: {count:+d}" for name, count in extra.items())
    return Check("open files return", all(count <= MORE_FILES for count in extra.values()), seen)


def _workers_agree(evidence: Evidence) -> Check:
    """On the last supergraph, with nothing left of those before and nothing live."""
    summaries = [state["gateway"] for state in evidence.states]
    hashes = {summary["supergraph"] for summary in summaries}
    retiring = sum(summary["retiringSupergraphs"] for summary in summaries)
    live = sum(summary["liveStreams"] for summary in summaries)
    reloads = ", ".join(str(summary["reloads"]) for summary in summaries)
    seen = f"{len(hashes)} in {len(summaries)} workers, {retiring} retiring, {live} live streams; reloads: {reloads}"
    return Check(
        "workers end with the last supergraph, and let go of the others",
        hashes == {evidence.supergraph} and not retiring + live,
        seen,
    )


def _events_came(evidence: Evidence) -> Check:
    seen = ", ".join(f"{name}: {count}" for name, count in evidence.events.items())
    return Check("events came to every subscriber", all(evidence.events.values()), seen)


def _some(texts: Sequence[str]) -> str:
    return f" ({', '.join(texts[:SHOWN])})" if texts else ""
