"""What rules need to know of the place where they are installed."""

from dataclasses import dataclass, field

from reliability.rules.windows import Intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """Links in annotations are these texts followed by a name, and left out where the text is empty."""

    intervals: Intervals = field(default_factory=Intervals)
    runbooks: str = "alerts/runbooks/"
    """Followed by `<alert>.md`."""
    dashboards: str = ""
    """Followed by the service's name."""
