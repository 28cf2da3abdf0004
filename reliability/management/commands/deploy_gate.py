"""`manage.py deploy_gate --service gateway`: may it be deployed? The exit code says so to a pipeline."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from datetime import timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.text import Text

from reliability.error_budgets.deploy_gate import EXIT_CODES, Decision, Verdict, decide, make_override
from reliability.error_budgets.presentation import decision_document
from reliability.errors import ReliabilityError

EPILOG: Final = """\
exit codes: 0 go, 1 frozen (the error budget is spent), 2 cannot say (no fresh data, or no such service)

examples:
  manage.py deploy_gate --service gateway && ./deploy.sh
  manage.py deploy_gate --service gateway --json
  manage.py deploy_gate --service gateway --override "Rolls back the change that spent it" --by mara --hours 2
"""
COLOURS: Final = {Verdict.GO: "green", Verdict.FROZEN: "red", Verdict.CANNOT_SAY: "yellow"}


class Command(BaseCommand):
    help = "Say whether a service may be deployed under its error budget policy."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True)
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--override", metavar="REASON", help="let deployments through; the reason is kept for good")
        parser.add_argument("--by", default="", metavar="NAME", help="who overrides")
        parser.add_argument("--hours", type=float, default=1.0, help="for how long (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            if options["override"] is not None:
                make_override(
                    service=options["service"],
                    reason=options["override"],
                    by=options["by"],
                    now=now,
                    lasting=timedelta(hours=options["hours"]),
                )
            decision = decide(options["service"], now=now)
        except ReliabilityError as error:
            raise CommandError(str(error), returncode=EXIT_CODES[Verdict.CANNOT_SAY]) from error
        self._tell(decision, as_json=options["json"])
        if decision.verdict is not Verdict.GO:
            sys.exit(EXIT_CODES[decision.verdict])

    def _tell(self, decision: Decision, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(decision_document(decision), indent=2))
            return
        console = Console()
        verdict = Text(decision.verdict.replace("_", " ").upper(), style=f"bold {COLOURS[decision.verdict]}")
        console.print(verdict, Text(decision.reason))
        for judgement in decision.judgements:
            console.print(Text(f"  {judgement.text}"))
        for action in {action for one in decision.judgements for action in one.reading.actions}:
            console.print(Text(f"  - {action}"))
