"""The back office of reliability: on-call is run from here, and error budgets are adjusted."""

from reliability.admin.alert_groups import AlertGroupAdmin
from reliability.admin.channels import ChannelAdmin, PersonalRuleAdmin
from reliability.admin.error_budgets import (
    BudgetAdjustmentAdmin,
    BudgetEventAdmin,
    GateOverrideAdmin,
    PolicyTransitionAdmin,
)
from reliability.admin.escalation import AlertRouteAdmin, EscalationPolicyAdmin, MaintenanceWindowAdmin
from reliability.admin.heartbeats import HeartbeatAdmin
from reliability.admin.schedules import ScheduleAdmin, ScheduleLayerAdmin

__all__ = [
    "AlertGroupAdmin",
    "AlertRouteAdmin",
    "BudgetAdjustmentAdmin",
    "BudgetEventAdmin",
    "ChannelAdmin",
    "EscalationPolicyAdmin",
    "GateOverrideAdmin",
    "HeartbeatAdmin",
    "MaintenanceWindowAdmin",
    "PersonalRuleAdmin",
    "PolicyTransitionAdmin",
    "ScheduleAdmin",
    "ScheduleLayerAdmin",
]
