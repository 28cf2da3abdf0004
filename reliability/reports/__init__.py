"""Error budget reports: what was promised, what was spent, and by whom, down to the events.

read              an SLO's budget, minutes, causes, groups, adjustments and what happened, from the database
compile_report    ... to one value (report.py), by intervals.py and courses.py; no database, no clock
sheet             the value in figures, tables and charts, the same for every format
formats/          table (terminal), Markdown, HTML, PDF from the sheet; JSON (schema.json) and CSV from the value
signing           Ed25519 over canonical bytes
archive           one signed report for each month and service
pages             /reliability/slo/
"""
