"""`backtest`: what the alerts of an SLO would have done over past minutes."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from reliability.errors import SpecificationError
from reliability.prometheus import Prometheus
from reliability.rules.backtesting.backtest import backtest
from reliability.rules.backtesting.comparing import Comparison
from reliability.rules.backtesting.counts import MinuteCounts
from reliability.rules.backtesting.document import backtest_html, firings_svg
from reliability.rules.backtesting.measure import measure_minutes
from reliability.rules.backtesting.read_counts import read_counts, read_incidents
from reliability.rules.backtesting.texts import backtest_json, backtest_text, comparison_json, comparison_text
from reliability.slo.model import Slo
from reliability.slo.spec import load_services

WHOLE = 100
EPILOG = """\
counts are a CSV file or a JSON list: time (ISO 8601 or seconds since 1970), total, and bad or good; a row each minute
incidents likewise: start, end, title

examples:
  python -m reliability.slo backtest gateway.yaml --slo gateway/availability --counts october.csv
  python -m reliability.slo backtest gateway.yaml --slo gateway/availability --counts october.csv --objective 99.5
  python -m reliability.slo backtest gateway.yaml --slo gateway/availability --counts october.csv \\
      --against gateway-new.yaml --incidents incidents.csv -o backtest.html
  python -m reliability.slo backtest gateway.yaml --slo gateway/availability \\
      --prometheus http://127.0.0.1:9090 --start 2026-10-01T00:00Z
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "backtest",
        help="replay an SLO's alerts over past minutes",
        description="Tell how often an SLO's alerts would have fired, when and for how long; with incidents, which "
        "they would have found and how soon; with another objective or file, what that would have changed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="SLO files or folders")
    parser.add_argument("--slo", metavar="SERVICE/NAME", help="which SLO, if the files have several")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--counts", metavar="FILE", type=Path, help="events of past minutes")
    source.add_argument("--prometheus", metavar="URL", help="a Prometheus that has them; --start says from when")
    add_period(parser)
    add_choices(parser)
    parser.set_defaults(run=run)


def add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start", metavar="TIME", type=_time, help="ISO 8601 with an offset")
    parser.add_argument("--end", metavar="TIME", type=_time, help="default: now")


def add_choices(parser: argparse.ArgumentParser) -> None:
    """What can be asked of a backtest, wherever its minutes come from."""
    parser.add_argument("--incidents", metavar="FILE", type=Path, help="what the alerts should have found")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--objective", metavar="PERCENT", help="compare with this objective")
    other.add_argument("--against", metavar="FILE", type=Path, help="compare with the SLO of this name in this file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write a file: .html, .svg, .json or .txt")


def run(arguments: argparse.Namespace) -> int:
    """Print or write what was found. Raises ReliabilityError whose text says what to mend."""
    slo = find_slo(load_slos(arguments.files), arguments.slo)
    if arguments.counts:
        counts = read_counts(arguments.counts)
    elif arguments.start is None:
        raise SpecificationError("Say from when Prometheus is asked: --start 2026-10-01T00:00Z.")
    else:
        end = arguments.end or datetime.now(UTC)
        counts = measure_minutes(slo, Prometheus(arguments.prometheus), start=arguments.start, end=end)
    text = tell_backtest(slo, counts, arguments)
    if text:
        print(text, end="")  # noqa: T201 a command's answer
    return 0


def tell_backtest(slo: Slo, counts: MinuteCounts, arguments: argparse.Namespace) -> str:
    """Return what was found, or write it to the file that was asked for and return nothing."""
    incidents = read_incidents(arguments.incidents) if arguments.incidents else ()
    other = _other_version(slo, arguments)
    found = [backtest(version, counts, incidents=incidents) for version in (slo, other) if version]
    two = Comparison(*found) if other else None
    form = arguments.output.suffix.lstrip(".") if arguments.output else "json" if arguments.json else "txt"
    match form:
        case "html":
            text = backtest_html(found, summary=two.sentence if two else "")
        case "svg":
            text = firings_svg(found[-1])
        case "json":
            text = json.dumps(comparison_json(two) if two else backtest_json(found[0]), indent=2) + "\n"
        case _:
            text = comparison_text(two) if two else backtest_text(found[0])
    if arguments.output is None:
        return text
    arguments.output.write_text(text, encoding="utf-8")
    return ""


def load_slos(files: Sequence[Path]) -> tuple[Slo, ...]:
    return tuple(slo for service in load_services(files) for slo in service.slos)


def find_slo(slos: Sequence[Slo], reference: str | None) -> Slo:
    """Return the SLO of that name, or the only one. Raises SpecificationError that names those there are."""
    fitting = [slo for slo in slos if reference in {None, slo.reference}]
    if len(fitting) != 1:
        raise SpecificationError(
            f"{'No' if not fitting else 'More than one'} SLO fits. Give --slo one of "
            f"{', '.join(slo.reference for slo in slos) or 'those in the files, which have none'}."
        )
    return fitting[0]


def _other_version(slo: Slo, arguments: argparse.Namespace) -> Slo | None:
    if arguments.against:
        return find_slo(load_slos((arguments.against,)), slo.reference)
    return replace(slo, objective=read_objective(arguments.objective)) if arguments.objective else None


def read_objective(text: str) -> Fraction:
    """Return the share of a percentage such as 99.95. Raises SpecificationError."""
    try:
        objective = Fraction(text) / WHOLE
    except (ValueError, ZeroDivisionError) as error:
        raise SpecificationError(f"--objective {text}: write a percentage such as 99.5.") from error
    if not 0 < objective < 1:
        raise SpecificationError(f"--objective {text}: an objective is above 0 and below 100.")
    return objective


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no offset from UTC: write for example 2026-10-01T12:00Z")
    return at
