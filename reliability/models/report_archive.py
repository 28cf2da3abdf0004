"""Reports as they were signed."""

from typing import ClassVar

from django.db import models

from reliability.conventions import ReportPermission


class ReportArchive(models.Model):
    """The report of a service's calendar month. `content` is the JSON that was signed, letter by letter."""

    service = models.CharField(max_length=100)
    month = models.CharField(max_length=7, help_text="2026-10")
    content = models.TextField()
    signature = models.TextField(help_text="The signature file, as JSON.")
    key_id = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-month", "service"]
        permissions: ClassVar = [(ReportPermission.VIEW.removeprefix("reliability."), "Can see error budgets")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "month"], name="one_report_per_service_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.month}"
