"""Shared code names its subject, and background work is enqueued in one place."""

from __future__ import annotations

import re

from tests.architecture.tracked_files import ROOT, tracked_files

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "misc", "common", "stuff", "tools", "shared"}
ENQUEUE = re.compile(r"\.(?:delay|apply_async|send_task)\(")
ENQUEUES_FOR_ALL = {"marketplace/common/jobs.py", "marketplace/common/messages.py"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [str(path) for path in tracked_files("*.py") if path.stem in NAMES_THAT_SAY_NOTHING]
    assert named == []


def test_background_work_is_enqueued_after_commit_in_one_module() -> None:
    elsewhere = [
        str(path)
        for path in tracked_files("marketplace/*.py")
        if str(path) not in ENQUEUES_FOR_ALL and ENQUEUE.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert elsewhere == []
