"""`validate`: every problem at once."""

import argparse
import sys
from typing import Any

from reliability.command_line.arguments import new_parser
from reliability.command_line.explanation.tiers import never_fires
from reliability.command_line.output import json_text, tell_warnings
from reliability.command_line.reading import Read, read_services
from reliability.slo.model import Service, duration_text
from reliability.slo.spec.problems import FilesInvalidError

EPILOG = """\
examples:
  python -m reliability.slo validate slos/
  python -m reliability.slo validate gateway.yaml subgraphs.yaml --json

Exit code 0: they can be used; 1: they cannot, with a line `file:line: what. remedy` for each problem.
"""


def add_parser(commands: Any) -> None:
    parser = new_parser(commands, "validate", "tell every problem of SLO files", "Check SLO files.", EPILOG)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    try:
        read = read_services(options.files)
    except FilesInvalidError as error:
        if not options.json:
            raise
        sys.stdout.write(json_text({"valid": False, "problems": _problems(error)}))
        return 1
    warnings = [*read.warnings, *(text for service in read.services for text in service_warnings(service))]
    if options.json:
        sys.stdout.write(json_text({"valid": True, "slos": _references(read), "warnings": warnings}))
        return 0
    tell_warnings(warnings)
    slos = len(_references(read))
    sys.stdout.write(
        f"{slos} SLO{'' if slos == 1 else 's'} of {len(read.services)} service"
        f"{'' if len(read.services) == 1 else 's'} can be used.\n"
    )
    return 0


def service_warnings(service: Service) -> list[str]:
    """Return what is allowed and yet hardly meant."""
    return [
        f"{slo.reference}: the {tier.severity} over {duration_text(tier.long)} can never fire: even with all events "
        "bad its burn rate is not reached. Write a smaller budget share, or a longer window."
        for slo in service.slos
        for tier in slo.alerting.tiers
        if never_fires(slo, tier)
    ]


def _references(read: Read) -> list[str]:
    return [slo.reference for service in read.services for slo in service.slos]


def _problems(error: FilesInvalidError) -> list[dict[str, Any]]:
    return [
        {"file": str(problem.place.file), "line": problem.place.line, "text": problem.text}
        for problem in error.problems
    ]
