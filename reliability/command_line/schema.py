"""`schema`: what editors complete SLO files with."""

import argparse
from pathlib import Path
from typing import Any

from reliability.command_line.output import write_text
from reliability.slo.spec.schema import schema_text

EPILOG = """\
examples:
  python -m reliability.slo schema -o slo.schema.json

With this first line in an SLO file, editors with a YAML language server complete and check it:
  # yaml-language-server: $schema=slo.schema.json
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "schema",
        help="write the JSON Schema of SLO files, for editors",
        description="Write the JSON Schema of SLO files.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="a file instead of standard output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    write_text(schema_text(), options.output)
    return 0
