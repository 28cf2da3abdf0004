"""What a document of Sloth's `prometheus/v1` says, its queries word for word."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from reliability.slo.spec.nodes import Place

Labels = tuple[tuple[str, str], ...]

WINDOW: Final = re.compile(r"\{\{\s*\.window\s*\}\}")
"""What stands for the range in its queries: `{{.window}}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlothAlert:
    labels: Labels = ()
    annotations: Labels = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlothAlerting:
    """None stands for an alert that is disabled."""

    name: str = ""
    labels: Labels = ()
    annotations: Labels = ()
    page: SlothAlert | None = field(default_factory=SlothAlert)
    ticket: SlothAlert | None = field(default_factory=SlothAlert)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlothSlo:
    """Either `error_query` and `total_query` (the SLI `events`) or `error_ratio_query` (`raw`) is given."""

    name: str
    objective: Fraction
    """A percentage, exactly as it is written: 99.9 is 999/10."""
    description: str = ""
    labels: Labels = ()
    error_query: str = ""
    total_query: str = ""
    error_ratio_query: str = ""
    alerting: SlothAlerting
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlothService:
    """One document; a file may have several."""

    service: str
    slos: tuple[SlothSlo, ...]
    labels: Labels = ()
    source: Path | None = None


def with_window(query: str, window: str) -> str:
    """Return the query over a window such as `5m`."""
    return WINDOW.sub(lambda _: window, query)
