"""`plan`: how an operation would be spread over the subgraphs, without running it."""

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSyntaxError, parse, validate

from marketplace.gateway.command_line.problem import (
    CommandLineProblem,
    load_supergraph,
    read_text,
)
from marketplace.gateway.errors import ClientError
from marketplace.gateway.operation.operation import coerce_variables, prepare_operation, select_operation
from marketplace.gateway.plan import plan_to_json, print_plan
from marketplace.gateway.planner import Planner

EPILOG = """\
examples:
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql --json
  echo '{ me { id } }' | python -m marketplace.gateway plan --supergraph supergraph.graphql -
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "plan",
        help="print the query plan of an operation",
        description="Print how an operation is fetched from the subgraphs.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--supergraph", required=True, type=Path, metavar="FILE", help="supergraph SDL")
    parser.add_argument("query", metavar="QUERY", help="file with the operation, or - for standard input")
    parser.add_argument("--operation", metavar="NAME", help="which operation, if the file has several")
    parser.add_argument(
        "--variables",
        default="{}",
        metavar="JSON",
        help="values of variables; those of @skip and @include decide the plan",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    supergraph = load_supergraph(options.supergraph)
    text = sys.stdin.read() if options.query == "-" else read_text(Path(options.query))
    try:
        document = parse(text, allow_empty_selection_sets=False)
        breaches = validate(supergraph.client_schema, document)
        if breaches:
            raise CommandLineProblem("\n\n".join(str(breach) for breach in breaches))
        definition = select_operation(document, options.operation)
        variables = coerce_variables(supergraph, definition, _variables(options.variables))
        operation = prepare_operation(supergraph, document, options.operation, variables)
        plan = Planner(supergraph).plan(operation)
    except GraphQLSyntaxError as error:
        raise CommandLineProblem(str(error)) from error
    except (ClientError, GraphQLError) as error:
        raise CommandLineProblem(error.message) from error
    if options.json:
        sys.stdout.write(orjson.dumps(plan_to_json(plan), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        sys.stdout.write(print_plan(plan).rstrip() + "\n")
    return 0


def _variables(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CommandLineProblem(f"--variables is not valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise CommandLineProblem("--variables must be a JSON object.")
    return value
