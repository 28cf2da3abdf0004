"""Processor time: of the groups asked for and no others, never running backwards."""

from __future__ import annotations

import os
import time

from benchmarks.processor_time import machine_seconds, processor_seconds


def test_work_is_seen_where_it_is_done() -> None:
    mine, machine, own = processor_seconds([os.getpgrp()]), machine_seconds(), time.process_time()
    while time.process_time() - own < 0.1:
        sum(range(10_000))
    assert processor_seconds([os.getpgrp()]) - mine >= 0.08
    assert machine_seconds() - machine >= 0.08


def test_no_group_took_no_time() -> None:
    assert processor_seconds([]) == 0
