"""The materialised path of a category: its ancestors' slugs and its own, each closed by a slash.

`electronics/phones/` lies below `electronics/`. The closing slash keeps `car/` from being a prefix of `cars/`, so that
"is a descendant of or is" reads "starts with".
"""

import re
from typing import Final

SEPARATOR: Final = "/"
MAX_SLUG: Final = 60
MAX_DEPTH: Final = 6
MAX_PATH: Final = MAX_DEPTH * (MAX_SLUG + len(SEPARATOR))

_SLUG: Final = re.compile(rf"(?=.{{1,{MAX_SLUG}}}\Z)[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Lower case letters, digits and inner hyphens."""
    return _SLUG.fullmatch(text) is not None


def path_of(slug: str, *, parent_path: str = "") -> str:
    return f"{parent_path}{slug}{SEPARATOR}"


def depth_of(path: str) -> int:
    """1 for a root."""
    return path.count(SEPARATOR)


def ancestor_paths(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the root down, without itself."""
    slugs = path.removesuffix(SEPARATOR).split(SEPARATOR)
    return tuple(SEPARATOR.join(slugs[:depth]) + SEPARATOR for depth in range(1, len(slugs)))
