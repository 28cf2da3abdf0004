"""The embedded profile's broker: kombu's folders of files, of which nobody ever sees half.

kombu creates a file and writes it afterwards. Whoever lists the folder in between takes an empty message and dies of
it, and the message is lost. Here a message gets its name when it is whole, and a table of queues that is being written
is read again.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME: Final = "folder"
UNFINISHED: Final = ".part"
"""Behind the name of a message that is being written: no queue's messages end so."""
PATIENCE: Final = 2.0
"""Seconds for another process to finish a table: it writes some hundred bytes."""
T = TypeVar("T")


class Channel(filesystem.Channel):
    """Names of messages begin with a time that all processes of a machine share, so that the oldest are taken first."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override] # so are kombu's own
        path = Path(self.data_folder_out, f"{round(time.monotonic() * 1_000)}_{uuid4()}.{queue}.msg")
        unfinished = path.with_name(f"{path.name}{UNFINISHED}")
        try:
            unfinished.write_text(dumps(payload))
            unfinished.replace(path)
        except OSError as error:
            raise ChannelError(f"Cannot write the message {path}: {error.strerror}.") from error

    def get_table(self, exchange: str) -> Any:
        return _when_whole(partial(super().get_table, exchange))

    def _queue_bind(self, *binding: Any) -> None:
        _when_whole(partial(super()._queue_bind, *binding))


class Transport(filesystem.Transport):
    Channel = Channel
    driver_type = SCHEME
    driver_name = SCHEME


def _when_whole(read: Callable[[], T]) -> T:
    """Call it again as long as it finds a file without its text (ValueError). Raises that in the end."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return read()
        except ValueError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.01)


def register() -> None:
    """Make `folder://` an address of a broker."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:{Transport.__name__}"
