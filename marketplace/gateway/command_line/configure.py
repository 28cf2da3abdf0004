"""`config`: checks a configuration, shows what holds, and writes what tells about the options."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from marketplace.gateway.command_line.options import load_options
from marketplace.gateway.command_line.problem import CommandLineProblem, read_text
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import Configuration
from marketplace.gateway.configuration.example import example_file
from marketplace.gateway.configuration.kinds import Section
from marketplace.gateway.configuration.schema import json_schema
from marketplace.gateway.configuration.tables import option_tables, with_tables
from marketplace.gateway.configuration.written import WrittenOption, written_options

EPILOG = """\
examples:
  python -m marketplace.gateway config example > gateway.yaml
  python -m marketplace.gateway config check gateway.yaml
  python -m marketplace.gateway config show gateway.yaml
  HOLDFAST_GATEWAY__LIMITS__MAX_DEPTH=20 python -m marketplace.gateway config show --json
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "config",
        help="check a configuration, show what holds, write an example",
        description="Work with the gateway's options.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="tell every mistake in a file and in environment variables")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="every option that holds, and where it comes from; secrets are masked")
    show.add_argument("file", type=Path, nargs="?", metavar="FILE", help="none: the environment alone")
    show.add_argument("--json", action="store_true", help="as JSON")
    show.set_defaults(run=_show)
    example = actions.add_parser("example", help="write a file with every option, each commented out")
    example.set_defaults(run=_example)
    _add_generator(actions, "schema", "write the JSON Schema, with which editors complete and check", _schema)
    _add_generator(actions, "docs", "write the tables of options, into a document between its two markers", _docs)


def _add_generator(actions: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]) -> None:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="none: standard output")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where FILE would change")
    parser.set_defaults(run=run)


def _check(options: argparse.Namespace) -> int:
    load_options(options.file)
    sys.stdout.write(f"{options.file} can be used.\n")
    return 0


def _show(options: argparse.Namespace) -> int:
    configuration = load_options(options.file)
    found = list(written_options(Section(GatewayConfig), configuration.config))
    if options.json:
        shown = {o.path: {"value": o.value, "origin": _origin(configuration, o.path)} for o in found}
        sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(configuration, found))
    return 0


def _lines(configuration: Configuration, options: list[WrittenOption]) -> Iterator[str]:
    texts = [f"{option.path} = {json.dumps(option.value, ensure_ascii=False)}" for option in options]
    width = min(60, max(map(len, texts)))
    for option, text in zip(options, texts, strict=True):
        yield f"{text:{width}}  ({_origin(configuration, option.path)})"


def _origin(configuration: Configuration, path: str) -> str:
    """Where the option, or the first part of it that was given, stands."""
    parts = (place for given, place in configuration.origins.items() if given == path or given.startswith(f"{path}."))
    return str(next(parts, "default"))


def _example(_: argparse.Namespace) -> int:
    sys.stdout.write(example_file())
    return 0


def _schema(options: argparse.Namespace) -> int:
    return _write(options, json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def _docs(options: argparse.Namespace) -> int:
    if options.file is None:
        return _write(options, option_tables())
    try:
        return _write(options, with_tables(read_text(options.file)))
    except ValueError as error:
        raise CommandLineProblem(f"{options.file}: {error}") from error


def _write(options: argparse.Namespace, text: str) -> int:
    if options.file is None:
        sys.stdout.write(text)
    elif not options.check:
        options.file.write_text(text, encoding="utf-8")
    elif not options.file.is_file() or read_text(options.file) != text:
        raise CommandLineProblem(f"{options.file} is not what the options are now: write it anew, with `make options`.")
    return 0
