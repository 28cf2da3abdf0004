"""One signed report for each service and calendar month, made once the month is over wherever it is reckoned."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from reliability.models import ReportArchive
from reliability.promises import promised_services
from reliability.reports.formats.as_json import json_document
from reliability.reports.read import LAST_MOMENT, over_month, read_report
from reliability.reports.signing import Form, key_id, sign_report, signing_key
from reliability.slo.model import Service

SETTLED: Final = timedelta(hours=2)
"""After a month's end its last minutes may still be recorded."""


def make_monthly_reports(*, now: datetime) -> list[ReportArchive]:
    """Make what is missing of the month before; do it as often as you like. Return what was made."""
    month = (now.replace(day=1) - timedelta(days=1)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = (make_monthly_report(service, month=month, now=now) for service in promised_services())
    return [report for report in made if report]


def make_monthly_report(service: Service, *, month: datetime, now: datetime) -> ReportArchive | None:
    """Make the service's report of that month; None when there is one already, or the month is not over everywhere."""
    name = f"{month:%Y-%m}"
    months = [over_month(slo, month, now=now) for slo in service.slos]
    if any(at + LAST_MOMENT + SETTLED > now for _, at in months):
        return None
    if ReportArchive.objects.filter(service=service.name, month=name).exists():
        return None
    key = signing_key(settings.RELIABILITY_REPORT_SIGNING_KEY)
    signed_with = key_id(key.public_key())
    content = json_document([replace(read_report(service, slo, at=at), signed_with=signed_with) for slo, at in months])
    report, made = ReportArchive.objects.get_or_create(
        service=service.name,
        month=name,
        defaults={
            "content": content.decode(),
            "signature": sign_report(content, form=Form.JSON, key=key).to_json(),
            "key_id": signed_with,
            "made_at": now,
        },
    )
    return report if made else None
