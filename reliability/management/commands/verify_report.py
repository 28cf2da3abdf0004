"""`manage.py verify_report FILE`: is this what was signed? Needs no database and no network."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reliability.reports.signing import (
    SignatureError,
    key_id,
    public_text,
    read_public_key,
    read_signature,
    signing_key,
    verify_report,
)

EPILOG = """\
examples:
  manage.py verify_report october.pdf
  manage.py verify_report --show-key > report-key.txt
  manage.py verify_report october.json --public-key report-key.txt
"""


class Command(BaseCommand):
    help = "Tell whether a report is what was signed, and by the key of this installation or a given one."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the report")
        parser.add_argument("--signature", type=Path, metavar="FILE", help="default: FILE.sig beside it")
        parser.add_argument("--public-key", metavar="KEY", help="a public key, or a file with one; default: our own")
        parser.add_argument("--show-key", action="store_true", help="print our public key")

    def handle(self, *args: Any, **options: Any) -> None:
        own = signing_key(settings.RELIABILITY_REPORT_SIGNING_KEY).public_key()
        if options["show_key"]:
            self.stdout.write(public_text(own))
            return
        file: Path | None = options["file"]
        if file is None:
            raise CommandError("Give the report's FILE, or --show-key.")
        try:
            given = options["public_key"]
            key = read_public_key(Path(given).read_text() if Path(given).is_file() else given) if given else own
            signature = options["signature"] or file.with_name(f"{file.name}.sig")
            verify_report(file.read_bytes(), read_signature(signature.read_text()), key=key)
        except (SignatureError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} is what was signed with the key {key_id(key)}.")
