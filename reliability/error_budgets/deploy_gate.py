"""May this service be deployed? The error budget policy's answer, for people and pipelines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from reliability.error_budgets.definitions import find_service, slos_by_reference
from reliability.error_budgets.policy import PolicyReading, read_policy
from reliability.error_budgets.rollups import labels_text
from reliability.errors import SpecificationError
from reliability.models import GateOverride, MinuteCount, Recording
from reliability.promises import promised_services
from reliability.slo.error_budget import minute_of, percent, start_of
from reliability.slo.error_budget.minutes import SECONDS
from reliability.slo.model import BudgetState, Composite, Slo

STALE: Final = timedelta(minutes=15)
"""A recorder that has settled nothing for so long is not running."""


class Verdict(StrEnum):
    GO = "go"
    FROZEN = "frozen"
    CANNOT_SAY = "cannot_say"


EXIT_CODES: Final = {Verdict.GO: 0, Verdict.FROZEN: 1, Verdict.CANNOT_SAY: 2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One SLO's part. `doubt` says why its numbers cannot be trusted; empty: they can."""

    reading: PolicyReading
    doubt: str

    @property
    def text(self) -> str:
        """One line for people."""
        name = self.reading.slo.reference
        return f"{name}: {self.doubt or f'{self.reading.state}, {percent(self.reading.remaining)} of its budget left.'}"


@dataclass(frozen=True, slots=True)
class Decision:
    service: str
    verdict: Verdict
    reason: str
    judgements: tuple[Judgement, ...]
    override: GateOverride | None = None


def decide(service_name: str, *, now: datetime) -> Decision:
    """Return the verdict: frozen if an SLO of the service is, unless somebody has overridden it; cannot say while one
    has no fresh data. Raises SpecificationError for an unknown service.
    """
    service = find_service(service_name)
    judgements = tuple(Judgement(read_policy(slo, now), _doubt(slo, now)) for slo in service.slos)
    frozen = [one for one in judgements if one.reading.state is BudgetState.FROZEN and not one.doubt]
    doubtful = [one for one in judgements if one.doubt]
    override = override_of(service_name, now=now)
    if override is not None and (frozen or doubtful):
        reason = f"Overridden by {override.by} until {override.until:%Y-%m-%d %H:%M} UTC: {override.reason}"
        return Decision(service_name, Verdict.GO, reason, judgements, override)
    if frozen:
        return Decision(service_name, Verdict.FROZEN, f"Frozen: {_names(frozen)}.", judgements)
    if doubtful or not judgements:
        reason = f"No fresh data: {_names(doubtful)}." if doubtful else "The service has no SLO."
        return Decision(service_name, Verdict.CANNOT_SAY, reason, judgements)
    return Decision(service_name, Verdict.GO, "No budget is frozen.", judgements)


def _names(judgements: Iterable[Judgement]) -> str:
    return ", ".join(one.reading.slo.reference for one in judgements)


def override_of(service: str, *, now: datetime) -> GateOverride | None:
    """Return the override in force that lasts longest."""
    valid = GateOverride.objects.filter(service=service, at__lte=now, until__gt=now, withdrawn_at=None)
    return valid.order_by("-until", "-pk").first()


def make_override(*, service: str, reason: str, by: str, now: datetime, lasting: timedelta) -> GateOverride:
    """Let deployments through for a time; the row says for good who did, and why."""
    find_service(service)
    if not reason.strip() or not by.strip():
        raise SpecificationError("Say who overrides the gate, and why.")
    if lasting <= timedelta():
        raise SpecificationError("An override lasts some time.")
    return GateOverride.objects.create(service=service, reason=reason, by=by, at=now, until=now + lasting)


def _doubt(slo: Slo, now: datetime) -> str:
    if isinstance(slo.indicator, Composite):
        known = slos_by_reference(promised_services())
        return next((doubt for one in slo.indicator.components if (doubt := _doubt(known[one.slo], now))), "")
    recording = Recording.objects.filter(slo=slo.reference).first()
    if recording is None:
        return "It was never recorded: is `manage.py record_error_budgets` running?"
    if recording.error:
        return f"It cannot be recorded: {recording.error}"
    if now.timestamp() - recording.settled_at / 1_000 > STALE.total_seconds():
        return "It is no longer recorded: is `manage.py record_error_budgets` running?"
    return _silence(slo, now)


def _silence(slo: Slo, now: datetime) -> str:
    minutes = MinuteCount.objects.filter(ledger__slo=slo.reference, ledger__labels=labels_text({}))
    last = minutes.order_by("-minute").values_list("minute", flat=True).first()
    absent = slo.alerting.absent_after
    if last is None:
        return "Nothing was measured yet."
    if absent is not None and minute_of(now) - last > absent // SECONDS:
        return f"Nothing was measured since {start_of(last):%Y-%m-%d %H:%M} UTC."
    return ""
