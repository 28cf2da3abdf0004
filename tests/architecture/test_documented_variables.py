"""README's table of environment variables is the list in settings/environment.py, word for word."""

from __future__ import annotations

import re

from marketplace.settings.environment import documented_variables
from tests.architecture.tracked_files import ROOT, tracked_files

ROW = re.compile(r"^\| `(?P<name>[A-Z][A-Z_]+)` \| (?P<documentation>.+?) \|$", re.MULTILINE)
READS_VARIABLES = re.compile(r"os\.(?:environ\b|getenv)")
READERS = {
    "deploy/bootstrap.py",  # runs before anything is installed
    "marketplace/gateway/command_line/options.py",  # the gateway's own, which are its options' names
    "marketplace/management/commands/up.py",  # hands its own to its children
    "marketplace/settings/environment.py",
}


def test_readme_documents_every_variable() -> None:
    rows = ROW.finditer((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {row["name"]: row["documentation"] for row in rows} == documented_variables()


def test_variables_are_read_in_one_module() -> None:
    sets_a_default = re.compile(r"os\.environ\.setdefault\(\"DJANGO_SETTINGS_MODULE\"")
    readers = [
        str(path)
        for path in tracked_files("manage.py", "marketplace/*.py", "deploy/*.py")
        if READS_VARIABLES.search(sets_a_default.sub("", (ROOT / path).read_text(encoding="utf-8")))
    ]
    assert set(readers) <= READERS
