"""Lines arrive whole: in files that are moved away, in pipes that several processes share."""

import os
import select
import threading

import pytest

from marketplace.gateway.telemetry.access_log.sink import Sink


def test_a_file_that_was_moved_away_is_opened_anew(tmp_path):
    log = tmp_path / "access.log"
    sink = Sink(log)
    sink.write(bytearray(b"one\n"))
    log.rename(tmp_path / "access.log.1")
    sink.write(bytearray(b"two\n"))
    log.unlink()
    sink.write(bytearray(b"three\n"))
    sink.close()
    assert (tmp_path / "access.log.1").read_bytes() == b"one\n"
    assert log.read_bytes() == b"three\n"
    assert log.stat().st_mode & 0o777 & ~0o640 == 0, "nobody else may read it"


def test_a_file_is_appended_to(tmp_path):
    log = tmp_path / "access.log"
    for text in (b"one\n", b"two\n"):
        sink = Sink(log)
        sink.write(bytearray(text))
        sink.close()
    assert log.read_bytes() == b"one\ntwo\n"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        Sink(tmp_path / "missing" / "access.log").write(bytearray(b"one\n"))


def test_lines_of_two_writers_to_one_pipe_do_not_mix(tmp_path):
    """Each batch is far larger than what a pipe takes in one piece."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    lines = {name: (name * (select.PIPE_BUF // 3)).encode() + b"\n" for name in "ab"}
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.extend(pipe.read_bytes().splitlines(keepends=True)))
    reader.start()
    sinks = {name: Sink(pipe) for name in lines}
    writers = [
        threading.Thread(target=sinks[name].write, args=(bytearray(line * 100),)) for name, line in lines.items()
    ]
    for sink in sinks.values():
        sink.write(bytearray(b""))
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for sink in sinks.values():
        sink.close()
    reader.join()
    assert sorted(found) == sorted([lines["a"]] * 100 + [lines["b"]] * 100)
