"""`compose`: the schemas of several subgraphs to one supergraph."""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

from marketplace.gateway.command_line.problem import CommandLineProblem, read_text
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose

EPILOG = """\
examples:
  python -m marketplace.gateway compose users.graphql offers.graphql -o supergraph.graphql
  python -m marketplace.gateway compose users.graphql=http://127.0.0.1:4001/graphql offers.graphql
  python -m marketplace.gateway compose subgraphs.toml -o supergraph.graphql

subgraphs.toml:
  [subgraphs.users]
  url = "http://127.0.0.1:4001/graphql"
  schema = "users.graphql"        # from the folder of this file
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "compose",
        help="compose subgraph schemas into a supergraph",
        description="Compose subgraph schemas (Federation 1 and 2) into a supergraph SDL.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subgraphs",
        nargs="+",
        metavar="FILE.toml | FILE.graphql[=URL]",
        help="one list of subgraphs, or schema files; a file's name is its subgraph's",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write here, not to standard output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    definitions = [found for argument in options.subgraphs for found in _definitions(argument)]
    result = compose(definitions)
    for hint in result.hints:
        sys.stderr.write(f"hint: {hint}\n")
    if result.supergraph_sdl is None:
        for error in result.errors:
            sys.stderr.write(f"{error}\n")
        raise CommandLineProblem(f"no supergraph: {len(result.errors)} composition errors.")
    if options.output is None:
        sys.stdout.write(result.supergraph_sdl)
    else:
        _write(options.output, result.supergraph_sdl)
    return 0


def _definitions(argument: str) -> list[SubgraphDefinition]:
    if argument.endswith(".toml"):
        return _from_list(Path(argument))
    name, _, url = argument.partition("=")
    path = Path(name)
    return [SubgraphDefinition(name=path.stem, url=url, sdl=read_text(path))]


def _from_list(path: Path) -> list[SubgraphDefinition]:
    try:
        content = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CommandLineProblem(f"{path} is not TOML: {error}.") from error
    subgraphs = content.get("subgraphs")
    if not isinstance(subgraphs, dict) or not subgraphs:
        raise CommandLineProblem(f"{path} has no [subgraphs.NAME] table.")
    definitions = []
    for name, subgraph in subgraphs.items():
        schema, url = (subgraph.get("schema"), subgraph.get("url", "")) if isinstance(subgraph, dict) else (None, None)
        if not isinstance(schema, str) or not isinstance(url, str):
            raise CommandLineProblem(f'{path}: [subgraphs.{name}] needs schema = "FILE" and url = "URL".')
        definitions.append(SubgraphDefinition(name, url, read_text(path.parent / schema)))
    return definitions


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandLineProblem(f"{path} cannot be written: {error.strerror}.") from error
