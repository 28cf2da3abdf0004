"""`rules`: recording and alerting rules, their unit tests, and the resource that Kubernetes takes."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from reliability.command_line.arguments import SLOTH, add_compat, add_output, new_parser
from reliability.command_line.output import is_folder, json_text, tell_warnings, write_folder, write_text
from reliability.command_line.reading import files_by_form, read_services
from reliability.errors import SpecificationError
from reliability.rules import RuleFile, build_rules
from reliability.rules.kubernetes import to_custom_resource
from reliability.rules.rendering import rule_document, to_yaml
from reliability.rules.sloth import build_sloth_rules
from reliability.rules.testing import build_tests
from reliability.slo.converting.detecting import FileForm
from reliability.slo.converting.sloth import SlothService, from_services, load_sloth, read_sloth_text
from reliability.slo.model import Service
from reliability.slo.spec.write import documents_text

COMMAND: Final = "python -m reliability.slo rules"
PROMETHEUS, KUBERNETES, TESTS = "prometheus", "kubernetes", "tests"
SLOTH_MODE: Final = "cli-gen-prom"
EPILOG = """\
examples:
  python -m reliability.slo rules gateway.yaml                           # to standard output
  python -m reliability.slo rules slos/ -o rules/                        # a file for each service
  python -m reliability.slo rules slos/ --format kubernetes -o k8s/      # PrometheusRule resources
  python -m reliability.slo rules slos/ --format tests -o tests/         # unit tests for promtool
  python -m reliability.slo rules --compat sloth sloth.yml --extra-labels cluster=eu --sloth-version dev

Each file is one YAML document: promtool reads no more than the first.
"""

Document = dict[str, Any]


def add_parser(commands: Any) -> None:
    parser = new_parser(commands, "rules", "write Prometheus rules of SLOs", "Write rules of SLO files.", EPILOG)
    add_output(parser)
    parser.add_argument("--format", choices=[PROMETHEUS, KUBERNETES, TESTS], default=PROMETHEUS, help="what is written")
    add_compat(parser, "the rules that Sloth would write, for those who keep its dashboards")
    parser.add_argument(
        "--extra-labels",
        action="append",
        default=[],
        type=_label,
        metavar="NAME=VALUE",
        help="with --compat sloth: a label of all rules; may be repeated",
    )
    parser.add_argument("--sloth-version", default="dev", metavar="TEXT", help="with --compat sloth: as it shall say")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.compat == SLOTH:
        return _run_sloth(options)
    if options.extra_labels:
        raise SpecificationError("--extra-labels is Sloth's. Write `labels:` in the file, or add --compat sloth.")
    read = read_services(options.files)
    tell_warnings(read.warnings)
    if is_folder(options.output):
        ending = "json" if options.json else "yaml"
        texts = {
            f"{service.name}.{ending}": _text(_document([service], options.format), options)
            for service in read.services
        }
        write_folder(texts, options.output)
    else:
        write_text(_text(_document(read.services, options.format), options), options.output)
    return 0


def _document(services: Sequence[Service], form: str) -> Document:
    if form == TESTS:
        if len(services) != 1:
            raise SpecificationError("Unit tests are a file for each service. Name a folder with -o.")
        return build_tests(services[0])
    files = [build_rules(service) for service in services]
    whole = (
        files[0] if len(files) == 1 else RuleFile(name="slos", groups=tuple(g for file in files for g in file.groups))
    )
    return to_custom_resource(whole) if form == KUBERNETES else rule_document(whole)


def _run_sloth(options: argparse.Namespace) -> int:
    if options.format == TESTS:
        raise SpecificationError("Unit tests are of our own rules. Leave out --compat, or choose another --format.")
    rules = build_sloth_rules(
        _sloth_documents(options.files), dict(options.extra_labels), version=options.sloth_version, mode=SLOTH_MODE
    )
    document = to_custom_resource(rules) if options.format == KUBERNETES else rule_document(rules)
    write_text(_text(document, options), options.output)
    return 0


def _sloth_documents(paths: Sequence[Path]) -> tuple[SlothService, ...]:
    """Return Sloth's own documents word for word, and those that other files convert to."""
    files = files_by_form(paths)
    theirs = load_sloth(files[FileForm.SLOTH])
    others = [file for form, found in files.items() if form is not FileForm.SLOTH for file in found]
    if not others:
        return theirs
    read = read_services(others)
    converted = from_services(read.services)
    tell_warnings([*read.warnings, *converted.warnings])
    return (*theirs, *read_sloth_text(documents_text(converted.result)))


def _text(document: Document, options: argparse.Namespace) -> str:
    return json_text(document) if options.json else to_yaml(document, COMMAND)


def _label(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no label: write name=value")
    return name, value
