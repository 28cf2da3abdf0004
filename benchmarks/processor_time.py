"""Processor time from /proc (Linux): of processes that we started, and of the whole machine."""

import os
from collections.abc import Iterable
from pathlib import Path

SECONDS_PER_TICK = 1 / os.sysconf("SC_CLK_TCK")
AFTER_COMMAND = 2
"""/proc/PID/stat is counted from 1, its second field may hold spaces and ends with the last parenthesis: proc(5)."""
GROUP, USER_TIME, SYSTEM_TIME = 5 - AFTER_COMMAND - 1, 14 - AFTER_COMMAND - 1, 15 - AFTER_COMMAND - 1


def processor_seconds(groups: Iterable[int]) -> float:
    """User and system time so far of every living process in these process groups, in steps of 10 ms."""
    wanted = set(groups)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        if int(fields[GROUP]) in wanted:
            ticks += int(fields[USER_TIME]) + int(fields[SYSTEM_TIME])
    return ticks * SECONDS_PER_TICK


def machine_seconds() -> float:
    """Time so far in which some processor worked for anybody; time stolen by other machines is not in it."""
    user, nice, system, _idle, _waiting, interrupts, soft_interrupts = (
        int(ticks) for ticks in Path("/proc/stat").read_text().split()[1:8]
    )
    return (user + nice + system + interrupts + soft_interrupts) * SECONDS_PER_TICK
