"""The commands and their exit codes."""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from reliability.command_line import convert, explain, rules, schema, validate
from reliability.errors import ReliabilityError
from reliability.rules.backtesting import command as backtest

COMMANDS: Final = (validate, rules, convert, explain, backtest, schema)
EPILOG: Final = """\
examples:
  python -m reliability.slo validate slos/
  python -m reliability.slo explain slos/gateway.yaml
  python -m reliability.slo rules slos/ -o rules/
  python -m reliability.slo rules --compat sloth sloth.yml --extra-labels cluster=eu
  python -m reliability.slo convert openslo.yaml --to holdfast -o slos/

Editors complete SLO files whose first line names the schema that `schema` writes:
  # yaml-language-server: $schema=slo.schema.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 after a line for each problem, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.slo",
        description="Service level objectives: one file drives budgets, rules and alerts.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except ReliabilityError as error:
        sys.stderr.write(f"{error}\n")
        return 1
