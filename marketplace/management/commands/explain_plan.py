"""`manage.py explain_plan QUERY`: how the marketplace's gateway would fetch an operation."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.gateway.command_line.plan import add_arguments, explain
from marketplace.gateway.command_line.problem import CommandLineProblem, load_supergraph
from marketplace.settings.gateway import SUPERGRAPH_PATH


class Command(BaseCommand):
    """The gateway's own `plan` command, for the marketplace's supergraph."""

    help = "Print how an operation is fetched from the subgraphs, without running it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = explain(load_supergraph(SUPERGRAPH_PATH), argparse.Namespace(**options))
        except CommandLineProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(text, ending="")
