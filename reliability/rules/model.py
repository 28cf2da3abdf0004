"""A rule file as values, in the words of Prometheus' documentation."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Labels = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRule:
    record: str
    expression: str
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingRule:
    alert: str
    expression: str
    hold: int = 0
    """Seconds for which it must be so before it fires: `for`."""
    labels: Labels = field(default_factory=dict)
    annotations: Labels = field(default_factory=dict)


Rule = RecordingRule | AlertingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    """Evaluated one after the other, every `interval` seconds (None: as Prometheus is configured)."""

    name: str
    rules: tuple[Rule, ...]
    interval: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """`name` is that of the file, without its ending."""

    name: str
    groups: tuple[RuleGroup, ...]

    def alerts(self) -> Iterator[AlertingRule]:
        for group in self.groups:
            yield from (rule for rule in group.rules if isinstance(rule, AlertingRule))

    def recordings(self) -> Iterator[RecordingRule]:
        for group in self.groups:
            yield from (rule for rule in group.rules if isinstance(rule, RecordingRule))
