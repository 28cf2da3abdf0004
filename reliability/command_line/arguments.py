"""What several commands take."""

import argparse
from pathlib import Path
from typing import Any

SLOTH = "sloth"


def new_parser(commands: Any, name: str, text: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """Return a parser with FILE… and --json."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="SLO files, or folders of them; OpenSLO's and Sloth's too"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for machines")
    return parser


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="a file, or a folder for a file each")


def add_compat(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--compat", choices=[SLOTH], help=text)
