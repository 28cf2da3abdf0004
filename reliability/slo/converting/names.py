"""Names and labels on their way between forms."""

import re
from typing import Final

from reliability.slo.converting.conversion import Warnings
from reliability.slo.spec.form import RESERVED

Labels = tuple[tuple[str, str], ...]

EXPORTED: Final = "exported_"
"""What Prometheus itself puts before a label that collides with one it sets."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_LONE_WORD: Final = re.compile(r"[A-Za-z0-9]+")


def our_name(text: str, warnings: Warnings) -> str:
    """Return the name with lower-case letters, digits and dashes alone."""
    name = "-".join(_WORD.findall(text.lower()))
    if not name or not name[0].isalpha():
        name = f"x-{name}".rstrip("-")
    if name != text:
        warnings.add(text, f"is called {name} here: names have lower-case letters, digits and single dashes.")
    return name


def camel_case(*texts: str) -> str:
    """Return `GatewayAvailability` for `gateway`, `availability`."""
    return "".join(word[0].upper() + word[1:] for text in texts for word in _LONE_WORD.findall(text))


def our_labels(labels: Labels, where: str, warnings: Warnings) -> Labels:
    """Return labels of which our rules set none themselves."""
    found = []
    for name, value in labels:
        if name in RESERVED:
            warnings.add(where, f"the label {name} is called {EXPORTED}{name} here: our rules set {name} themselves.")
        found.append((f"{EXPORTED}{name}" if name in RESERVED else name, value))
    return tuple(sorted(found))


def their_labels(labels: Labels) -> Labels:
    """Return them with the names that `our_labels` was given."""
    plain = ((name.removeprefix(EXPORTED), (name, value)) for name, value in labels)
    return tuple(sorted((short, pair[1]) if short in RESERVED else pair for short, pair in plain))
