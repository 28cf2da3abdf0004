"""`compose`: the schemas of several subgraphs to one supergraph."""

import argparse
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from marketplace.gateway.command_line.problem import CommandLineProblem, read_text
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose

EPILOG = """\
examples:
  python -m marketplace.gateway compose users.graphql offers.graphql -o supergraph.graphql
  python -m marketplace.gateway compose users.graphql=http://127.0.0.1:4001/graphql offers.graphql
  python -m marketplace.gateway compose config.yaml -o supergraph.graphql

config.yaml (or the same as TOML):
  subgraphs:
    users:
      routing_url: http://127.0.0.1:4001/graphql
      schema:
        file: users.graphql        # from the folder of this file
"""

_LIST_FORMATS: dict[str, Callable[[str], Any]] = {
    ".toml": tomllib.loads,
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
}


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
        metavar="FILE.yaml | FILE.toml | FILE.graphql[=URL]",
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
    if Path(argument).suffix in _LIST_FORMATS:
        return _from_list(Path(argument))
    name, _, url = argument.partition("=")
    path = Path(name)
    return [SubgraphDefinition(name=path.stem, url=url, sdl=read_text(path))]


def _from_list(path: Path) -> list[SubgraphDefinition]:
    try:
        content = _LIST_FORMATS[path.suffix](read_text(path))
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise CommandLineProblem(f"{path} cannot be read as {path.suffix[1:].upper()}: {error}.") from error
    subgraphs = content.get("subgraphs") if isinstance(content, dict) else None
    if not isinstance(subgraphs, dict) or not subgraphs:
        raise CommandLineProblem(f"{path} lists no subgraphs: see `compose --help` for an example.")
    return [_from_entry(path, str(name), entry) for name, entry in subgraphs.items()]


def _from_entry(path: Path, name: str, entry: Any) -> SubgraphDefinition:
    """One subgraph of a list: `routing_url` (or `url`), and `schema.file` (or the file's name as `schema`)."""
    settings = entry if isinstance(entry, dict) else {}
    schema, url = settings.get("schema"), settings.get("routing_url", settings.get("url", ""))
    if isinstance(schema, dict):
        schema = schema.get("file")
    if not isinstance(schema, str) or not isinstance(url, str):
        raise CommandLineProblem(f"{path}: the subgraph {name} needs a routing_url and a schema.file.")
    return SubgraphDefinition(name, url, read_text(path.parent / schema))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandLineProblem(f"{path} cannot be written: {error.strerror}.") from error
