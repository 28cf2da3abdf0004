"""Where lines are written: a file that may be moved away at any time, or standard output."""

import os
import select
import stat
from collections.abc import Iterable
from pathlib import Path

STANDARD_OUTPUT = 1


class Sink:
    """Writes whole lines, in a thread. Several processes may write to the same file or pipe: lines do not mix, as each
    write is atomic (for a file opened with O_APPEND; for a pipe up to PIPE_BUF bytes, POSIX `write`).
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._descriptor = STANDARD_OUTPUT if path is None else -1
        self._identity: tuple[int, int] | None = None

    def write(self, lines: bytearray) -> None:
        """Raises OSError."""
        if self._path is not None:
            self._open_where_moved(self._path)
        for piece in self._pieces(lines):
            rest = piece
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]

    def close(self) -> None:
        if self._path is not None and self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._identity = None

    def _open_where_moved(self, path: Path) -> None:
        """A look at the file's identity before each batch spares a signal to every worker when logs are rotated."""
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) == self._identity:
                return
        except FileNotFoundError:
            pass
        self.close()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        opened = os.fstat(self._descriptor)
        self._identity = (opened.st_dev, opened.st_ino)

    def _pieces(self, lines: bytearray) -> Iterable[memoryview]:
        whole = memoryview(lines)
        if not stat.S_ISFIFO(os.fstat(self._descriptor).st_mode):
            yield whole
            return
        start = 0
        while start < len(lines):
            end = lines.rfind(b"\n", start, start + select.PIPE_BUF) + 1
            if not end:
                end = lines.index(b"\n", start) + 1
            yield whole[start:end]
            start = end
