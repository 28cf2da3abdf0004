"""What all of them have in common."""

import shutil
import urllib.error
import urllib.request
from http import HTTPStatus

from reliability.errors import ReliabilityError

SYSTEM_FOLDERS = "/usr/sbin:/sbin:/usr/local/sbin"
"""Where Debian keeps some servers, off an ordinary user's PATH."""


class ProgramMissingError(ReliabilityError):
    """A server's program is not on this machine; the text names the package."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"{program} was not found: install it (Debian: apt-get install {package}).")
        self.program = program
        self.package = package


def find_program(package: str, *names: str) -> str:
    """Return the path of the first of the names that is there. Raises ProgramMissingError."""
    for name in names:
        found = shutil.which(name) or shutil.which(name, path=SYSTEM_FOLDERS)
        if found is not None:
            return found
    raise ProgramMissingError(names[0], package)


def is_ready(url: str) -> bool:
    """Whether a GET is answered with 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - addresses that we made
            return bool(response.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
