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
from marketplace.gateway.planner import Planner, PlanningStages, print_decisions, print_groups
from marketplace.gateway.supergraph.model import Supergraph

EPILOG = """\
examples:
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql --json
  python -m marketplace.gateway plan --supergraph supergraph.graphql query.graphql --stage paths
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
    add_arguments(parser)
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about the operation, whichever command explains it."""
    parser.add_argument("query", metavar="QUERY", help="file with the operation, or - for standard input")
    parser.add_argument("--operation", metavar="NAME", help="which operation, if the file has several")
    parser.add_argument(
        "--variables",
        default="{}",
        metavar="JSON",
        help="values of variables; those of @skip and @include decide the plan",
    )
    parser.add_argument("--json", action="store_true", help="print the plan as JSON instead of text")
    parser.add_argument(
        "--stage",
        choices=("paths", "fetches", "plan"),
        default="plan",
        help="print an earlier stage: paths says who resolves each field and by which keys, fetches are the "
        "requests before they are merged (default plan)",
    )


def run(options: argparse.Namespace) -> int:
    sys.stdout.write(explain(load_supergraph(options.supergraph), options))
    return 0


def explain(supergraph: Supergraph, options: argparse.Namespace) -> str:
    """The plan of the operation that the options name, ending in a line break."""
    text = sys.stdin.read() if options.query == "-" else read_text(Path(options.query))
    try:
        document = parse(text, allow_empty_selection_sets=False)
        breaches = validate(supergraph.client_schema, document)
        if breaches:
            raise CommandLineProblem("\n\n".join(str(breach) for breach in breaches))
        definition = select_operation(document, options.operation)
        variables = coerce_variables(supergraph, definition, _variables(options.variables))
        operation = prepare_operation(supergraph, document, options.operation, variables)
        stages = Planner(supergraph).stages(operation)
    except GraphQLSyntaxError as error:
        raise CommandLineProblem(str(error)) from error
    except (ClientError, GraphQLError) as error:
        raise CommandLineProblem(error.message) from error
    return _print(stages, options.stage, as_json=options.json).rstrip() + "\n"


def _print(stages: PlanningStages, stage: str, *, as_json: bool) -> str:
    if as_json:
        return orjson.dumps(plan_to_json(stages.plan), option=orjson.OPT_INDENT_2).decode()
    match stage:
        case "paths":
            return print_decisions(stages.decisions)
        case "fetches":
            return print_groups(stages.groups)
        case _:
            return print_plan(stages.plan)


def _variables(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CommandLineProblem(f"--variables is not valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise CommandLineProblem("--variables must be a JSON object.")
    return value
