"""Where an issuer's key set comes from. Fetching blocks, so it is done in a thread."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import Protocol


class KeySetUnavailableError(Exception):
    """The key set cannot be had now; the message ends a sentence."""


class KeySource(Protocol):
    """The way to one key set."""

    def fetch(self) -> bytes:
        """Its text; raises KeySetUnavailableError."""
        ...


class KeyFile:
    """A key set in a file."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes

    def fetch(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                return _bounded(file.read(self._max_bytes + 1), self._max_bytes)
        except OSError as error:
            raise KeySetUnavailableError(f"{self._path} cannot be read: {error.strerror}") from error


class KeyUrl:
    """A key set at an address. It is not looked for elsewhere: a redirection is refused."""

    def __init__(self, url: str, timeout: float, max_bytes: int) -> None:
        self._url = url
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._opener = _opener()

    def fetch(self) -> bytes:
        request = urllib.request.Request(self._url, headers={"accept": "application/json"})  # noqa: S310 - the config admits http and https
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return _bounded(response.read(self._max_bytes + 1), self._max_bytes)
        except urllib.error.HTTPError as error:
            with error:
                raise KeySetUnavailableError(f"{self._url} answers with status {error.code}") from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error) or type(error).__name__
            raise KeySetUnavailableError(f"{self._url} cannot be fetched: {reason}") from error


class MemoryKeys:
    """What a test puts into `text`; None for a source that cannot be reached. `fetches` counts."""

    def __init__(self, text: bytes | None) -> None:
        self.text = text
        self.fetches = 0

    def fetch(self) -> bytes:
        self.fetches += 1
        if self.text is None:
            raise KeySetUnavailableError("the test says so")
        return self.text


def _opener() -> urllib.request.OpenerDirector:
    """Without a handler for redirections these are errors like any other status."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener


def _bounded(text: bytes, max_bytes: int) -> bytes:
    if len(text) > max_bytes:
        raise KeySetUnavailableError(f"it is longer than {max_bytes} bytes")
    return text
