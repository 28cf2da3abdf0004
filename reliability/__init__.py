"""What it takes to run services well: objectives, rules, budgets, reports, escalation. A Django app of its own."""
