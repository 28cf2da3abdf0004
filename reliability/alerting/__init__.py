"""On-call: alert groups, escalation, schedules and notifications. Alertmanager groups, inhibits and silences before."""
