"""From a service to its rule file."""

from reliability.rules.alerts import alerting_group, heartbeat_group
from reliability.rules.model import RuleFile
from reliability.rules.recordings import recording_groups
from reliability.rules.settings import RuleSettings
from reliability.slo.model import Service

DEFAULT = RuleSettings()


def build_rules(service: Service, settings: RuleSettings = DEFAULT) -> RuleFile:
    """Return the recordings and alerts of all SLOs of a service."""
    groups = [
        group
        for slo in service.slos
        for group in (*recording_groups(service, slo, settings.intervals), alerting_group(service, slo, settings))
    ]
    return RuleFile(name=service.name, groups=tuple(group for group in groups if group.rules))


def build_heartbeat(settings: RuleSettings = DEFAULT) -> RuleFile:
    """Return the rule file that an installation has once, whatever its services."""
    return RuleFile(name="heartbeat", groups=(heartbeat_group(settings),))
