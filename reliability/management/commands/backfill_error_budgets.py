"""`manage.py backfill_error_budgets --from ... --to ...`: counts of the past, from a Prometheus that still has them."""

import json
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reliability.error_budgets.backfill import backfill, stretch_of
from reliability.error_budgets.definitions import find_slos
from reliability.error_budgets.sources import PrometheusSource
from reliability.errors import ReliabilityError
from reliability.management.commands.record_error_budgets import table_of
from reliability.prometheus import Prometheus

EPILOG: Final = """\
examples:
  manage.py backfill_error_budgets --from 2026-11-01 --to 2026-11-15
  manage.py backfill_error_budgets --from 2026-11-20T08:00 --prometheus http://127.0.0.1:9090 gateway/latency

Times are UTC unless they say otherwise. Doing it again changes nothing. What the recorder still counts is left to it.
"""


def moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no time such as 2026-11-01 or 2026-11-01T08:00+01:00") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = "Record the past from a Prometheus' samples, minute by minute."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slos", nargs="*", metavar="SERVICE/SLO", help="none: all")
        parser.add_argument("--from", dest="start", type=moment, required=True, metavar="TIME")
        parser.add_argument("--to", dest="end", type=moment, metavar="TIME", help="default: now")
        parser.add_argument("--prometheus", metavar="URL", help="default: PROMETHEUS_URL")
        parser.add_argument("--json", action="store_true", help="for programs; no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        url = options["prometheus"] or settings.RELIABILITY_PROMETHEUS_URL
        if not url:
            raise CommandError("Say where the samples are: --prometheus http://host:9090, or set PROMETHEUS_URL.")
        start, end = options["start"], min(options["end"] or timezone.now(), timezone.now())
        if end <= start:
            raise CommandError("--to lies after --from.")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        try:
            slos = find_slos(options["slos"])
            chunks = sum(stretch_of(slo, start, end).chunks for slo in slos)
            with Progress(*columns, console=Console(stderr=True), disable=options["json"]) as bar:
                task = bar.add_task("hours", total=chunks)
                outcomes = backfill(
                    slos=slos,
                    source=PrometheusSource(Prometheus(url)),
                    start=start,
                    end=end,
                    progress=lambda slo: bar.update(task, advance=1, description=slo.reference),
                )
        except ReliabilityError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes]))
        else:
            Console().print(table_of(outcomes))
        if failed := [outcome.slo for outcome in outcomes if outcome.error]:
            raise CommandError(f"{len(failed)} of {len(outcomes)} SLOs could not be filled: {', '.join(failed)}.")
