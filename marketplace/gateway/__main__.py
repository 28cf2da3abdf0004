"""`python -m marketplace.gateway serve|config|plan|compose`: the gateway with anyone's subgraphs."""

import argparse
import sys
from collections.abc import Sequence

from marketplace.gateway.command_line import compose, configure, plan, serve
from marketplace.gateway.command_line.problem import CommandLineProblem

COMMANDS = (serve, configure, plan, compose)

EPILOG = """\
examples:
  python -m marketplace.gateway compose users.graphql offers.graphql -o supergraph.graphql
  python -m marketplace.gateway serve --supergraph supergraph.graphql --port 4000
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 after one line that tells why not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m marketplace.gateway",
        description="A federated GraphQL gateway: composes subgraphs, plans operations, serves them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except CommandLineProblem as problem:
        sys.stderr.write(f"error: {problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
