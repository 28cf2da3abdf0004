"""`manage.py report_error_budget`: what was promised, what was spent, and by whom."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from reliability.errors import ReliabilityError
from reliability.promises import promised_services
from reliability.reports.formats import FORMATS, SUFFIXES
from reliability.reports.read import over_month, read_report, select_slos
from reliability.reports.report import SloReport
from reliability.reports.signing import Form, key_id, sign_report, signing_key
from reliability.slo.model import Service, Slo

EPILOG = """\
examples:
  manage.py report_error_budget
  manage.py report_error_budget --slo gateway/availability
  manage.py report_error_budget --service gateway --period 2026-10 -o october.pdf --sign
  manage.py report_error_budget --at 2026-10-09T12:00+02:00 --format json
"""


class Command(BaseCommand):
    help = "Report the error budgets of this installation's SLOs."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--slo", action="append", default=[], metavar="SERVICE/NAME", help="only this one; repeatable"
        )
        parser.add_argument("--service", metavar="NAME", help="only the SLOs of this service")
        when = parser.add_mutually_exclusive_group()
        when.add_argument(
            "--period", metavar="MONTH", help="a calendar month such as 2026-10, whatever the SLOs' windows"
        )
        when.add_argument("--at", metavar="TIME", help="the windows as they were then (ISO 8601; without offset: UTC)")
        parser.add_argument("--format", choices=FORMATS, help="default: by the file's ending, else table")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write this file instead of printing")
        parser.add_argument("--sign", action="store_true", help="write FILE.sig beside it; see `verify_report`")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        if options["sign"] and output is None:
            raise CommandError("--sign signs a file: give -o FILE.")
        form = options["format"] or (SUFFIXES.get(output.suffix, "table") if output else "table")
        if form == "pdf" and output is None and sys.stdout.isatty():
            raise CommandError("A PDF is nothing for a terminal: give -o FILE.")
        try:
            content = FORMATS[form](self._reports(options))
        except ReliabilityError as error:
            raise CommandError(str(error)) from error
        if output is None:
            self._print(content)
            return
        output.write_bytes(content)
        if options["sign"]:
            signature = sign_report(content, form=Form.JSON if form == "json" else Form.BYTES, key=_key())
            output.with_name(f"{output.name}.sig").write_text(signature.to_json(), encoding="utf-8")
        self.stderr.write(f"Wrote {output}{f' and {output}.sig' if options['sign'] else ''}.")

    def _print(self, content: bytes) -> None:
        """PDF is no text: its bytes go to where the text would."""
        binary = getattr(self.stdout, "buffer", None)
        if content.startswith(b"%PDF") and binary is not None:
            binary.write(content)
        else:
            self.stdout.write(content.decode("utf-8", "surrogateescape"), ending="")

    def _reports(self, options: dict[str, Any]) -> list[SloReport]:
        services = promised_services()
        chosen = select_slos(services, slos=options["slo"], service=options["service"])
        missing = set(options["slo"]) - {slo.reference for _, slo in chosen}
        if missing or not chosen:
            known = ", ".join(slo.reference for service in services for slo in service.slos)
            raise CommandError(
                f"There is no SLO {', '.join(sorted(missing)) or options['service']}. There are: {known}."
            )
        signed_with = key_id(_key().public_key()) if options["sign"] else ""
        now = timezone.now()
        moment = read_time(options["at"]) if options["at"] else now
        month = read_month(options["period"]) if options["period"] else None
        reports = []
        for service, slo in _tracked(chosen):
            over, at = over_month(slo, month, now=now) if month else (slo, moment)
            reports.append(replace(read_report(service, over, at=at), signed_with=signed_with))
        return reports


def _tracked(chosen: list[tuple[Service, Slo]]) -> Iterable[tuple[Service, Slo]]:
    console = Console(stderr=True)
    return track(chosen, "Reading", console=console, transient=True, disable=not console.is_terminal)


def _key() -> Any:
    return signing_key(settings.RELIABILITY_REPORT_SIGNING_KEY)


def read_month(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 each SLO has a time zone of its own
    except ValueError as error:
        raise CommandError(f"--period {text}: write a month such as 2026-10.") from error


def read_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text}: write a time such as 2026-10-09T12:00+02:00.") from error
    return at if at.tzinfo else timezone.make_aware(at, timezone.get_default_timezone())
