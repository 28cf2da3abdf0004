"""`manage.py record_error_budgets [--once]`: count good and bad events into the database, minute by minute."""

import json
import time
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from reliability.error_budgets.record import Recorded
from reliability.error_budgets.recorder import record_all
from reliability.errors import ReliabilityError

EPILOG: Final = """\
examples:
  manage.py record_error_budgets --once                  what the Celery task does each minute
  manage.py record_error_budgets                         for ever, every 15 s: without a worker
  manage.py record_error_budgets --once gateway/latency  only this SLO, to see why it has no data

Counts from PROMETHEUS_URL, or from RELIABILITY_METRICS_ENDPOINTS. Several at once, and being killed, do no harm.
"""


class Command(BaseCommand):
    help = "Record how many good and bad events each SLO had, minute by minute, exact to the event."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slos", nargs="*", metavar="SERVICE/SLO", help="none: all")
        parser.add_argument("--once", action="store_true", help="one run; fail if an SLO cannot be recorded")
        parser.add_argument("--every", type=float, default=15.0, metavar="SECONDS", help="default: %(default)s")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            while True:
                outcomes = record_all(now=timezone.now(), slos=options["slos"])
                self._tell(outcomes, as_json=options["json"])
                if options["once"]:
                    break
                time.sleep(options["every"])
        except ReliabilityError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            return
        failed = [outcome.slo for outcome in outcomes if outcome.error]
        if failed:
            raise CommandError(f"{len(failed)} of {len(outcomes)} SLOs could not be recorded: {', '.join(failed)}.")

    def _tell(self, outcomes: list[Recorded], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes]))
        else:
            Console().print(table_of(outcomes))


def table_of(outcomes: list[Recorded]) -> Table:
    table = Table("SLO", "events", "bad", "")
    for one in outcomes:
        table.add_row(one.slo, f"{one.total:,}", f"{one.bad:,}", f"[red]{one.error}" if one.error else "")
    return table
