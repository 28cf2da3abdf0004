"""Messages in folders: whoever looks while somebody writes sees nothing, never half of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from marketplace.common.folder_broker import SCHEME, UNFINISHED, Channel, register

WRITERS, MESSAGES = 4, 150


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "messages"


@pytest.fixture
def connection(folder: Path, tmp_path: Path) -> Iterator[Connection]:
    register()
    folders = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    folder.mkdir()
    with Connection(f"{SCHEME}://", transport_options=folders) as opened:
        yield opened


def channel_of(connection: Connection) -> Any:
    channel = connection.clone().channel()
    assert isinstance(channel, Channel)
    return channel


def test_what_is_written_while_others_read_arrives_whole_and_once(connection: Connection):
    everything = {(writer, number) for writer in range(WRITERS) for number in range(MESSAGES)}
    taken: list[tuple[int, int]] = []
    ends = time.monotonic() + 30

    def write(writer: int) -> None:
        channel = channel_of(connection)
        for number in range(MESSAGES):
            channel._put("jobs", {"from": [writer, number], "padding": "x" * 20_000})

    def read() -> None:
        channel = channel_of(connection)
        while len(taken) < len(everything) and time.monotonic() < ends:
            try:
                writer, number = channel._get("jobs")["from"]
            except Empty:
                continue
            taken.append((writer, number))

    with ThreadPoolExecutor(WRITERS + 2) as threads:
        work = [threads.submit(read) for _ in range(2)] + [threads.submit(write, writer) for writer in range(WRITERS)]
        for each in work:
            each.result()
    assert len(taken) == len(everything)
    assert set(taken) == everything


def test_a_message_that_is_being_written_is_not_there_yet(connection: Connection, folder: Path):
    channel = channel_of(connection)
    (folder / f"1_a.jobs.msg{UNFINISHED}").write_text("{")
    assert channel._size("jobs") == 0
    with pytest.raises(Empty):
        channel._get("jobs")
    channel._put("jobs", {"a": 1})
    assert channel._size("jobs") == 1
    assert channel._get("jobs") == {"a": 1}


def test_a_table_that_is_being_written_is_waited_for(connection: Connection):
    channel = channel_of(connection)
    channel._queue_bind("jobs", "jobs", "", "jobs")
    table = channel._exchange_file("jobs")
    whole = table.read_text()
    table.write_text("")
    writer = threading.Timer(0.1, table.write_text, (whole,))
    writer.start()
    assert [bound.queue for bound in channel.get_table("jobs")] == ["jobs"]
    writer.join()
