"""Counts of minutes in the database: written whole, so that writing again changes nothing."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from reliability.error_budgets.tally import Tally
from reliability.models import Ledger, MinuteCause, MinuteCount
from reliability.prometheus import Labels

BATCH: Final = 5_000


def labels_text(group: Mapping[str, str] | Labels) -> str:
    """Return the one text of a group: JSON, in the order of names."""
    return json.dumps(dict(group), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def replace_minutes(slo: str, tally: Tally, *, first: int, end: int, estimated: bool) -> None:
    """Make the tally what is known of the minutes from `first` to `end`, excluded. Call it in a transaction."""
    known = Ledger.objects.filter(slo=slo)
    for kind in (MinuteCount, MinuteCause):
        kind.objects.filter(ledger__in=known, minute__gte=first, minute__lt=end).delete()
    ledgers = _ledgers(slo, {group for group, _ in tally.total} | {group for group, _, _ in tally.causes}, estimated)
    MinuteCount.objects.bulk_create(
        (
            MinuteCount(ledger=ledgers[group], minute=minute, total=total, bad=tally.bad[group, minute])
            for (group, minute), total in tally.total.items()
            if first <= minute < end
        ),
        batch_size=BATCH,
    )
    MinuteCause.objects.bulk_create(
        (
            MinuteCause(ledger=ledgers[group], minute=minute, cause=cause, bad=bad)
            for (group, minute, cause), bad in tally.causes.items()
            if first <= minute < end
        ),
        batch_size=BATCH,
    )


def _ledgers(slo: str, groups: Iterable[Labels], estimated: bool) -> dict[Labels, Ledger]:  # noqa: FBT001 - passed on
    texts = {group: labels_text(group) for group in groups}
    Ledger.objects.bulk_create(
        (Ledger(slo=slo, labels=text, estimated=estimated) for text in texts.values()), ignore_conflicts=True
    )
    known = {ledger.labels: ledger for ledger in Ledger.objects.filter(slo=slo, labels__in=texts.values())}
    changed = [ledger.pk for ledger in known.values() if ledger.estimated != estimated]
    Ledger.objects.filter(pk__in=changed).update(estimated=estimated)
    return {group: known[text] for group, text in texts.items()}
