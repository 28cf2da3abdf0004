"""Where a supergraph's SDL is fetched from: a file, an address, or the memory of a test."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from marketplace.gateway.errors import SupergraphUnavailableError
from marketplace.gateway.ports import SupergraphSource

FETCH_TIMEOUT = 10.0
MAX_BYTES = 64 * 1024 * 1024
NOT_MODIFIED = 304


def source_of(place: str) -> SupergraphSource:
    """An http or https URL, or the path of a file."""
    return UrlSource(place) if place.startswith(("http://", "https://")) else FileSource(Path(place))


class FileSource:
    """A file, read again only when its time, size or identity has changed (`mv` over it changes the identity)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    def fetch(self) -> str | None:
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen == self._seen:
                return None
            text = self._path.read_text(encoding="utf-8")
        except OSError as error:
            raise SupergraphUnavailableError(f"{self._path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise SupergraphUnavailableError(f"{self._path} is not text in UTF-8.") from error
        self._seen = seen
        return text


class UrlSource:
    """An address, asked with the entity tag of its last answer: RFC 9110, section 13.1.2."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._etag: str | None = None

    def fetch(self) -> str | None:
        headers = {"accept": "*/*", **({"if-none-match": self._etag} if self._etag else {})}
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 - `source_of` admits http and https
        try:
            with urllib.request.urlopen(request, timeout=FETCH_TIMEOUT) as response:  # noqa: S310 - see above
                body = response.read(MAX_BYTES + 1)
                etag = response.headers.get("etag")
        except urllib.error.HTTPError as error:
            with error:
                if error.code == NOT_MODIFIED:
                    return None
                raise SupergraphUnavailableError(f"{self._url} answers with status {error.code}.") from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise SupergraphUnavailableError(f"{self._url} cannot be fetched: {reason}.") from error
        if len(body) > MAX_BYTES:
            raise SupergraphUnavailableError(f"{self._url} answers with more than {MAX_BYTES} bytes.")
        try:
            text = str(body, "utf-8")
        except UnicodeDecodeError as error:
            raise SupergraphUnavailableError(f"{self._url} does not answer with text in UTF-8.") from error
        self._etag = etag
        return text


class MemorySource:
    """What a test puts into `sdl`; a SupergraphUnavailableError is raised."""

    def __init__(self, sdl: str | SupergraphUnavailableError) -> None:
        self.sdl = sdl

    def fetch(self) -> str | None:
        if isinstance(self.sdl, SupergraphUnavailableError):
            raise self.sdl
        return self.sdl
