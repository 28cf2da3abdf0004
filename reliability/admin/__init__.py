"""The back office of reliability: on-call is run from here."""

from reliability.admin.alert_groups import AlertGroupAdmin
from reliability.admin.channels import ChannelAdmin, PersonalRuleAdmin
from reliability.admin.escalation import AlertRouteAdmin, EscalationPolicyAdmin, MaintenanceWindowAdmin
from reliability.admin.heartbeats import HeartbeatAdmin
from reliability.admin.schedules import ScheduleAdmin, ScheduleLayerAdmin

__all__ = [
    "AlertGroupAdmin",
    "AlertRouteAdmin",
    "ChannelAdmin",
    "EscalationPolicyAdmin",
    "HeartbeatAdmin",
    "MaintenanceWindowAdmin",
    "PersonalRuleAdmin",
    "ScheduleAdmin",
    "ScheduleLayerAdmin",
]
