"""Events out of the bytes of an event stream: HTML Standard, section 9.2.6."""

from collections.abc import Iterator
from dataclasses import dataclass


class EventTooLarge(Exception):  # noqa: N818 - becomes a SubgraphError once the subgraph is known
    """An event has more bytes than allowed."""


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """Its name ("message" where none was given) and data."""

    name: str
    data: bytes


class SseParser:
    """Fed with pieces as they arrive; a line, even its end of two bytes, may be spread over pieces."""

    def __init__(self, max_event_bytes: int) -> None:
        self._max_event_bytes = max_event_bytes
        self._rest = b""
        self._after_carriage_return = False
        self._name = ""
        self._data: list[bytes] = []
        self._data_bytes = 0

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        """The events that the piece completes; raises EventTooLarge."""
        if self._after_carriage_return and piece.startswith(b"\n"):
            piece = piece[1:]
            self._after_carriage_return = False
        if piece:
            self._after_carriage_return = piece.endswith(b"\r")
        *lines, self._rest = _split_lines(self._rest + piece)
        for line in lines:
            if line:
                self._read_line(line)
            elif (event := self._dispatch()) is not None:
                yield event
        self._check_size(len(self._rest))

    def _read_line(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._name = value.decode("utf-8", "replace")
        elif name == b"data":
            self._data.append(value)
            self._data_bytes += len(value)
            self._check_size(0)

    def _dispatch(self) -> ServerSentEvent | None:
        name, data = self._name or "message", self._data
        self._name, self._data, self._data_bytes = "", [], 0
        return ServerSentEvent(name, b"\n".join(data)) if data or name != "message" else None

    def _check_size(self, more: int) -> None:
        if self._data_bytes + more > self._max_event_bytes:
            raise EventTooLarge


def _split_lines(text: bytes) -> list[bytes]:
    """Lines that end with CR LF, LF or CR; the last one, perhaps empty, has not ended."""
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.split(b"\n")
