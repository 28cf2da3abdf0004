"""`manage.py backtest_slo SERVICE/NAME`: what an SLO's alerts would have done over the minutes that were recorded."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reliability.error_budgets.definitions import find_slos
from reliability.error_budgets.reading import counts
from reliability.errors import ReliabilityError
from reliability.rules.backtesting.command import add_choices, add_period, tell_backtest
from reliability.rules.backtesting.read_counts import minute_counts
from reliability.slo.error_budget import start_of
from reliability.slo.model import Slo

EPILOG = """\
examples:
  manage.py backtest_slo gateway/availability --objective 99.5
  manage.py backtest_slo gateway/availability --start 2026-10-01T00:00Z --against gateway-new.yaml -o backtest.html
"""


class Command(BaseCommand):
    help = "Replay an SLO's alerts over the minutes in the database; compare with another objective or file."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        formatter = argparse.RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, formatter_class=formatter, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("slo", metavar="SERVICE/NAME")
        add_period(parser)
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        arguments = argparse.Namespace(**options)
        try:
            (slo,) = find_slos([arguments.slo])
            recorded = self._recorded(slo, arguments)
            text = tell_backtest(slo, minute_counts(recorded), arguments)
        except ReliabilityError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")

    def _recorded(self, slo: Slo, arguments: argparse.Namespace) -> Any:
        start = arguments.start or start_of(0)
        return (
            (start_of(row.minute), row.bad, row.total)
            for row in counts(slo, None, start, arguments.end or timezone.now())
        )
