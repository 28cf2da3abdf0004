"""`manage.py build_artefacts [--check | --diff] [FILE ...]`: every document that follows from the SLO files."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reliability.artefacts.differences import describe, differences
from reliability.artefacts.document import Document
from reliability.artefacts.generators import ARTEFACTS, build_all
from reliability.artefacts.project import Drift, Drifted, compare, write
from reliability.artefacts.site import load_site
from reliability.errors import SpecificationError
from reliability.promises import promised_services
from reliability.slo.spec import load_services

EPILOG: Final = """\
examples:
  manage.py build_artefacts                          after a change of a definition or of alerts/site.yaml
  manage.py build_artefacts --diff                   before it: what the change does, in words
  manage.py build_artefacts --diff --verbose         ... and line by line
  manage.py build_artefacts --check                  in a pipeline: exit code 1 where a file is not what it shall be
  manage.py build_artefacts slos/ --site site.yaml --output generated/     your own services, somewhere else
"""
DONE: Final = {Drift.MISSING: "added", Drift.OUT_OF_DATE: "changed", Drift.LEFT_OVER: "removed"}


class Command(BaseCommand):
    help = (
        "Write rules, their tests, Alertmanager's configuration, dashboards, load thresholds, steady states and "
        "Kubernetes resources from the SLO definitions; remove those that no definition makes."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="SLO files or folders; none: the project's own"
        )
        action = parser.add_mutually_exclusive_group()
        action.add_argument(
            "--check", action="store_true", help="write nothing; fail if a file is not what it shall be"
        )
        action.add_argument("--diff", action="store_true", help="write nothing; say what would be different")
        parser.add_argument("--verbose", action="store_true", help="with --diff: every line as well")
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--site", type=Path, metavar="FILE", help="where alerts go; none: alerts/site.yaml")
        parser.add_argument("--output", type=Path, metavar="FOLDER", help="where the files stand; none: the project")

    def handle(self, *args: Any, check: bool, diff: bool, **options: Any) -> None:
        folder = options["output"] or settings.RELIABILITY_DOCUMENTS
        if options["files"] and options["output"] is None and not (check or diff):
            raise CommandError("The project's files are made of its own definitions. Add --output FOLDER, or --diff.")
        documents = _documents(options["files"], options["site"])
        drifted = compare(documents, (pattern for artefact in ARTEFACTS for pattern in artefact.owned), folder)
        if options["json"]:
            self.stdout.write(_for_programs(drifted))
        elif diff:
            self._write_lines(describe(differences(drifted)))
            self._write_lines(_lines_of(drifted) if options["verbose"] else _files_of(drifted))
        else:
            self._write_lines(f"{each.drift if check else DONE[each.drift]}: {each.path}" for each in drifted)
        if not (check or diff):
            write(drifted, folder)
        if check and drifted:
            raise CommandError(f"{len(drifted)} files drifted. Run `manage.py build_artefacts`.")
        if not drifted and not options["json"]:
            self.stdout.write(f"All {len(documents)} files are up to date.")

    def _write_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _documents(files: Sequence[Path], site: Path | None) -> tuple[Document, ...]:
    try:
        services = load_services(files) if files else promised_services()
        return build_all(services, load_site(site or settings.RELIABILITY_DOCUMENTS / "alerts" / "site.yaml"))
    except SpecificationError as error:
        raise CommandError(str(error)) from error


def _for_programs(drifted: Iterable[Drifted]) -> str:
    content = {
        "files": [{"path": str(each.path), "drift": each.drift} for each in drifted],
        "differences": [asdict(difference) for difference in differences(drifted)],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _files_of(drifted: Iterable[Drifted]) -> Iterator[str]:
    for each in drifted:
        lines = list(_unified(each))
        added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)
        removed = sum(line.startswith("-") and not line.startswith("---") for line in lines)
        yield f"{each.path}: would be {DONE[each.drift]}, {added} lines more, {removed} fewer"


def _lines_of(drifted: Iterable[Drifted]) -> Iterator[str]:
    for each in drifted:
        yield from _unified(each)


def _unified(each: Drifted) -> Iterator[str]:
    before, after = (each.before or "").splitlines(), (each.after or "").splitlines()
    return unified_diff(before, after, f"a/{each.path}", f"b/{each.path}", lineterm="")
