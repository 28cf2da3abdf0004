"""Sloth's `prometheus/v1`, in and out.

file -> form, read: its document, word for word -> to_services: our model, with warnings
our model -> from_services: its text, with warnings
"""

from reliability.slo.converting.sloth.document import (
    SlothAlert,
    SlothAlerting,
    SlothService,
    SlothSlo,
    with_window,
)
from reliability.slo.converting.sloth.from_services import from_services
from reliability.slo.converting.sloth.read import load_sloth, read_sloth_text
from reliability.slo.converting.sloth.to_services import to_services

__all__ = [
    "SlothAlert",
    "SlothAlerting",
    "SlothService",
    "SlothSlo",
    "from_services",
    "load_sloth",
    "read_sloth_text",
    "to_services",
    "with_window",
]
