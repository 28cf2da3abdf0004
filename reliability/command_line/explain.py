"""`explain`: what each SLO means, in plain words and numbers."""

import argparse
import sys
from typing import Any

from rich.console import Console

from reliability.command_line.arguments import new_parser
from reliability.command_line.explanation.document import explain, explanation_json
from reliability.command_line.explanation.terminal import print_explanations
from reliability.command_line.output import json_text, tell_warnings
from reliability.command_line.reading import read_services
from reliability.errors import SpecificationError

EPILOG = """\
examples:
  python -m reliability.slo explain gateway.yaml
  python -m reliability.slo explain slos/ --slo gateway/availability
  python -m reliability.slo explain sloth.yml --json

A burn rate of 1 spends the whole budget in the whole window; of 14.4 fourteen times as fast.
"""


def add_parser(commands: Any) -> None:
    parser = new_parser(
        commands,
        "explain",
        "say what each SLO means",
        "Say what is good and bad, how much may go wrong, when alerts fire and how sure they are.",
        EPILOG,
    )
    parser.add_argument("--slo", metavar="SERVICE/NAME", help="this one alone")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    read = read_services(options.files)
    tell_warnings(read.warnings)
    slos = [slo for service in read.services for slo in service.slos]
    chosen = [slo for slo in slos if options.slo in {None, slo.reference}]
    if not chosen:
        names = ", ".join(slo.reference for slo in slos)
        raise SpecificationError(f"there is no SLO {options.slo}. These files have {names}.")
    explanations = [explain(slo) for slo in chosen]
    if options.json:
        sys.stdout.write(json_text([explanation_json(one) for one in explanations]))
    else:
        print_explanations(explanations, Console(highlight=False))
    return 0
