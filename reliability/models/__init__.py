"""What is kept in the database; one file for each subject."""

from reliability.models.adjustments import AdjustmentChange, BudgetAdjustment, NeverDeletedError
from reliability.models.alert_groups import Alert, AlertGroup, Heartbeat, Notification, TimelineEntry
from reliability.models.budget_events import BudgetEvent
from reliability.models.channels import Channel, PersonalRule
from reliability.models.escalation import AlertRoute, EscalationPolicy, EscalationStep, MaintenanceWindow
from reliability.models.policy import GateOverride, PolicyTransition
from reliability.models.report_archive import ReportArchive
from reliability.models.rollups import Ledger, MinuteCause, MinuteCount, Recording
from reliability.models.schedules import LayerMember, Schedule, ScheduleLayer, ScheduleOverride

__all__ = [
    "AdjustmentChange",
    "Alert",
    "AlertGroup",
    "AlertRoute",
    "BudgetAdjustment",
    "BudgetEvent",
    "Channel",
    "EscalationPolicy",
    "EscalationStep",
    "GateOverride",
    "Heartbeat",
    "LayerMember",
    "Ledger",
    "MaintenanceWindow",
    "MinuteCause",
    "MinuteCount",
    "NeverDeletedError",
    "Notification",
    "PersonalRule",
    "PolicyTransition",
    "Recording",
    "ReportArchive",
    "Schedule",
    "ScheduleLayer",
    "ScheduleOverride",
    "TimelineEntry",
]
