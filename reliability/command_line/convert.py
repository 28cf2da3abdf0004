"""`convert`: between our form, OpenSLO v1 and Sloth's prometheus/v1."""

import argparse
from collections.abc import Sequence
from typing import Any

from reliability.command_line.arguments import add_output, new_parser
from reliability.command_line.output import is_folder, json_text, tell_warnings, write_folder, write_text
from reliability.command_line.reading import read_services
from reliability.errors import SpecificationError
from reliability.slo.converting import openslo, sloth
from reliability.slo.converting.detecting import FileForm
from reliability.slo.model import Service
from reliability.slo.spec.write import documents_text, service_text, service_value

EPILOG = """\
examples:
  python -m reliability.slo convert sloth.yml -o slos/                 # to our form, a file each service
  python -m reliability.slo convert gateway.yaml --to openslo -o gateway.openslo.yaml
  python -m reliability.slo convert gateway.yaml --to sloth

The form of FILE is seen by itself. What the other form cannot say is told on standard error, as a warning.
"""


def add_parser(commands: Any) -> None:
    parser = new_parser(
        commands, "convert", "convert from and to OpenSLO and Sloth", "Convert SLO files into another form.", EPILOG
    )
    add_output(parser)
    parser.add_argument(
        "--to", choices=list(map(str, FileForm)), default=str(FileForm.HOLDFAST), help="the form to write"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    read = read_services(options.files)
    tell_warnings(read.warnings)
    form = FileForm(options.to)
    if is_folder(options.output):
        write_folder({f"{one.name}.yaml": _text([one], form, as_json=False) for one in read.services}, options.output)
    else:
        write_text(_text(read.services, form, as_json=options.json), options.output)
    return 0


def _text(services: Sequence[Service], form: FileForm, *, as_json: bool) -> str:
    if form is FileForm.HOLDFAST:
        if len(services) != 1:
            raise SpecificationError("Our form has a file for each service. Name a folder with -o.")
        return json_text(service_value(services[0])) if as_json else service_text(services[0])
    convert = {FileForm.SLOTH: sloth.from_services, FileForm.OPENSLO: openslo.from_services}[form]
    converted = convert(services)
    tell_warnings(converted.warnings)
    return json_text(list(converted.result)) if as_json else documents_text(converted.result)
