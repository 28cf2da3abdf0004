"""Names and labels on their way between forms."""

import re
from typing import Final

from reliability.conventions import SloLabel
from reliability.slo.converting.conversion import Warnings
from reliability.slo.model import Service
from reliability.slo.spec.form import RESERVED

Labels = tuple[tuple[str, str], ...]

EXPORTED: Final = "exported_"
"""What Prometheus itself puts before a label that collides with one it sets."""
TIERS: Final = ("1", "2", "3")
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


def label_name(text: str, where: str, warnings: Warnings) -> str:
    """Return the name as Prometheus has labels."""
    name = re.sub(r"[^a-zA-Z0-9_]", "_", text)
    name = name if not name[:1].isdigit() else f"_{name}"
    if name != text:
        warnings.add(where, f"the label {text} is called {name} here: letters, digits and underscores.")
    return name


def owner_and_tier(labels: Labels) -> tuple[Labels, str, int]:
    """Return the labels without owner and tier, and these two, which have fields of their own in our form."""
    rest = dict(labels)
    tier = rest.pop(SloLabel.TIER) if rest.get(SloLabel.TIER) in TIERS else TIERS[-1]
    owner = rest.pop(SloLabel.OWNER, "")
    return tuple(sorted(rest.items())), owner, int(tier)


def labels_with_owner_and_tier(service: Service) -> dict[str, str]:
    """Return the inverse; a tier that is the default is left out."""
    labels = dict(their_labels(service.labels))
    if service.owner:
        labels[str(SloLabel.OWNER)] = service.owner
    if str(service.tier) != TIERS[-1]:
        labels[str(SloLabel.TIER)] = str(service.tier)
    return dict(sorted(labels.items()))


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
