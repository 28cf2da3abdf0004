"""The supervisor over real processes: small Python programs that behave and misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marketplace.management.embedded.children import Child, ChildSpecification
from marketplace.management.embedded.supervisor import ChildFailedError, StopRequestedError, Supervisor

SERVES = "print('serving', flush=True); import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SERVES}"
HAS_A_CHILD = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("grandchild", child.pid, flush=True)
{SERVES}
"""


def child(program: str, logs: Path) -> Child:
    specification = ChildSpecification(
        name="program", command=[sys.executable, "-c", program], ready=lambda logged: "serving" in logged
    )
    return Child(specification, logs=logs, environment=os.environ)


def runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not runs(pid)


@pytest.fixture(autouse=True)
def signal_handlers() -> object:
    """The supervisor takes these over for good, since its process ends after it."""
    taken = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in taken]
    yield
    for number, handler in zip(taken, before, strict=True):
        signal.signal(number, handler)


def test_a_program_that_serves_is_ready_and_stops_when_asked(tmp_path: Path) -> None:
    told: list[str] = []
    server = child(SERVES, tmp_path)
    with Supervisor([server], tell=told.append) as supervisor:
        supervisor.wait_until_ready()
        ran = server.exit_code is None
    assert ran
    assert server.exit_code == -signal.SIGTERM
    assert told == []


def test_a_program_that_ends_while_starting_is_quoted(tmp_path: Path) -> None:
    broken = child("import sys; sys.exit('the reason')", tmp_path)
    with Supervisor([broken], tell=print) as supervisor, pytest.raises(ChildFailedError) as failure:
        supervisor.wait_until_ready()
    assert "exit code 1" in str(failure.value)
    assert "the reason" in str(failure.value)


def test_a_program_that_ends_is_restarted_until_it_is_beyond_help(tmp_path: Path) -> None:
    told: list[str] = []
    broken = child("print('serving')", tmp_path)
    with Supervisor([broken], tell=told.append) as supervisor, pytest.raises(ChildFailedError) as failure:
        supervisor.watch()
    assert len(told) == 5
    assert "ended 6 times" in str(failure.value)


def test_a_signal_stops_the_watch(tmp_path: Path) -> None:
    server = child(SERVES, tmp_path)
    with Supervisor([server], tell=print) as supervisor:
        supervisor.wait_until_ready()
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequestedError):
            supervisor.watch()
    assert server.exit_code is not None


def test_a_stubborn_program_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.management.embedded.supervisor.STOP_WITHIN", 0.5)
    told: list[str] = []
    server = child(STUBBORN, tmp_path)
    with Supervisor([server], tell=told.append) as supervisor:
        supervisor.wait_until_ready()
    assert server.exit_code == -signal.SIGKILL
    assert "was killed" in told[0]


def test_no_grandchild_survives(tmp_path: Path) -> None:
    parent = child(HAS_A_CHILD, tmp_path)
    with Supervisor([parent], tell=print) as supervisor:
        supervisor.wait_until_ready()
        grandchild = int(parent.logged().split()[1])
        assert runs(grandchild)
    assert ends(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux offers this")
def test_a_child_dies_with_a_parent_that_had_no_time_to_stop_it(tmp_path: Path) -> None:
    program = f"""
import os, pathlib, signal
from marketplace.management.embedded.children import Child, ChildSpecification
import sys
specification = ChildSpecification(name="orphan", command=[sys.executable, "-c", {SERVES!r}], ready=bool)
child = Child(specification, logs=pathlib.Path({str(tmp_path)!r}), environment=os.environ)
child.start()
while "serving" not in child.logged():
    pass
print(child._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    orphan = int(subprocess.run([sys.executable, "-c", program], check=False, capture_output=True).stdout)
    assert ends(orphan)
